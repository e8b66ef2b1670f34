"""One session with one run: a debugger, a level, watches, bookmarks and the stop history.

What may take long is returned as a move; the front end makes it, in slices or in one go.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from traceback import walk_tb
from types import ModuleType
from typing import TYPE_CHECKING, TypeAlias

from nnstep.debugger.breakpoint_text import parse_breakpoint
from nnstep.debugger.breakpoints import Breakpoint
from nnstep.debugger.debugger import Debugger
from nnstep.debugger.moves import Move
from nnstep.debugger.stepper import Stepper
from nnstep.engine import edited_run as edited
from nnstep.engine import history, timeline
from nnstep.engine.edits import Edit
from nnstep.engine.frame import Frame
from nnstep.engine.run import Run
from nnstep.errors import CommandError, NNStepError
from nnstep.explain.explanation import formula_number, unrecorded_text
from nnstep.expr.digits import Digits
from nnstep.fault import Fault, Faults
from nnstep.problems.findings import Subject
from nnstep.program.program import Op, Program
from nnstep.progress import Tell, tell_nobody
from nnstep.scenario.load import located_problems
from nnstep.session.curves.training_curves import CurveChoice
from nnstep.session.display import Display
from nnstep.session.gradients.gradient_history import GradientHistory
from nnstep.session.opening import OpenedRun
from nnstep.session.snapshot import Snapshot
from nnstep.session.stops import Bookmarks, StopHistory
from nnstep.session.watches import Watches

if TYPE_CHECKING:  # grading is loaded only for a sheet or for exercise mode, gradients where they are asked for
    from nnstep.explain.gradients_here import Gradients
    from nnstep.session.own_program.own_program import OwnProgram
    from nnstep.session.practice.practice import Practice
    from nnstep.session.sheet_overlay import Overlay

Step: TypeAlias = "Callable[[Stepper, int], int | None]"
"""A way to step by so many units: ``Stepper.next`` and the like."""
_SLICE = 0.2
"""Seconds of computing between two times that the way made is told."""


def _stated_breakpoints(program: Program) -> list[Breakpoint]:
    """Return the scenario's own breakpoints; raise ScenarioError with the place in the file of each wrong one."""
    points, top = [], Subject([])
    for number, text in enumerate(program.scenario.breakpoints):
        try:
            points.append(parse_breakpoint(text, program))
        except NNStepError as error:
            what, *more = error.message.splitlines()  # the text and a caret follow, which the file's line shows
            place = top.key("breakpoints").element(number).key(_wrong_key(text, program))
            place.note(f"can't be set: {what}", error.hint or "".join(more[2:]))
    if top.found:
        raise located_problems(program.scenario.path, top.found)
    return points


def _wrong_key(text: str, program: Program) -> str:
    """Return which key of a breakpoint's table is wrong."""
    place, word, _ = text.partition(" if ")
    if text.startswith("if ") or not word:
        return "if" if text.startswith("if ") else "at"
    try:
        parse_breakpoint(place, program)
    except NNStepError:
        return "at"
    return "if"


def _passed_through(error: BaseException, *modules: ModuleType) -> bool:
    """Return whether an exception came out of a function of one of these modules."""
    names = {module.__name__ for module in modules}
    return any(frame.f_globals.get("__name__") in names for frame, _ in walk_tb(error.__traceback__))


