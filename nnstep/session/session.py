"""One person's session with one run: a debugger, a level, watches, bookmarks and the places where one stopped.

What may take long is a journey, which the one who asked for it makes, in slices or in one go. Knows no face.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from traceback import walk_tb
from types import ModuleType

from nnstep.debugger.breakpoint_text import parse_breakpoint
from nnstep.debugger.breakpoints import Breakpoint
from nnstep.debugger.debugger import Debugger
from nnstep.debugger.moves import Journey
from nnstep.debugger.stepper import Stepper
from nnstep.engine import branches as edited
from nnstep.engine import history, timeline
from nnstep.engine.edits import Edit
from nnstep.errors import NNStepError
from nnstep.explain.explanation import formula_number
from nnstep.expr.digits import Digits
from nnstep.fault import Fault, Faults
from nnstep.program.program import Program
from nnstep.scenario.load import problems_at
from nnstep.session.bookmarks import Bookmarks
from nnstep.session.practice.practice import Practice
from nnstep.session.sheet_overlay import Overlay
from nnstep.session.snapshot import Standing
from nnstep.session.stop_history import Visits
from nnstep.session.watches import Watches


def _stated_breakpoints(program: Program) -> list[Breakpoint]:
    """Return the scenario's own breakpoints; raise ScenarioError with the place in the file of each that is none."""
    points, problems = [], []
    for number, text in enumerate(program.scenario.breakpoints):
        try:
            points.append(parse_breakpoint(text, program))
        except NNStepError as error:
            what, *more = error.message.splitlines()  # below stand the text, which the file's line shows, and a caret
            place = "breakpoints", number, _wrong_key(text, program)
            problems.append((place, f"can't be set: {what}", error.hint or "".join(more[2:])))
    if problems:
        raise problems_at(program.scenario.path, problems)
    return points


def _wrong_key(text: str, program: Program) -> str:
    """Return which key of a breakpoint's table can't be read."""
    place, word, _ = text.partition(" if ")
    if text.startswith("if ") or not word:
        return "if" if text.startswith("if ") else "at"
    try:
        parse_breakpoint(place, program)
    except NNStepError:
        return "at"
    return "if"


def _passed_through(error: Exception, *modules: ModuleType) -> bool:
    """Return whether an exception has come out of a function of one of these modules."""
    names = {module.__name__ for module in modules}
    return any(frame.f_globals.get("__name__") in names for frame, _ in walk_tb(error.__traceback__))


