"""Stepping: each command is a stop condition handed to the timeline. Knows no keys, no panes and no files."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

from nnstep.machine import stops
from nnstep.machine.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Callable

    from nnstep.machine.frame import Frame
    from nnstep.program.types import Program

_MOST_AT_ONCE = 64
"""Training steps run, at the most, before the clock is looked at again."""


class Debugger:
    """One person's way through one run."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._timeline = Timeline(program)
        self.frame: Frame = self._timeline.seek(0)
        """Where one stands."""
        self._observer: Callable[[Frame], None] | None = None
        self._observed = 0

    @property
    def history_bytes(self) -> int:
        """About how much memory the history takes."""
        return self._timeline.bytes_used

    def observe(self, observer: Callable[[Frame], None] | None) -> None:
        """Hand each operation done from here on to `observer`, once, in order, also those that a longer move passes."""
        self._observer = observer
        self._observed = self.frame.position

    def go_to(self, position: int) -> Frame:
        """Go to any position, held within the run."""
        position = max(0, min(position, self.program.last_position))
        if self._observer is not None:
            while self._observed < position:
                frame = self._timeline.seek(self._observed + 1)
                if frame.position == self._observed:
                    break
                self._observer(frame)
                self._observed += 1
        self.frame = self._timeline.seek(position)
        return self.frame

    def peek(self, position: int) -> Frame:
        """Return the frame at a position without going there."""
        return self._timeline.seek(position)

    def step(self, count: int = 1) -> Frame:
        """Do `count` operations; fewer than none go back."""
        return self.go_to(self.frame.position + count)

    def next_phase(self) -> Frame:
        """Go to where the next phase begins."""
        return self.go_to(stops.next_phase(self.program, self.frame.position))

    def previous_phase(self) -> Frame:
        """Go back to where this phase, or the one before, begins."""
        return self.go_to(stops.previous_phase(self.program, self.frame.position))

    def next_training_step(self) -> Frame:
        """Go to the end of the training step."""
        return self.go_to(stops.next_training_step(self.program, self.frame.position))

    def previous_training_step(self) -> Frame:
        """Go back to where this training step, or the one before, begins."""
        return self.go_to(stops.previous_training_step(self.program, self.frame.position))

    def restart(self) -> Frame:
        """Go back to the start of the run."""
        return self.go_to(0)

    def is_far(self, position: int) -> bool:
        """Return whether going there takes so long that it is better done in slices, with `run_for`."""
        known = self.frame.position if self._observer is not None else self._timeline.known_position
        return position - known > _MOST_AT_ONCE * len(self.program.ops)

    def run_for(self, seconds: float, target: int | None = None) -> Frame:
        """Run on for about so long, or to `target`, or to the end; at least one training step is run.

        It stops at `target` or at the end of a training step.
        """
        target = self.program.last_position if target is None else target
        begun = perf_counter()
        length, stride = len(self.program.ops), 1
        while self.frame.position < target:
            self.go_to(min(target, (self.frame.position // length + stride) * length))
            elapsed = perf_counter() - begun
            if elapsed >= seconds or self.frame.at_end:
                break
            if elapsed < seconds / 8:
                stride = min(2 * stride, _MOST_AT_ONCE)
        return self.frame
