"""A run in which something was changed: up to the edit it is the run before, from there on one of its own.

An edit is part of the history and replayed like an operation, so any position can be gone to, before and after it.
The run before stays as it was: to undo an edit is to go back to it. Knows no stop conditions.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from nnstep.machine.beginning import Beginning
from nnstep.machine.edits import changed_program, stale_after, still_stale
from nnstep.machine.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeAlias

    from nnstep.expr.array import Array, Shape
    from nnstep.machine.edits import Edit
    from nnstep.machine.fastpath import FastPath
    from nnstep.machine.frame import Frame
    from nnstep.program.types import Program

    Run: TypeAlias = "Timeline | EditedTimeline"


class EditedTimeline:
    """A live run with one edit more than another one has."""

    def __init__(self, before: Run, edit: Edit, *, budget: int) -> None:
        """Go on from `before` with an edit; `budget` is in bytes, for what comes after it."""
        self.before = before
        self.edit = edit
        self.program: Program = changed_program(before.program, edit)
        self._step, self._done = self.program.step_and_op(edit.position)
        frame = before.seek(edit.position)
        self._ended = frame.at_end
        self._stale = stale_after(self.program, edit, frame.stale)
        whole = self._done == len(self.program.ops)
        self._begun = self._step + whole
        beginning = Beginning(
            self._begun,
            0 if whole else self._done,
            {**frame.values, edit.id: edit.value},
            before.errors(frame.errors.size),
            before.accuracies(self._begun // self.program.schedule.steps_per_epoch),
            before.largest_gradient(self._begun),
        )
        self._after = Timeline(self.program, budget=budget, beginning=beginning)

    @property
    def bytes_used(self) -> int:
        """About how much memory the history takes, that of the run before included."""
        return self.before.bytes_used + self._after.bytes_used

    @property
    def known_position(self) -> int:
        """How far the run has ever been computed."""
        return max(self.edit.position, self._after.known_position)

    @property
    def last_position(self) -> int:
        """Where the run ends, as far as that is known."""
        return self.edit.position if self._ended else self._after.last_position

    def seek(self, position: int) -> Frame:
        """Return the frame after `position` operations, as ``Timeline.seek`` does; at the edit's position, after it."""
        if position > self.edit.position:
            frame = self._after.seek(position)
            return replace(frame, stale=self._stale_at(frame))
        frame = self.before.seek(position)
        known = self._after.errors()
        if position < self.edit.position:
            return replace(frame, known_errors=known)
        values = {**frame.values, self.edit.id: self.edit.value}
        return replace(frame, program=self.program, values=values, known_errors=known, stale=self._stale)

    def before_next(self, frame: Frame) -> tuple[Mapping[str, Array], Mapping[str, Shape]]:
        """Return the values that the operation after `frame` can read, and the shapes in its training step."""
        return (self.before if frame.position < self.edit.position else self._after).before_next(frame)

    def program_at(self, step: int) -> Program:
        """Return the program that training step `step`, from 0, is a part of."""
        return self.before.program_at(step) if step < self._begun else self.program

    def stretch_from(self, step: int) -> int:
        """Return up to before which training step whole steps are of one program, from `step` on; `step` where not."""
        if step < self._begun:
            return min(self._begun, self.before.stretch_from(step))
        return self._after.stretch_from(step)

    def stretch_before(self, step: int) -> int:
        """Return from which training step on whole steps are of one program, up to before `step`; `step` where not."""
        return (self.before if step <= self._begun else self._after).stretch_before(step)

    def run_on(self, last: int, fast: FastPath) -> tuple[int, int] | None:
        """Run whole training steps as ``Timeline.run_on`` does; they must lie within one stretch."""
        return (self.before if last <= self._begun else self._after).run_on(last, fast)

    def errors(self, count: int | None = None) -> Array:
        """Return the errors of the first `count` training steps, or of all that are known."""
        return self._after.errors(count)

    def accuracies(self, epochs: int) -> Array:
        """Return the accuracies after the first `epochs` epochs."""
        return self._after.accuracies(epochs)

    def largest_gradient(self, step: int) -> float:
        """Return the largest gradient's element in the epoch of `step` before that training step."""
        return (self.before if step <= self._begun else self._after).largest_gradient(step)

    def _stale_at(self, frame: Frame) -> frozenset[str]:
        """Return what of a frame was worked out from the replaced value, and not anew since."""
        if frame.step != self._step:
            return frozenset()
        return still_stale(self.program, self._done, frame.done, self._stale)
