"""One person's way through one run: any position, on or back to where a breakpoint stops, and changes of what is given.

Knows no keys, no panes and no files.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import inf
from time import perf_counter
from typing import TypeAlias

import numpy as np

from nnstep.debugger.breakpoint_search import BackwardSearch, Searches
from nnstep.debugger.breakpoints import Breakpoint, Breakpoints
from nnstep.engine import history
from nnstep.engine.branches import EditedTimeline, Run
from nnstep.engine.edits import Edit
from nnstep.engine.frame import Frame
from nnstep.engine.nonfinite import first_bad_step, producer
from nnstep.engine.timeline import Timeline
from nnstep.expr.array import Array
from nnstep.program.program import Program

Observing: TypeAlias = "tuple[Callable[[Frame], None] | None, int]"

FIRST_BAD = Breakpoint("the first value that is not finite", frozenset(), "True")
"""What stops a run by itself, once, where something becomes NaN or infinite."""
_FAR = 64
"""So many training steps take no longer than a key press; more are better done in slices."""
_MOST_IN_A_STRIDE = 4096
"""Training steps run, at the most, before the clock is looked at again."""


class Debugger:
    """One person's way through one run."""

    def __init__(self, program: Program, *, budget: int = history.BYTES) -> None:
        """Stand at the start of a run whose history may take `budget` bytes."""
        self._budget = budget
        self._run: Run = Timeline(program, budget=budget)
        self._undone: list[Edit] = []
        self.frame: Frame = self._run.seek(0)
        """Where one stands."""
        self.breakpoints = Breakpoints(program.shapes)
        self.stopped_by: Breakpoint | None = None
        """The breakpoint that ended the last move, where one did."""
        self._searches = Searches(self.breakpoints)
        self._observer: Callable[[Frame], None] | None = None
        self._at_change: Callable[[], None] = lambda: None
        self._observed = 0
        self._bad: tuple[Run, int, int | None] | None = None
        self._finite: tuple[Run, int] = self._run, 0
        """Of which run so many first errors have been seen to be finite: not to be looked through at every key."""
        self._pace = 0.0
        """Seconds that a training step took when the clock was last looked at, running on."""
        self._shown_bad: int | None = None
        """Where the first value that is not finite has stopped a run, unless one went back to before it since."""

    @property
    def program(self) -> Program:
        """The program, with what was changed in it."""
        return self._run.program

    @property
    def run(self) -> Run:
        """The run, to look at any position of it."""
        return self._run

    @property
    def history_bytes(self) -> int:
        """About how much memory the history takes."""
        return self._run.bytes_used

    def observe(
        self, observer: Callable[[Frame], None] | None, *, at_change: Callable[[], None] = lambda: None
    ) -> None:
        """Hand each operation done from here on to `observer`, once, in order, also those that a longer move passes.

        That ends before the run is changed, by an edit, undo or redo, and where it reaches an edit made earlier: what
        comes then does not follow from what was handed over. `at_change` is called at that moment, and must not raise.
        """
        self._observer, self._at_change = observer, at_change
        self._observed = self.frame.position

    @property
    def observing(self) -> Observing:
        """The observer, and up to which position operations were handed to it."""
        return self._observer, self._observed

    @property
    def is_observed(self) -> bool:
        """Whether each operation is handed to an observer."""
        return self._observer is not None

    def go_to(self, position: int) -> Frame:
        """Go to any position, held within the run."""
        position = max(0, min(position, self.program.last_position))
        if self._observer is not None:
            self._show_the_way(position, self._observer)
        self.frame = self._run.seek(position)
        return self.frame

    def _show_the_way(self, position: int, observer: Callable[[Frame], None]) -> None:
        """Hand each operation up to `position` to the observer, or to where the run was changed."""
        change = min((edit.position for edit in self.edits if edit.position > self._observed), default=None)
        goal = position if change is None else min(position, change)
        while self._observed < goal:
            frame = self._run.seek(self._observed + 1)
            if frame.position == self._observed:
                return
            observer(frame)
            self._observed += 1
        if self._observed == change:
            self._end_observing()

    def _end_observing(self) -> None:
        """Take leave of the observer, if there is one: what comes does not follow from what it has seen."""
        if self._observer is not None:
            at_change = self._at_change
            self.observe(None)
            at_change()

    def peek(self, position: int) -> Frame:
        """Return the frame at a position without going there."""
        return self._run.seek(position)

    def step(self, count: int = 1) -> Frame:
        """Do `count` operations; fewer than none go back. Breakpoints are passed over."""
        return self.go_to(self.frame.position + count)

    def restart(self) -> Frame:
        """Go back to the start of the run."""
        return self.go_to(0)

    def is_far(self, position: int) -> bool:
        """Return whether going there takes so long that it is better done in slices, with `run_for`."""
        known = self.frame.position if self._observer is not None else self._run.known_position
        return position - known > _FAR * len(self.program.ops)

    def run_for(
        self, seconds: float, target: int | None = None, *, heeding: bool = True, noticing: bool = True
    ) -> Frame:
        """Run on for about so long, or to `target`, to the end, or to a breakpoint; at least one training step is run.

        It stops at `target`, at the end of a training step, or where `stopped_by` says: at a breakpoint only where it
        is `heeding` them, and at the first value that is not finite, once, only where it is `noticing` that.
        """
        target = self.program.last_position if target is None else target
        self.stopped_by = None
        begun = now = perf_counter()
        length, stride = len(self.program.ops), 0
        known = self.frame.errors.size
        if self._shown_bad is not None and self.frame.position < self._shown_bad:
            self._shown_bad = None
        while self.frame.position < target and (not stride or now - begun + self._pace < seconds):
            # Half of what is left at most, and no more than twice as far as has just been gone in good time.
            in_time = (seconds - (now - begun)) / 2 / self._pace if self._pace else 1
            stride = max(1, int(min(in_time, 2 * stride or in_time, _MOST_IN_A_STRIDE)))
            before = self.frame.position
            goal = min(target, (before // length + stride) * length)
            if heeding and self.breakpoints.active:
                self._run_to(goal)
            else:
                self.go_to(goal)
            if noticing:
                self._stop_at_first_bad(known)
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
        """Return the search for where the breakpoint before would have stopped a run, down to `limit`."""
        # Where one is inside an operation, its start is behind one.
        position = self.frame.position + (self.frame.inside is not None)
        return BackwardSearch(self._searches, self._run, position, limit)

    def arrive(self, search: BackwardSearch, limit: int = 0) -> Frame:
        """Go to where a finished search has led: to what it found, or to `limit`."""
        self.go_to(search.found if search.found is not None else limit)
        self.stopped_by = None
        if search.found is not None:
            self.stopped_by = next(iter(self._holding_here()), None)
        return self.frame

    def run_back(self) -> Frame:
        """Go back to where the breakpoint before would have stopped a run, or to the start, however long that takes."""
        search = self.search_back()
        while self.breakpoints.active and not search.finished:
            search.advance()
        return self.arrive(search)

    @property
    def original(self) -> Run:
        """The run without any edit."""
        run = self._run
        while isinstance(run, EditedTimeline):
            run = run.before
        return run

    def catch_up(self, seconds: float) -> bool:
        """Run the original as far as one stands in the changed run, for about so long; return whether it is there."""
        original, length = self.original, len(self.program.ops)
        wanted = self.frame.errors.size
        begun, stride = perf_counter(), 1
        while (known := original.errors().size) < wanted:
            original.seek(min(wanted, known + stride) * length)
            if original.errors().size == known:
                return True  # the original ends there
            elapsed = perf_counter() - begun
            if elapsed >= seconds:
                break
            stride = 2 * stride if elapsed < seconds / 8 else stride
        return original.errors().size >= wanted

    @property
    def edits(self) -> tuple[Edit, ...]:
        """What was changed, in the order it was."""
        found: list[Edit] = []
        run = self._run
        while isinstance(run, EditedTimeline):
            found.append(run.edit)
            run = run.before
        return tuple(reversed(found))

    def edit(self, edit: Edit) -> Frame:
        """Change something at the present position; what was changed at later ones before is undone."""
        self._end_observing()
        self._drop_edits_after(edit.position)
        self._undone = []
        return self._change(edit)

    def undo(self) -> Edit | None:
        """Take back the last edit, go to where it was, and return it; None where there is none."""
        if not isinstance(self._run, EditedTimeline):
            return None
        self._end_observing()
        undone, self._run = self._run.edit, self._run.before
        self._undone.append(undone)
        self._shown_bad = None
        self.go_to(min(self.frame.position, undone.position))
        return undone

    def redo(self) -> Edit | None:
        """Make the edit that was undone last again, and return it; None where there is none."""
        if not self._undone:
            return None
        self._end_observing()
        edit = self._undone.pop()
        self._change(edit)
        return edit

    def go_on_after_fault(self, observing: Observing, *, anew: bool) -> None:
        """Go on where something has failed, what was taken up of before; `observing` is as it was when it failed.

        What was handed to the observer already is not handed on again. The run is computed `anew` where it may be left
        half done.
        """
        self._observer, observed = observing
        self._observed = max(self._observed, observed)
        if anew:
            run: Run = Timeline(self.original.program, budget=self._budget)
            for edit in self.edits:
                run = self._edited(run, edit)
            self._run = run

    def _edited(self, run: Run, edit: Edit) -> EditedTimeline:
        return EditedTimeline(run, edit, budget=max(self._budget - run.bytes_used, self._budget // 4))

    def _change(self, edit: Edit) -> Frame:
        self._run = self._edited(self._run, edit)
        self._shown_bad = None
        return self.go_to(edit.position)

    def _drop_edits_after(self, position: int) -> None:
        while isinstance(self._run, EditedTimeline) and self._run.edit.position > position:
            self._run = self._run.before

    def _run_to(self, goal: int) -> None:
        """Go on to a position, or to where a breakpoint stops the run before."""
        length = len(self.program.ops)
        while self.frame.position < goal and not self.frame.at_end and self.stopped_by is None:
            step = -(-self.frame.position // length)
            last = min(goal // length, self._run.stretch_from(step))
            if self.frame.position % length == 0 and last > step + 1 and self._observer is None:
                self._run_steps(step, last)
            else:
                self.step()
                self._stop_here()

    def _run_steps(self, first: int, last: int) -> None:
        """Run whole training steps from `first` to before `last`, or to the operation after which a condition holds."""
        length = len(self.program.ops)
        program = self._run.program_at(last - 1)
        hit = self._run.run_on(first, last, self._searches.stopping(program))
        self.go_to(last * length if hit is None else hit[0] * length + hit[1] + 1)
        if hit is not None:
            self._stop_here()

    @property
    def first_bad(self) -> int | None:
        """Return the position after the operation that made the first value that is not finite.

        None where the error has always been finite so far, or where something given was not.
        """
        errors = self.frame.errors
        if self._finite[0] is self._run and errors.size <= self._finite[1]:
            return None
        step = first_bad_step(self.frame)
        if step is None:
            self._finite = self._run, errors.size
            return None
        if self._bad is None or self._bad[:2] != (self._run, step):
            self._bad = self._run, step, producer(self._run, step)
            self._run.seek(self.frame.position)
        return self._bad[2]

    def _stop_at_first_bad(self, known: int) -> None:
        """Go to the operation that made the first value that is not finite, where the error has become so just now.

        `known` are the training steps whose errors there were before.
        """
        errors = self.frame.errors
        if np.isfinite(errors[max(0, known - 1) :]).all() or (known and not np.isfinite(errors[known - 1])):
            return
        made = self.first_bad
        if made is not None and made == self._shown_bad:
            return
        self.go_to(self.frame.position if made is None else made)
        self._shown_bad = made
        self.stopped_by = FIRST_BAD

    def _stop_here(self) -> None:
        """Look whether a breakpoint stops the run after the operation done last."""
        frame = self.frame
        self.stopped_by = self.breakpoints.stops(frame.done - 1, frame.step, frame.values, self._before())

    def _holding_here(self) -> list[Breakpoint]:
        frame = self.frame
        return self.breakpoints.holding(frame.done - 1, frame.step, frame.values, self._before())

    def _before(self) -> Mapping[str, Array]:
        """Return the values of the training step before; before the first one the parameters it starts from."""
        if not any(point.previous for point in self.breakpoints.active):
            return {}
        step = self.frame.step
        values = self._run.seek(step * len(self.program.ops)).values
        self._run.seek(self.frame.position)
        return values if step else {id: values[id] for id in self.program.parameters}
