"""Arrays that are changed in place under another name, before what they held is read again."""

from __future__ import annotations

from collections.abc import Iterator

from nnstep.own_code.aligning.matches import Match
from nnstep.own_code.aligning.seen_values import in_order
from nnstep.own_code.finding.showing import CodeFault
from nnstep.own_code.supposing.blame import PASSED_ON
from nnstep.own_code.supposing.causes import ANOTHER_VALUE, UPDATED, KnownMistake, OwnValue, ProgramFault
from nnstep.own_code.supposing.code_case import CodeCase
from nnstep.own_code.watched import Arrival, Assigned


def changed_elsewhere(case: CodeCase, fault: CodeFault) -> CodeFault | None:
    """Return the line that changes, under another name, an array which the line of `fault` depends on."""
    if not _reads_another(fault):
        return None
    matches = case.best_matches(case.truth)
    for changed in _behind(case, fault.assignment):
        if changed.kind in PASSED_ON or _is_handed_over(case, changed):
            continue
        for index in sorted(changed.aliases, reverse=True):  # what it held last
            held = case.assignments[index]
            if changed.kind is Arrival.ASSIGNED and not _is_changed(case, held, changed):
                continue
            if _is_lost(matches, changed, held, fault) and not _is_same_place(changed, held):
                return CodeFault(_words(changed, held, matches[index]), changed, None)
    return None


def _reads_another(fault: CodeFault) -> bool:
    """Return whether what is wrong may be that another value stands in an array than the line expects."""
    cause = fault.cause
    if isinstance(cause, KnownMistake):
        return any(mistake.id in ANOTHER_VALUE for mistake in cause.variant.mistakes)
    return isinstance(cause, OwnValue) or bool(cause.reads)


def _is_changed(case: CodeCase, held: Assigned, named: Assigned) -> bool:
    """Return whether a line that gives an array a second name changes it as well."""
    return held.value.size == named.value.size and not case.is_near(in_order(held.value), in_order(named.value))


def _is_handed_over(case: CodeCase, changed: Assigned) -> bool:
    """Return whether the array was handed to a function that is there to change it."""
    return any(
        one.kind is Arrival.BOUND and one.place == changed.place and one.call == changed.call
        for one in case.assignments[: changed.index]
    )


def _is_lost(matches: dict[int, Match], changed: Assigned, held: Assigned, fault: CodeFault) -> bool:
    """Return whether a quantity stood in an array that now holds something else."""
    before, after = matches.get(held.index), matches.get(changed.index)
    if before is None or before.face.way or before.face.part or held.value.tobytes() == changed.value.tobytes():
        return False
    if after is not None and after.face.id == before.face.id:  # an update: right, unless the old values were kept
        return isinstance(fault.cause, KnownMistake) and fault.cause.id == UPDATED and held.kind not in PASSED_ON
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
