"""Stepping at a level: into, over and out of its units, forward and backward.

Steps inside an operation are made here; for the other levels the target position is computed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from nnstep.debugger.debugger import Debugger
from nnstep.debugger.levels import INSIDE, LEVELS, USUAL_LEVEL, Level, coarser, end_of_unit, start_of_unit
from nnstep.engine.partial_operation import PartialOperation
from nnstep.engine.recorded_values import RECOMPUTE
from nnstep.errors import CommandError
from nnstep.problems.message_text import listed

_MOST_PARTS = 10_000
"""Parts of operations stepped over at once, at most."""


class Stepper:
    """The current level, and where a step at it leads."""

    def __init__(self, debugger: Debugger) -> None:
        self._debugger = debugger
        self.level = USUAL_LEVEL

    def next(self, count: int = 1) -> int | None:
        """Step over `count` units; return the target position, or None for a step inside an operation."""
        return self._inside_on(count) if self.level in INSIDE else self._end(self.level, count)

    def previous(self, count: int = 1) -> int | None:
        """Step back over `count` units; return the target position, or None for a step inside an operation."""
        return self._inside_back(count) if self.level in INSIDE else self._start(self.level, count)

    def into(self, count: int = 1) -> int | None:
        """Step into: go down to the finest level, from any other, and run `count` single products there."""
        return self._at_finest(lambda: self.next(count))

    def back_into(self, count: int = 1) -> int | None:
        """Go down to the finest level and step back over `count` single products."""
        return self._at_finest(lambda: self.previous(count))

    def _at_finest(self, step: Callable[[], int | None]) -> int | None:
        """Step at the finest level; stay at the present one where that can't be done."""
        level, self.level = self.level, LEVELS[0]
        try:
            return step()
        except CommandError:
            self.level = level
            raise

    def finish(self, count: int = 1) -> int | None:
        """Step out: run to the end of the current unit and go one level up."""
        self.level = coarser(self.level)
        return self.next(count)

    def back_to_start(self, count: int = 1) -> int | None:
        """Go back to the start of the current unit and one level up."""
        self.level = coarser(self.level)
        return self.previous(count)

    def by(self, level: Level, count: int) -> int:
        """Return where `count` units of `level` lead, backward if negative; the current level stays."""
        return self._end(level, count) if count >= 0 else self._start(level, -count)

    def _end(self, level: Level, count: int) -> int:
        position = self._debugger.frame.position
        return end_of_unit(self._debugger.program, position, level, count) if count > 0 else position

    def _start(self, level: Level, count: int) -> int:
        position = self._debugger.frame.position
        if count <= 0:
            return position
        # With a part of the next operation done, a unit that begins with it begins before the current position.
        inside = self._debugger.frame.inside is not None
        return start_of_unit(self._debugger.program, position + inside, level, count)

    def _inside_on(self, count: int) -> int | None:
        """Run parts of operations."""
        self._debugger.stopped_by, left = None, min(count, _MOST_PARTS)
        while left > 0:
            inside = self._inside()
            if inside is None:
                return None
            if self.level == "element":
                parts = min(left, inside.last_unit - inside.units)
                done = inside.after_units(inside.units + parts)
            else:
                parts = min(left, len(inside.steps) - inside.done)
                done = inside.after_steps(inside.done + parts)
            left -= parts
            if done.finished:
                self._debugger.go_to(self._debugger.frame.position + 1)
            else:
                self._stand(done)
        return None

    def _inside_back(self, count: int) -> int | None:
        self._debugger.stopped_by, left = None, min(count, _MOST_PARTS)
        while left > 0:
            inside, parts = self._debugger.frame.inside, 1
            if inside is None:
                if self._debugger.frame.position <= self._debugger.run.first_position:
                    return None
                self._debugger.go_to(self._debugger.frame.position - 1)
                inside = self._inside()
                if inside is None:
                    return None
                inside = self._with_last_unit(inside.after_steps(len(inside.steps) - 1))
            elif self.level == "element" and inside.units:
                parts = min(left, inside.units)
                inside = inside.after_units(inside.units - parts)
            elif self.level == "element":
                inside = self._with_last_unit(inside.after_steps(inside.done - 1))
            else:
                inside = inside.after_steps(inside.done - (not inside.units))
            self._stand(inside)
            left -= parts
        return None

    def _with_last_unit(self, inside: PartialOperation) -> PartialOperation:
        """Return a sub-step with only its last term left, at the level of terms."""
        return inside.after_units(inside.last_unit - 1) if self.level == "element" else inside

    def _inside(self) -> PartialOperation | None:
        """Return how much of the next operation is done; None at the end of the run."""
        frame = self._debugger.frame
        if frame.inside is not None or frame.next_op is None:
            return frame.inside
        values, shapes = self._debugger.run.before_next(frame)
        missing = [id for id in frame.next_op.reads if id not in values]
        if missing:
            raise CommandError(f"{listed(missing)} is not recorded here, so there is nothing to step into", RECOMPUTE)
        return PartialOperation.starting(frame.next_op, values, shapes)

    def _stand(self, inside: PartialOperation) -> None:
        frame = self._debugger.frame
        self._debugger.frame = replace(frame, inside=None if inside.at_start else inside)
