"""Updates that a program computes and never reads: it goes on with the old parameters."""

from __future__ import annotations

from collections.abc import Iterable

from nnstep.own_code.aligning.faces import Face
from nnstep.own_code.aligning.matches import Match
from nnstep.own_code.finding.showing import CodeFault
from nnstep.own_code.supposing.causes import ProgramFault
from nnstep.own_code.supposing.code_case import TELLING, CodeCase
from nnstep.own_code.watched import Arrival, Assigned


def _never_updated(id: str) -> ProgramFault:
    return ProgramFault(
        "never-updated",
        f"{id} is never updated: its new value is computed and never used, and the old one is read again",
        "Which array does the update write, and which does the next forward pass read?",
    )


def unread_update(case: CodeCase, step: int) -> CodeFault | None:
    """Return the right update of the step before `step` that the program never reads, going on with the old value."""
    updates = [match for matches in case.truth.matches.values() if _is_update(case, match := matches[0], step - 1)]
    unread = [match for match in updates if not case.blame.is_read(match.seen.assignments)]
    if len(unread) == len(updates) and not _is_repeated(case, unread):
        return None  # another run begins, with another learning rate for example
    for match in unread:
        first = match.seen.assignments[0]
        if _reads_old(case, match.face, first):
            return CodeFault(_never_updated(match.face.id), first, match)
    return None


def _is_update(case: CodeCase, match: Match, step: int) -> bool:
    face = match.face
    is_result = face.id in case.trained and face.number >= 0 and face.step == step
    return is_result and match.bits >= TELLING and not match.seen.is_collected


def _is_repeated(case: CodeCase, updates: Iterable[Match]) -> bool:
    """Return whether what comes after updates is the same training step again, or takes the next samples."""
    if case.context.program.schedule.steps_per_epoch > 1:
        return True
    for match in updates:
        lines = [(one.file, one.line, one.place) for one in match.seen.assignments if one.kind is not Arrival.BOUND]
        if len(set(lines)) < len(lines):
            return True
    return False


def _reads_old(case: CodeCase, face: Face, updated: Assigned) -> bool:
    """Return whether the value that an update replaces, as it stood before, is still read after it."""
    for matches in case.truth.matches.values():
        before = matches[0].face
        is_earlier = before.id == face.id and before.part == face.part and before.order < face.order
        held = [one for one in matches[0].seen.assignments if one.index < updated.index]
        if is_earlier and case.blame.is_read_after(held, updated):
            return True
    return False
