"""Updates that a program computes and never reads: it goes on with the old parameters."""

from __future__ import annotations

from nnstep.own_code.aligning.faces import Face
from nnstep.own_code.finding.causes import ProgramFault
from nnstep.own_code.finding.code_case import TELLING, CodeCase
from nnstep.own_code.finding.showing import CodeFault
from nnstep.own_code.watched import Assigned


def _never_updated(id: str) -> ProgramFault:
    return ProgramFault(
        "never-updated",
        f"{id} is never updated: its new value is computed and never used, and the old one is read again",
        "Which array does the update write, and which does the next forward pass read?",
    )


def unread_update(case: CodeCase, step: int) -> CodeFault | None:
    """Return the right update of the step before `step` that the program never reads, going on with the old value."""
    for match in (match for matches in case.truth.matches.values() for match in matches[:1]):
        face = match.face
        if face.id not in case.trained or face.number < 0 or face.step != step - 1 or match.bits < TELLING:
            continue
        updated = match.seen.assignments
        if not match.seen.is_collected and not case.blame.is_read(updated) and _reads_old(case, face, updated[0]):
            return CodeFault(_never_updated(face.id), updated[0], match)
    return None


def _reads_old(case: CodeCase, face: Face, updated: Assigned) -> bool:
    """Return whether the value that an update replaces, as it stood before, is still read after it."""
    for matches in case.truth.matches.values():
        before = matches[0].face
        is_earlier = before.id == face.id and before.part == face.part and before.order < face.order
        held = [one for one in matches[0].seen.assignments if one.index < updated.index]
        if is_earlier and case.blame.is_read_after(held, updated):
            return True
    return False
