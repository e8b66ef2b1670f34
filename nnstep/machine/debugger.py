"""Stepping: each command is a stop condition handed to the timeline. Knows no keys, no panes and no files."""

from __future__ import annotations

from math import inf
from time import perf_counter
from typing import TYPE_CHECKING

from nnstep.machine import history, stops
from nnstep.machine.breakpoints import Breakpoint, Breakpoints
from nnstep.machine.searches import Searches
from nnstep.machine.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nnstep.expr.array import Array
    from nnstep.machine.frame import Frame
    from nnstep.program.types import Program

_FAR = 64
"""So many training steps take no longer than a key press; more are better done in slices."""
_MOST_IN_A_STRIDE = 4096
"""Training steps run, at the most, before the clock is looked at again."""


class Debugger:
    """One person's way through one run."""

    def __init__(self, program: Program, *, budget: int = history.BYTES) -> None:
        """Begin at the start of a run; `budget` is about how many bytes its history may take."""
        self.program = program
        self._timeline = Timeline(program, budget=budget)
        self.frame: Frame = self._timeline.seek(0)
        """Where one stands."""
        self.breakpoints = Breakpoints(program.shapes)
        self.stopped_by: Breakpoint | None = None
        """The breakpoint that ended the last run on, where one did."""
        self._searches = Searches(program)
        self._observer: Callable[[Frame], None] | None = None
        self._observed = 0
        self._pace = 0.0
        """Seconds that a training step took when the clock was last looked at, running on."""

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
        return position - known > _FAR * len(self.program.ops)

    def run_for(self, seconds: float, target: int | None = None) -> Frame:
        """Run on for about so long, or to `target`, to the end, or to a breakpoint; at least one training step is run.

        It stops at `target`, at the end of a training step, or where `stopped_by` says.
        """
        target = self.program.last_position if target is None else target
        self.stopped_by = None
        begun = now = perf_counter()
        length, stride = len(self.program.ops), 0
        while self.frame.position < target and (not stride or now - begun + self._pace < seconds):
            # Half of what is left at most, and no more than twice as far as has just been gone in good time.
            in_time = (seconds - (now - begun)) / 2 / self._pace if self._pace else 1
            stride = max(1, int(min(in_time, 2 * stride or in_time, _MOST_IN_A_STRIDE)))
            before = self.frame.position
            self._run_to(min(target, (before // length + stride) * length))
            if self.frame.at_end or self.stopped_by is not None:
                break
            then, now = now, perf_counter()
            self._pace = (now - then) * length / (self.frame.position - before)
        return self.frame

    def run_on(self) -> Frame:
        """Run to the next breakpoint, or to the end, however long that takes."""
        return self.run_for(inf)

    def run_back(self) -> Frame:
        """Go back to where the breakpoint before would have stopped a run, or to the start."""
        found = self._searches.last_before(self.frame.position, self.breakpoints, self._timeline)
        self.stopped_by = found[1] if found is not None else None
        return self.go_to(found[0] if found is not None else 0)

    def _run_to(self, goal: int) -> None:
        """Go on to a position, or to where a breakpoint stops the run before."""
        length = len(self.program.ops)
        if not self.breakpoints.active:
            self.go_to(goal)
            return
        while self.frame.position < goal and not self.frame.at_end and self.stopped_by is None:
            steps_left = (goal - self.frame.position) // length
            at_boundary = self.frame.done in (0, length)
            if at_boundary and steps_left > 1 and self._observer is None:
                self._run_steps(self.frame.position // length + steps_left)
            else:
                self.step()
                self._stop_here()

    def _run_steps(self, last: int) -> None:
        """Run whole training steps to before `last`, or to the operation after which a condition holds."""
        length = len(self.program.ops)
        hit = self._timeline.run_on(last, self._searches.stopping(self.breakpoints))
        self.go_to(last * length if hit is None else hit[0] * length + hit[1] + 1)
        if hit is not None:
            self._stop_here()

    def _stop_here(self) -> None:
        """Look whether a breakpoint stops the run after the operation done last."""
        frame = self.frame
        before = self._before(frame.step) if any(point.previous for point in self.breakpoints.active) else {}
        self.stopped_by = self.breakpoints.stops(frame.done - 1, frame.step, frame.values, before)

    def _before(self, step: int) -> Mapping[str, Array]:
        """Return the values of the training step before; before the first one the parameters it starts from."""
        values = self._timeline.seek(step * len(self.program.ops)).values
        self._timeline.seek(self.frame.position)
        return values if step else {id: values[id] for id in self.program.parameters}
