"""One person's session with one run: a debugger, a level, watches, bookmarks and the places where one stopped.

What may take long is a journey, which the one who asked for it makes, in slices or in one go. Knows no face.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nnstep.errors import NNStepError
from nnstep.expr.digits import Digits
from nnstep.machine import history
from nnstep.machine.account import formula_number
from nnstep.machine.breakpoint_text import parse_breakpoint
from nnstep.machine.debugger import Debugger
from nnstep.machine.journey import Journey
from nnstep.machine.stepper import Stepper
from nnstep.scenario.load import problems_at
from nnstep.session.bookmarks import Bookmarks
from nnstep.session.visits import Visits
from nnstep.session.watches import Watches

if TYPE_CHECKING:
    from nnstep.machine.breakpoints import Breakpoint
    from nnstep.machine.edits import Edit
    from nnstep.program.types import Program
    from nnstep.session.overlay import Overlay
    from nnstep.session.practice import Practice


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
        self.arrived()

    def lay_over(self, name: str) -> Overlay:
        """Lay an answer sheet over the run; ``answers`` is the scenario's own. Raise NNStepError where it can't be."""
        from nnstep.session.overlay import overlay_of

        self._overlay = overlay_of(name, self.debugger)
        return self._overlay

    @property
    def overlay(self) -> Overlay | None:
        """The sheet that is laid over the run; none in a changed run, since its answers are for another one."""
        return None if self.debugger.edits else self._overlay

    def exercise(self) -> Practice:
        """Return the exercise that is worked, with all that was answered; raise CommandError in a changed run."""
        from nnstep.session.practice import Practice

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