class Session:
    """What the commands act upon."""

    def __init__(self, program: Program, *, budget: int = history.BYTES) -> None:
        """Stand at the start, with the scenario's own breakpoints; raise an NNStepError where one can't be read."""
        self.debugger = Debugger(program, budget=budget)
        self.stepper = Stepper(self.debugger)
        self.watches = Watches(program)
        self.bookmarks = Bookmarks()
        self.visits = Visits()
        self.digits = Digits()
        self._overlay: Overlay | None = None
        self.practice: Practice | None = None
        """The exercise that is worked, once it was begun."""
        self.saved_edits: tuple[Edit, ...] = ()
        """The changes that the file has which was saved last, or which a file of commands makes."""
        self.element: tuple[int, ...] = (0, 0)
        """The element of the present operation's result that one looks at."""
        for point in _stated_breakpoints(program):
            self.debugger.breakpoints.add(point)
        self.faults = Faults()
        self.arrived()
        self.settle()

    def settle(self) -> None:
        """Take note of how all is now, a command being over: what a fault in the next one leads back to."""
        parts = self, self.debugger, self.debugger.breakpoints, self.stepper, self.watches, self.bookmarks, self.visits
        self._standing = Standing(part for part in (*parts, self.practice) if part is not None)

    def report(self, error: Exception, doing: str) -> Fault:
        """Report a fault; raise `error` itself where faults are let through."""
        return self.faults.take(error, doing, self._about())

    def outlive(self, error: Exception, doing: str) -> Fault:
        """Report a fault that has come up while `doing` something, and be again what one was before.

        Raise `error` itself where faults are let through.
        """
        fault = self.report(error, doing)
        observing = self.debugger.observing
        self._standing.take_up()
        with suppress(Exception):  # what fails again is the same fault, and a run that can't be made anew stays
            self.debugger.go_on_after_fault(observing, anew=_passed_through(error, timeline, edited))
        return fault

    def _about(self) -> dict[str, str]:
        """Return what a report says of the session."""
        program, frame = self.debugger.program, self.debugger.frame
        return {
            "scenario": f"{program.name} ({program.scenario.path})",
            "position": f"{frame.place}, {frame.position} of {program.last_position} operations",
            "level": self.stepper.level,
            "edits": "; ".join(edit.text for edit in self.debugger.edits) or "none",
        }

    def lay_over(self, name: str) -> Overlay:
        """Lay an answer sheet over the run; ``answers`` is the scenario's own. Raise NNStepError where it can't be."""
        from nnstep.session.sheet_overlay import overlay_of

        self._overlay = overlay_of(name, self.debugger)
        return self._overlay

    @property
    def sheet_files(self) -> list[Path]:
        """The file of the sheet that is laid over the run, where there is one: it is not to be written over."""
        return [] if self._overlay is None or self._overlay.file is None else [self._overlay.file]

    @property
    def overlay(self) -> Overlay | None:
        """The sheet that is laid over the run; none in a changed run, since its answers are for another one."""
        return None if self.debugger.edits else self._overlay

    def exercise(self) -> Practice:
        """Return the exercise that is worked, with all that was answered; raise CommandError in a changed run."""
        from nnstep.session.practice.practice import Practice

        if self.practice is None:
            self.practice = Practice(self.debugger)
        self.practice.check_unchanged()
        return self.practice

    @property
    def unsaved_edits(self) -> tuple[Edit, ...]:
        """All that was changed, unless just that is in a file."""
        edits = self.debugger.edits
        return () if edits == self.saved_edits else edits

    def next(self, count: int = 1) -> Journey | None:
        """Go over `count` units of the level."""
        return self._towards(self.stepper.next(count))

    def previous(self, count: int = 1) -> Journey | None:
        """Go back over `count` units of the level."""
        return self._towards(self.stepper.previous(count))

    def into(self, count: int = 1) -> Journey | None:
        """Go a level deeper and over `count` units there."""
        return self._towards(self.stepper.into(count))

    def back_into(self, count: int = 1) -> Journey | None:
        """Go a level deeper and back over `count` units there."""
        return self._towards(self.stepper.back_into(count))

    def finish(self, count: int = 1) -> Journey | None:
        """Go to the end of the unit one stands in, and on at its level."""
        return self._towards(self.stepper.finish(count))

    def back_to_start(self, count: int = 1) -> Journey | None:
        """Go back to the start of the unit one stands in, and on at its level."""
        return self._towards(self.stepper.back_to_start(count))

    def training_step(self, count: int = 1) -> Journey:
        """Go to the end of the training step, whatever the level; back to its start where `count` is negative."""
        return self._heeding(self.stepper.by("training step", count))

    def run_on(self) -> Journey:
        """Run on to the next breakpoint, to the first value that is not finite, or to the end."""
        return Journey(self.debugger, self.debugger.program.last_position, heeding=True, noticing=True)

    def run_back(self) -> Journey:
        """Go back to the breakpoint before, or to the start."""
        return self._heeding(0)

    def go_to(self, position: int) -> Journey:
        """Go to a position; breakpoints are passed over."""
        return Journey(self.debugger, position, heeding=False)

    def arrived(self) -> None:
        """Take note of where one has stopped."""
        frame = self.debugger.frame
        self.visits.note(frame.position)
        self.watches.look(frame)

    def complete(self, journey: Journey | None) -> None:
        """Make a journey in one go."""
        if journey is not None:
            journey.advance()
            journey.finish()
        self.arrived()

    def where(self) -> list[str]:
        """Return where one stands, in a line."""
        frame, point = self.debugger.frame, self.debugger.stopped_by
        inside = frame.inside
        part = f", {inside.place} of {inside.op.target}" if inside is not None else ""
        if frame.op is None:
            return [f"0: the start of the run{part}"]
        value = frame.values[frame.op.target]
        number = f" = {formula_number(float(value), self.digits)}" if value.ndim == 0 else ""
        number += ", stale" if frame.op.target in frame.stale else ""
        reason = f", stopped by {point.name}" if point is not None else ""
        end = ", the end of the run" if frame.at_end else ""
        return [f"{frame.place}: {frame.op.target}{number}{part}{reason}{end}"]

    def _towards(self, position: int | None) -> Journey | None:
        """Return the journey to a position; None where one has moved inside an operation already."""
        return None if position is None else self._heeding(position)

    def _heeding(self, position: int) -> Journey:
        return Journey(self.debugger, position, heeding=True)
