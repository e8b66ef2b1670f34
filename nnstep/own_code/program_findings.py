"""What nnstep says of a person's program: which line computes which quantity, and what goes wrong first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nnstep.expr.array import Array
from nnstep.grading.context import GradingContext
from nnstep.own_code.aligning.faces import Face
from nnstep.own_code.aligning.labels import Label, labels_of
from nnstep.own_code.aligning.matches import Match
from nnstep.own_code.finding.fault_search import FaultSearch
from nnstep.own_code.finding.showing import CodeFault
from nnstep.own_code.supposing.causes import Cause
from nnstep.own_code.watched import Assigned, WatchedProgram
from nnstep.program.program import Program
from nnstep.progress import Tell, tell_nobody

STEPS = 3
"""So many training steps are looked at unless others are asked for: or two epochs, where these are few steps."""
_MOST_STEPS = 8


@dataclass(frozen=True, slots=True, eq=False)
class WrongLine:
    """A line that goes wrong, and why."""

    assignment: Assigned
    """What it assigned when it went wrong first."""
    cause: Cause
    alternatives: tuple[Cause, ...]
    """Other causes that explain just as much."""
    step: int
    """The training step, from 1."""
    target: str
    """The quantity that it should have computed; empty where that is not known."""
    right: Array | None
    """The right value, in the form in which the program has its own, where that is known."""
    part: str = ""
    """What of the quantity it is, in words; empty for the whole."""
    way: str = ""
    """What on the way to the quantity it is, as the mistake has it; empty for the quantity itself."""


@dataclass(frozen=True, slots=True, eq=False)
class ProgramFindings:
    """All that is found of one program."""

    program: Program
    """The exercise's."""
    watched: WatchedProgram
    steps: int
    """How many training steps were looked at."""
    right_steps: int
    """After how many of them, from the first, the program has the right parameters."""
    labels: Mapping[int, Label]
    """By the number of an assignment: which quantity its value is. Those that could not be aligned are left out."""
    following: Mapping[int, Label]
    """The same of values that are other than they should be, since they follow from what goes wrong before."""
    faults: tuple[WrongLine, ...]
    """What goes wrong, the first line first."""
    missing: tuple[str, ...]
    """The parameters that the first training step that is not right should end with, and that occur nowhere."""

    @property
    def is_right(self) -> bool:
        """Whether nothing is known to be wrong."""
        return not self.faults

    @property
    def is_aligned(self) -> bool:
        """Whether the program was seen to end a training step as the exercise does."""
        return self.right_steps > 0


@np.errstate(all="ignore")
def findings_of(
    context: GradingContext, watched: WatchedProgram, *, steps: int | None = None, tell: Tell = tell_nobody
) -> ProgramFindings:
    """Align what a program had with the exercise's run, and find what it does otherwise.

    `steps` training steps are looked at, 3 by default, or two epochs where these are few steps; fewer where the
    exercise has fewer.
    """
    schedule = context.program.schedule
    usual = max(STEPS, min(_MOST_STEPS, 2 * schedule.steps_per_epoch))
    steps = max(1, min(steps or usual, schedule.steps))
    search = FaultSearch(context, watched.assignments, steps, watched.sources, tell)
    right = search.right_steps()
    goes_on = right < steps and bool(watched.assignments)
    if goes_on and right + 2 < steps:  # the step that goes wrong, and the one after it, tell
        search = search.shortened(right + 2)
    faults = search.faults(right + 1) if goes_on else []
    goes_on = goes_on and (bool(faults) or right == 0 or search.case.goes_on_after(right))
    labels = labels_of(search.case.truth.matches, watched.assignments)
    last = search.explained_at_last
    later = {} if last is None else labels_of(last.matches, watched.assignments)
    following = {index: label for index, label in later.items() if index not in labels}
    return ProgramFindings(
        context.program,
        watched,
        steps,
        right,
        labels,
        following,
        tuple(
            sorted((_wrong_line(search, fault, right + 1) for fault in faults), key=lambda one: one.assignment.index)
        ),
        tuple(id for id in search.case.trained if goes_on and not search.case.occurs(right + 1, id)),
    )


def _wrong_line(search: FaultSearch, fault: CodeFault, step: int) -> WrongLine:
    match = _match_at(search, fault)
    if match is None:
        return WrongLine(fault.assignment, fault.cause, fault.alternatives, step, "", None)
    face = match.face
    right = _right_value(search, face, match.factor)
    return WrongLine(fault.assignment, fault.cause, fault.alternatives, face.step, face.id, right, face.part, face.way)


def _match_at(search: FaultSearch, fault: CodeFault) -> Match | None:
    """Return what the value at the line to blame is: another one than where it shows, if that was an earlier line."""
    last = search.explained_at_last
    if fault.match is None or _is_among(fault.assignment, fault.match) or last is None:
        return fault.match
    return next((several[0] for several in last.matches.values() if _is_among(fault.assignment, several[0])), None)


def _is_among(assignment: Assigned, match: Match) -> bool:
    return any(one.index == assignment.index for one in match.seen.assignments)


def _right_value(search: FaultSearch, face: Face, factor: float) -> Array | None:
    """Return the right value of a quantity in the form in which the program has it, where it has that form too."""
    if face.way:
        held = (one.value for one in search.case.truth.run.held if one.key == face.key)
        right = next(held, None)
    else:
        right = search.case.truth.run.value(face.step, face.id)
    if right is None or (face.part and face.index is None):
        return None
    if face.index is not None and not _has(right, face.index):
        return None  # a sample that the exercise does not have in this batch
    return np.asarray(right if face.index is None else right[face.index]) * factor


def _has(array: Array, index: tuple[int | slice, ...]) -> bool:
    """Return whether an array is so large that it has these indices."""
    return all(isinstance(at, slice) or at < size for at, size in zip(index, np.shape(array), strict=False))
