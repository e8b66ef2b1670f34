"""Arrays that are changed in place under another name, before what they held is read again."""

from __future__ import annotations

from collections.abc import Iterator

from nnstep.own_code.aligning.matches import Match
from nnstep.own_code.finding.blame import PASSED_ON
from nnstep.own_code.finding.causes import KnownMistake, ProgramFault
from nnstep.own_code.finding.code_case import CodeCase
from nnstep.own_code.finding.showing import Fault
from nnstep.own_code.watched import Arrival, Assigned

_UPDATED = "updated-weights"


def changed_elsewhere(case: CodeCase, fault: Fault) -> Fault | None:
    """Return the line that changes, under another name, an array which the line of `fault` depends on."""
    matches = case.best_matches(case.truth)
    for changed in _behind(case, fault.assignment):
        if changed.kind is not Arrival.CHANGED:
            continue
        for index in changed.aliases:
            held = case.assignments[index]
            if _is_lost(matches, changed, held, fault) and not _is_same_place(changed, held):
                return Fault(_words(changed, held, matches[index]), changed, None)
    return None


def _is_lost(matches: dict[int, Match], changed: Assigned, held: Assigned, fault: Fault) -> bool:
    """Return whether a quantity stood in an array that now holds something else."""
    before, after = matches.get(held.index), matches.get(changed.index)
    if before is None or before.face.way or before.face.part or held.value.tobytes() == changed.value.tobytes():
        return False
    if after is not None and after.face.id == before.face.id:  # an update: right, unless the old values were kept
        return isinstance(fault.cause, KnownMistake) and fault.cause.id == _UPDATED and held.kind not in PASSED_ON
    return True


def _is_same_place(changed: Assigned, held: Assigned) -> bool:
    """Return whether two assignments are to one name in one function, so that nobody is surprised."""
    return changed.place == held.place and changed.function == held.function


def _behind(case: CodeCase, blamed: Assigned) -> Iterator[Assigned]:
    """Yield the assignment and all that it depends on, the earliest first."""
    wanted, found = [blamed.index], {blamed.index}
    while wanted:
        for read in case.assignments[wanted.pop()].reads:
            if read not in found:
                found.add(read)
                wanted.append(read)
    yield from (case.assignments[index] for index in sorted(found))


def _words(changed: Assigned, held: Assigned, match: Match) -> ProgramFault:
    return ProgramFault(
        "aliased",
        f"{changed.place} and {held.place} are the same array: changing it in place here overwrites {match.face.id}, "
        f"which {held.place} held",
        f"Should {changed.place} be a copy of its own?",
    )