class Session:
    """What the commands act on."""

    def __init__(
        self, program: Program, *, budget: int = history.BYTES, begin: Callable[[], Run] | None = None
    ) -> None:
        """Begin at the start, with the scenario's breakpoints; raise NNStepError where one is wrong.

        `budget` is the memory for stepping back, in bytes; `begin` makes the run, by default a live one.
        """
        self.opened = OpenedRun(program)
        """What it is the session with."""
        self.debugger = Debugger(program, budget=budget, begin=begin)
        self.stepper = Stepper(self.debugger)
        self.watches = Watches(program)
        self.curve_choice = CurveChoice()
        self.gradient_history = GradientHistory(self.debugger)
        self.bookmarks = Bookmarks()
        self.stop_history = StopHistory()
        self.display = Display(program)
        self._overlay: Overlay | None = None
        self.practice: Practice | None = None
        """The exercise, once it was begun."""
        self.own_program: OwnProgram | None = None
        """The person's program that is held against the run, if one was run."""
        self.saved_edits: tuple[Edit, ...] = ()
        """The changes that are in the file saved last, or in a file of commands."""
        for point in _stated_breakpoints(program):
            self.debugger.breakpoints.add(point)
        self.faults = Faults()
        self.sources: tuple[str, ...] = ()
        """The files of commands that are being performed, one from within the other."""
        self._stood_at = 0
        """The position of the last stop."""
        self.arrived()
        self.settle()

    @classmethod
    def of(cls, opened: OpenedRun, budget: int = history.BYTES) -> Session:
        """Begin with a run that was opened, live or recorded; raise as `Session` itself does."""
        session = cls(opened.program, budget=budget, begin=opened.beginning(budget))
        session.opened = opened
        return session

    @cached_property
    def gradients(self) -> Gradients:
        """The gradients at the present position, in other ways."""
        from nnstep.explain.gradients_here import Gradients  # few ask for them

        return Gradients(self.debugger)

    def settle(self) -> None:
        """Keep the state after a command; a fault in the next one restores it."""
        own = self, self.display, self.stepper, self.watches, self.bookmarks, self.stop_history
        practice = self.practice.parts if self.practice is not None else ()
        self._snapshot = Snapshot([*own, *self.debugger.parts, *practice])

    def report(self, error: Exception, doing: str) -> Fault:
        """Report a fault; raise `error` itself where faults are let through."""
        return self.faults.take(error, doing, self._about())

    def outlive(self, error: Exception, doing: str) -> Fault:
        """Report a fault that came up while `doing` something, and restore the state before it.

        Raise `error` itself where faults are let through.
        """
        fault = self.report(error, doing)
        self.recover(error)
        return fault

    def recover(self, error: BaseException) -> None:
        """Restore the state before the command in which an exception, or an interrupt, came up."""
        observing = self.debugger.observing
        self._snapshot.restore()
        with suppress(Exception):  # a second failure is the same fault; the run stays as it is
            self.debugger.go_on_after_fault(observing, rebuild=_passed_through(error, timeline, edited))

    def _about(self) -> dict[str, str]:
        """Return what a report says of the session."""
        program, frame = self.debugger.program, self.debugger.frame
        return {
            "scenario": f"{program.name} ({program.scenario.path})",
            "position": f"{frame.place}, {frame.position} of {program.last_position} operations",
            "level": self.stepper.level,
            "edits": "; ".join(edit.text for edit in self.debugger.edits) or "none",
        }

    def lay_over(self, name: str, tell: Tell = tell_nobody) -> None:
        """Compare an answer sheet with the run; ``answers`` is the scenario's own. Raise NNStepError if it is wrong."""
        from nnstep.session.sheet_overlay import overlay_of

        self.check_unchanged()
        self.show_overlay(overlay_of(name, self.debugger.program, tell))

    def show_overlay(self, overlay: Overlay) -> None:
        """Show a sheet that was compared with the run."""
        self._overlay = overlay

    def draw_beside(self, word: str) -> None:
        """Compare the errors with those of a trace or a scenario; raise NNStepError where that can't be done."""
        from nnstep.session.curves.compared_run import compared_run

        self.curve_choice.compared = compared_run(word)

    def check_unchanged(self) -> None:
        """Raise CommandError in a changed run: the answers on a sheet do not belong to it."""
        if self.debugger.edits:
            hint = "undo takes the changes back, one at a time"
            raise CommandError("the run was changed, so the answers on a sheet do not belong to it", hint)

    @property
    def digits(self) -> Digits:
        """The digits in which values are shown."""
        return self.display.digits

    @property
    def element(self) -> tuple[int, ...]:
        """The chosen element of the current operation's result; empty if the result is a number."""
        return self.display.selected(self.debugger.frame.result_shape)

    @property
    def sheet_files(self) -> list[Path]:
        """The file of the sheet, if any: it must not be overwritten."""
        return [] if self._overlay is None or self._overlay.file is None else [self._overlay.file]

    @property
    def overlay(self) -> Overlay | None:
        """The sheet compared with the run; None in a changed run, which its answers do not belong to."""
        return None if self.debugger.edits else self._overlay

    def exercise(self) -> Practice:
        """Return the exercise with all answers so far; raise CommandError in a changed run."""
        from nnstep.session.practice.practice import Practice

        if self.practice is None:
            self.practice = Practice(self.debugger)
        self.practice.check_unchanged()
        return self.practice

    def resume_exercise(self, path: str | Path) -> Practice:
        """Return the exercise as it was saved in a file, at the question where it was left.

        Raise SheetError with what is wrong with the file, CommandError in a changed run or for another exercise.
        """
        from nnstep.session.practice.practice import Practice
        from nnstep.session.practice.progress_file import resume

        practice = Practice(self.debugger)
        resume(practice, path)
        self.practice = practice
        self.arrived()
        return practice

    @property
    def unsaved_edits(self) -> tuple[Edit, ...]:
        """The changes, unless exactly these are in a file."""
        edits = self.debugger.edits
        return () if edits == self.saved_edits else edits

    def step(self, way: Step, count: int = 1) -> Move | None:
        """Step by `count` units in a way of the stepper; None for a move inside an operation, which is already made."""
        position = way(self.stepper, count)
        return None if position is None else self._stoppable(position)

    def training_step(self, count: int = 1) -> Move:
        """Run to the end of the training step at any level; back to its start where `count` is negative."""
        return self._stoppable(self.stepper.by("training step", count))

    def run_on(self) -> Move:
        """Continue to the next breakpoint, to the first value that is not finite, or to the end."""
        return Move(
            self.debugger, self.debugger.program.last_position, stop_at_breakpoints=True, stop_on_nonfinite=True
        )

    def run_back(self) -> Move:
        """Go back to the previous breakpoint, or to the start."""
        return self._stoppable(0)

    def go_to(self, position: int) -> Move:
        """Go to a position; breakpoints do not stop this move."""
        return Move(self.debugger, position, stop_at_breakpoints=False)

    def arrived(self) -> None:
        """Record a stop."""
        frame = self.debugger.frame
        self.stop_history.note(frame.position, at_end=frame.at_end)
        if frame.position != self._stood_at and frame.position < self.debugger.observed_to:
            self.debugger.remark("move", f"went to {frame.place}")
        self._stood_at = frame.position
        self.watches.look(frame)
        self.gradient_history.note(frame)

    def complete(self, move: Move | None, tell: Tell = tell_nobody) -> None:
        """Make a move in one go."""
        if move is not None:
            while not move.advance(_SLICE):
                tell("running", move.fraction)
            move.finish()
        self.arrived()

    def where(self) -> list[str]:
        """Return the current position as a line of text."""
        frame, point = self.debugger.frame, self.debugger.stopped_by
        inside = frame.inside
        part = f", {inside.place} of {inside.op.target}" if inside is not None else ""
        if frame.unrecorded_op is not None:
            end = ", the end of the recording" if frame.at_end else ""
            return [f"{frame.place}: {self._named(frame, frame.unrecorded_op)}, {unrecorded_text(frame)}{end}"]
        if frame.op is None:
            return [f"0: the start of the run{part}"]
        number = ", stale" if frame.op.target in frame.stale else ""
        reason = f", stopped by {point.name}" if point is not None else ""
        end = ", the end of the run" if frame.at_end else ""
        return [f"{frame.place}: {self._named(frame, frame.op)}{number}{part}{reason}{end}"]

    def _named(self, frame: Frame, op: Op) -> str:
        """Return what an operation computes, with its value where that is a number."""
        value = frame.values.get(op.target)
        if value is None or value.ndim:
            return op.target
        return f"{op.target} = {formula_number(float(value), self.digits)}"

    def _stoppable(self, position: int) -> Move:
        return Move(self.debugger, position, stop_at_breakpoints=True)
