"""The debugger of one run: go to any position, run to a breakpoint in either direction, edit and undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import inf
from time import perf_counter

from nnstep.debugger.breakpoint_search import BackwardSearch, CompiledBreakpoints, values_before
from nnstep.debugger.breakpoints import Breakpoint, Breakpoints
from nnstep.debugger.edit_history import EditHistory
from nnstep.debugger.nonfinite_stop import FIRST_NONFINITE, NonfiniteStop
from nnstep.debugger.observation import Observation, Observer, Observing, RemarkKind
from nnstep.engine import history
from nnstep.engine.edits import Edit
from nnstep.engine.frame import Frame
from nnstep.engine.run import Run
from nnstep.engine.timeline import Timeline
from nnstep.expr.array import Array
from nnstep.program.program import Program

_FAR = 64
"""Training steps that take no longer than a key press; more are better done in slices."""
_MOST_IN_A_STRIDE = 4096
"""Training steps run at most between two looks at the clock."""
_OF_THE_REST, _ENOUGH = 0.8, 0.75
"""How much of the time left is filled at once, and how much of all the time is enough."""


class Debugger:
    """The debugger of one run."""

    def __init__(
        self, program: Program, *, budget: int = history.BYTES, begin: Callable[[], Run] | None = None
    ) -> None:
        """Begin at the start of the run that `begin` makes, by default a live one of `program`.

        `budget` is the memory for stepping back, in bytes.
        """
        self._edits = EditHistory(begin or (lambda: Timeline(program, budget=budget)), budget)
        self.frame: Frame = self.run.seek(0)
        """The current frame."""
        self.furthest = self.frame.position
        """The furthest position that this run has been shown at, with its present edits."""
        self.breakpoints = Breakpoints(program.shapes)
        self.stopped_by: Breakpoint | None = None
        """The breakpoint that ended the last move, if one did."""
        self._compiled = CompiledBreakpoints(self.breakpoints)
        self._observation = Observation()
        self._nonfinite = NonfiniteStop()
        self._earlier: tuple[int, Mapping[str, Array]] | None = None
        """While a run goes on: the training step that it is in, from 0, and the values of the one before."""
        self._pace = 0.0
        """Seconds that a training step took when the clock was last looked at."""

    @property
    def parts(self) -> tuple[object, ...]:
        """The objects that hold the debugger's state, for a snapshot."""
        return self, self.breakpoints, self._edits, self._observation, self._nonfinite

    @property
    def run(self) -> Run:
        """The run with all edits, at any position."""
        return self._edits.run

    @property
    def original(self) -> Run:
        """The run without any edit."""
        return self._edits.original

    @property
    def program(self) -> Program:
        """The program with all edits."""
        return self.run.program

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The edits in the order they were made."""
        return self._edits.edits

    @property
    def first_bad(self) -> int | None:
        """The position after the operation that produced the first value that is not finite.

        None where the error has been finite so far, or where something given was not finite.
        """
        return self._nonfinite.position(self.run, self.frame)

    def observe(self, observer: Observer | None, *, at_change: Callable[[], None] = lambda: None) -> None:
        """Hand each operation from here on to `observer`, once, in order, also those that a longer move passes.

        That ends before the run is changed by undo or redo, or by an edit before what was handed over: what comes then
        does not follow from it. `at_change` is called at that moment, and must not raise.
        """
        self._observation.start(observer, self.frame.position, at_change)

    def remark(self, kind: RemarkKind, text: str, target: str = "") -> bool:
        """Hand what the person did to the observer; return whether there is one."""
        self._observation.remark(kind, self.frame, text, target)
        return self._observation.active

    @property
    def observing(self) -> Observing:
        """The observer, and the position up to which it was handed operations."""
        return self._observation.state

    @property
    def observed_to(self) -> int:
        """The position up to which the observer was handed the run."""
        return self._observation.position

    def go_to(self, position: int) -> Frame:
        """Go to a position, limited to the run."""
        position = max(0, min(position, self.program.last_position))
        if self._observation.active:
            self._observation.follow(self.run, self.edits, position)
        self.frame = self.run.seek(position)
        self.furthest = max(self.furthest, self.frame.position)
        return self.frame

    def peek(self, position: int) -> Frame:
        """Return the frame at a position without going there."""
        return self.run.seek(position)

    def step(self, count: int = 1) -> Frame:
        """Run `count` operations, or go back if it is negative; breakpoints do not stop this."""
        return self.go_to(self.frame.position + count)

    def begin_with(self, begin: Callable[[], Run]) -> Frame:
        """Go on at the same position of the run that `begin` makes, with the edits."""
        self._observation.end()
        self._edits.begin_with(begin)
        return self._changed(self.frame.position)

    def restart(self) -> Frame:
        """Go back to the start of the run."""
        return self.go_to(0)

    def is_far(self, position: int) -> bool:
        """Return whether going there is better done in slices, with `run_for`."""
        known = self.frame.position if self._observation.active else self.run.known_position
        return position - known > _FAR * len(self.program.ops)

    def run_for(
        self,
        seconds: float,
        target: int | None = None,
        *,
        stop_at_breakpoints: bool = True,
        stop_on_nonfinite: bool = True,
    ) -> Frame:
        """Run for about `seconds`, to `target` or to the end; at least one training step.

        It stops at `target`, at the end of a training step, or where `stopped_by` says: at a breakpoint, or once at the
        first value that is not finite.
        """
        target = self.program.last_position if target is None else target
        self.stopped_by = None
        begun = now = perf_counter()
        length, stride = len(self.program.ops), 0
        known = self.frame.errors.size
        self._nonfinite.begin(self.frame.position)
        while self.frame.position < target and (not stride or now - begun < _ENOUGH * seconds - self._pace):
            # Most of the time left, and at most twice the last stride: where one ends, operations are done singly.
            in_time = _OF_THE_REST * (seconds - (now - begun)) / self._pace if self._pace else 1
            stride = max(1, int(min(in_time, 2 * stride or in_time, _MOST_IN_A_STRIDE)))
            before = self.frame.position
            goal = min(target, (before // length + stride) * length)
            if stop_at_breakpoints and self.breakpoints.active:
                self._run_to(goal)
            else:
                self.go_to(goal)
            stop = self._nonfinite.stop(self.run, self.frame, known) if stop_on_nonfinite else None
            if stop is not None:
                self.go_to(stop)
                self.stopped_by = FIRST_NONFINITE
            known = self.frame.errors.size
            if self.frame.at_end or self.stopped_by is not None:
                break
            then, now = now, perf_counter()
            self._pace = (now - then) * length / (self.frame.position - before)
        return self.frame

    def run_on(self) -> Frame:
        """Run to the next breakpoint, or to the end, however long that takes."""
        return self.run_for(inf)

    def search_back(self, limit: int = 0) -> BackwardSearch:
        """Return the search for the previous stop at a breakpoint, down to `limit`."""
        limit = max(limit, self.run.first_position)
        # Inside an operation, its start lies behind.
        position = self.frame.position + (self.frame.inside is not None)
        return BackwardSearch(self._compiled, self.run, position, limit)

    def arrive(self, search: BackwardSearch, limit: int = 0) -> Frame:
        """Go to what a finished search found, or to `limit`."""
        frame = self.go_to(search.found if search.found is not None else limit)
        self.stopped_by = self._earlier = None
        if search.found is not None:
            holding = self.breakpoints.holding(frame.done - 1, frame.step, frame.values, self._before())
            self.stopped_by = next(iter(holding), None)
        return frame

    def run_back(self) -> Frame:
        """Go back to the previous stop at a breakpoint, or to the start, however long that takes."""
        search = self.search_back()
        while self.breakpoints.active and not search.finished:
            search.advance()
        return self.arrive(search)

    def catch_up(self, seconds: float) -> bool:
        """Run the original for about `seconds` towards the current training step; return whether it is there."""
        return self._edits.catch_up(self.frame.errors.size, seconds)

    def edit(self, edit: Edit) -> Frame:
        """Change something at the current position; edits at later positions are dropped."""
        if edit.position < self._observation.position:
            self._observation.end()
        self._edits.make(edit)
        self._nonfinite.forget()
        self.frame = self.run.seek(edit.position)
        self.furthest = self.frame.position
        self._observation.take_edit(edit, self.frame)
        return self.frame

    def undo(self) -> Edit | None:
        """Undo the last edit, go to its position, and return it; None where there is none."""
        if not self.edits:
            return None
        self._observation.end()
        undone = self._edits.undo()
        if undone is not None:
            self._changed(min(self.frame.position, undone.position))
        return undone

    def redo(self) -> Edit | None:
        """Redo the edit that was undone last, and return it; None where there is none."""
        edit = self._edits.next_redo
        if edit is not None:
            self._observation.end()
            self._edits.redo()
            self._changed(edit.position)
        return edit

    def _changed(self, position: int) -> Frame:
        self._nonfinite.forget()
        self.furthest = self.run.known_position
        return self.go_to(position)

    def go_on_after_fault(self, observing: Observing, *, rebuild: bool) -> None:
        """Go on after a fault, once the state was restored; `observing` is as it was when something failed.

        The observer gets nothing twice. `rebuild` computes the run again, where it may be left half done.
        """
        self._observation.resume(observing)
        if rebuild:
            self._edits.rebuild()

    def _run_to(self, goal: int) -> None:
        """Run to a position, or to a breakpoint before it."""
        length = len(self.program.ops)
        self._earlier = None
        while self.frame.position < goal and not self.frame.at_end and self.stopped_by is None:
            step = -(-self.frame.position // length)
            last = min(goal // length, self.run.stretch_from(step))
            if self.frame.position % length == 0 and last > step + 1 and not self._observation.active:
                self._run_steps(step, last)
            else:
                self.step()
                self._stop_here()

    def _run_steps(self, first: int, last: int) -> None:
        """Run whole training steps from `first` to before `last`, or to the operation where a condition holds."""
        length = len(self.program.ops)
        program = self.run.program_at(last - 1)
        hit = self.run.run_on(first, last, self._compiled.path(program, collecting=False))
        self.go_to(last * length if hit is None else hit[0] * length + hit[1] + 1)
        if hit is not None:
            self._stop_here()

    def _stop_here(self) -> None:
        """Find out whether a breakpoint stops the run after the last operation."""
        frame = self.frame
        self.stopped_by = self.breakpoints.stops(frame.done - 1, frame.step, frame.values, self._before())

    def _before(self) -> Mapping[str, Array]:
        """Return the values of the previous training step; before the first one, its parameters."""
        if not any(point.previous for point in self.breakpoints.active):
            return {}
        step = self.frame.step
        if self._earlier is None or self._earlier[0] != step:
            self._earlier = step, values_before(self.run, step)
            self.run.seek(self.frame.position)
        return self._earlier[1]
