"""An edited run: up to the edit it is the run before, from there on a timeline of its own.

An edit is part of the history and replayed like an operation, so every position can be reached, before and after it.
The run before stays as it was: undoing an edit goes back to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from nnstep.engine.edits import Edit, changed_program
from nnstep.engine.frame import Frame, RunStart
from nnstep.engine.run import Run
from nnstep.engine.series import RunFigures
from nnstep.engine.staleness import stale_after, stale_through
from nnstep.engine.timeline import Timeline
from nnstep.expr.array import Array, Shape, frozen
from nnstep.program.program import Program

if TYPE_CHECKING:
    from nnstep.engine.fastpath.build import FastPath


def before_edits(run: Run, position: int) -> Run:
    """Return a run without the edits that were made at a position and after it."""
    while isinstance(run, EditedTimeline) and run.edit.position >= position:
        run = run.before
    return run


class EditedTimeline:
    """A live run with one edit more than another one has."""

    def __init__(self, before: Run, edit: Edit, *, budget: int) -> None:
        """Go on from `before` with an edit; `budget` is in bytes, for what comes after it."""
        self.before = before
        self.edit = edit
        self.first_position = before.first_position
        """Where it begins."""
        self.has_gaps = before.has_gaps
        """Whether values may be missing before the edit."""
        self.program: Program = changed_program(before.program, edit)
        self._step, self._done = self.program.step_and_op(edit.position)
        frame = before.seek(edit.position)
        self._ended = frame.at_end
        self._stale = stale_after(self.program, edit, frame.stale, self._edits_before())
        whole = self._done == len(self.program.ops)
        self.begun = self._step + whole
        """The first training step, from 0, of which any operation comes after the edit."""
        beginning = RunStart(
            self.begun,
            0 if whole else self._done,
            {**frame.values, edit.id: edit.value},
            before.figures(frame.errors.size, self.begun // self.program.schedule.steps_per_epoch),
            before.largest_gradient(self.begun),
        )
        self.after = Timeline(self.program, budget=budget, beginning=beginning)
        """What comes after the edit."""
        self._counts = frame.errors.size, frame.accuracies.size, frame.test_errors.size
        # Without its figures: every edit would keep arrays of its own of all that came before it.
        none = frozen([])
        self._frame = replace(
            frame,
            program=self.program,
            values=beginning.values,
            stale=self._stale,
            errors=none,
            known_errors=none,
            accuracies=none,
            test_errors=none,
        )

    @property
    def bytes_used(self) -> int:
        """About how much memory the history takes, that of the run before included."""
        used = 0
        run: Run = self.before
        while isinstance(run, EditedTimeline):
            used, run = used + run.after.bytes_used, run.before
        return used + run.bytes_used + self.after.bytes_used

    def limit(self, budget: int) -> None:
        """Let what comes after the edit take about `budget` bytes from now on."""
        self.after.limit(budget)

    @property
    def known_position(self) -> int:
        """How far the run has ever been computed."""
        return max(self.edit.position, self.after.known_position)

    @property
    def last_position(self) -> int:
        """Where the run ends, as far as that is known."""
        return self.edit.position if self._ended else self.after.last_position

    def seek(self, position: int) -> Frame:
        """Return the frame after `position` operations, as ``Timeline.seek`` does; at the edit's position, after it."""
        position = max(position, self.first_position)
        if position > self.edit.position and not self._ended:
            frame = self.after.seek(position)
            return replace(frame, stale=self._stale_at(frame))
        known = self.after.errors()
        if position >= self.edit.position:
            errors, accuracies, test_errors = self._counts
            return replace(
                self._frame,
                errors=self.errors(errors),
                known_errors=known,
                accuracies=self.accuracies(accuracies),
                test_errors=self.test_errors(test_errors),
            )
        return replace(before_edits(self.before, position + 1).seek(position), known_errors=known)

    def before_next(self, frame: Frame) -> tuple[Mapping[str, Array], Mapping[str, Shape]]:
        """Return the values that the operation after `frame` can read, and the shapes in its training step."""
        return self._part(lambda run: frame.position < run.edit.position).before_next(frame)

    def program_at(self, step: int) -> Program:
        """Return the program that training step `step`, from 0, is a part of."""
        return self._part(lambda run: step < run.begun).program

    def stretch_from(self, step: int) -> int:
        """Return up to before which training step whole steps are of one program, from `step` on; `step` where not."""
        run: Run = self
        limit = self.program.schedule.steps
        while isinstance(run, EditedTimeline) and step < run.begun:
            limit, run = min(limit, run.begun), run.before
        return min(limit, self._part(lambda run: step < run.begun).stretch_from(step))

    def stretch_before(self, step: int) -> int:
        """Return from which training step on whole steps are of one program, up to before `step`; `step` where not."""
        return self._part(lambda run: step <= run.begun).stretch_before(step)

    def run_on(self, first: int, last: int, fast: FastPath) -> tuple[int, int] | None:
        """Run whole training steps as ``Timeline.run_on`` does; they must lie within one stretch."""
        return self._part(lambda run: last <= run.begun).run_on(first, last, fast)

    def errors(self, count: int | None = None) -> Array:
        """Return the errors of the first `count` training steps, or of all that are known."""
        return self.after.errors(count)

    def accuracies(self, epochs: int) -> Array:
        """Return the accuracies after the first `epochs` epochs."""
        return self.after.accuracies(epochs)

    def test_errors(self, epochs: int) -> Array:
        """Return the errors of the samples kept for testing after the first `epochs` epochs."""
        return self.after.test_errors(epochs)

    def figures(self, steps: int, epochs: int) -> RunFigures:
        """Return the figures of the first training steps and epochs, for a run that goes on from there."""
        return self.after.figures(steps, epochs)

    def largest_gradient(self, step: int) -> float:
        """Return the largest gradient's element in the epoch of `step` before that training step."""
        return self._part(lambda run: step <= run.begun).largest_gradient(step)

    def _part(self, is_later: Callable[[EditedTimeline], bool]) -> Run:
        """Return the part of the run that is not later than what is asked for, going back from the last one."""
        run: Run = self
        while isinstance(run, EditedTimeline) and is_later(run):
            run = run.before
        return run.after if isinstance(run, EditedTimeline) else run

    def _edits_before(self) -> list[Edit]:
        """Return the edits made before this one in the same training step, in order."""
        found: list[Edit] = []
        run: Run = self.before
        while isinstance(run, EditedTimeline) and run.program.step_and_op(run.edit.position)[0] == self._step:
            found.append(run.edit)
            run = run.before
        return found[::-1]

    def _stale_at(self, frame: Frame) -> frozenset[str]:
        """Return what of a frame was worked out from the replaced value, and not anew since."""
        if frame.step != self._step:
            return frozenset()
        return stale_through(self.program.ops[self._done : frame.done], self._stale)
