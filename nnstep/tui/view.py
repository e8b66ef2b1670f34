"""What the panes are given to show: a frame, and how the person looks at it; and what they tell the screen: clicks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from textual.message import Message

from nnstep.debugger.breakpoints import Breakpoint
from nnstep.debugger.levels import Level
from nnstep.drawing.matrix.matrix_look import MatrixLook
from nnstep.engine.frame import Frame
from nnstep.expr.digits import Digits
from nnstep.expr.network_notation import Writing
from nnstep.program.addresses import address
from nnstep.session.curves.training_curves import TrainingCurves, training_curves
from nnstep.session.gradients.gradient_history import GradientHistory
from nnstep.session.session import Session
from nnstep.session.watches import Watch

if TYPE_CHECKING:
    from nnstep.explain.gradcheck import Difference
    from nnstep.session.curves.compared_run import ComparedRun
    from nnstep.session.own_program.own_program import OwnProgram


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """One thing to paint. Not compared by value: a frame holds arrays."""

    frame: Frame
    element: tuple[int, ...]
    """The selected element of the operation's result; empty if the result is a number."""
    digits: Digits
    writing: Writing
    log_axis: bool
    gradient_history: GradientHistory
    curves: TrainingCurves
    """What the error pane draws."""
    compared: ComparedRun | None = None
    """A run whose errors are drawn beside this one's, and which may have to be computed on."""
    numerical: Difference | None = None
    """The central difference of the error for the selected element, if it was asked for."""
    level: Level = "operation"
    """The level at which steps are made."""
    stopped_by: Breakpoint | None = None
    """The breakpoint that ended the last move, if one did."""
    watches: tuple[Watch, ...] = ()
    bookmarks: tuple[int, ...] = ()
    """The positions of the bookmarks."""
    marks: Mapping[str, str] = field(default_factory=dict)
    """If a sheet is compared with the run: the marks of this training step's operations, by id."""
    matrix_look: MatrixLook = "automatic"
    """How matrices are drawn."""
    answer: tuple[str, ...] = ()
    """The verdict on the sheet's answer to the selected element."""
    hides: bool = False
    """Whether formulas of later operations are hidden, in exercise mode."""
    first_bad: int | None = None
    """The position that produced the first NaN or infinity, if the error is not finite."""
    furthest: int = 0
    """How far the run has ever been."""
    presents: bool = False
    """Whether it is shown on a projector: little of it, with room around it."""
    own_program: OwnProgram | None = None
    """The person's program that is held against the run, if one was run."""
    is_edited: bool = False
    """Whether values of the run were changed by hand."""
    breakpoints: tuple[Breakpoint, ...] = ()
    """Those that are enabled."""

    @classmethod
    def of(cls, session: Session) -> View:
        """Return the present frame of a session with all that is shown beside it."""
        debugger, display = session.debugger, session.display
        frame, overlay = debugger.frame, session.overlay
        element = session.element
        return cls(
            frame,
            element,
            display.digits,
            display.writing,
            display.log_axis,
            session.gradient_history,
            training_curves(session.curve_choice, debugger),
            session.curve_choice.compared,
            session.gradients.numerical(element) if display.shows_numerical else None,
            level=session.stepper.level,
            matrix_look=display.matrix_look,
            stopped_by=debugger.stopped_by,
            watches=tuple(session.watches),
            marks=overlay.marks(frame.step) if overlay is not None else {},
            answer=tuple(overlay.lines(frame, element)) if overlay is not None else (),
            first_bad=debugger.first_bad,
            bookmarks=tuple(position for _, position in session.bookmarks),
            furthest=debugger.furthest,
            own_program=session.own_program,
            is_edited=bool(debugger.edits),
            breakpoints=debugger.breakpoints.active if session.own_program is not None else (),
        )

    @property
    def lasting(self) -> tuple[object, ...]:
        """What stays the same from step to step, until a person changes it: how large panes want to be.

        Parts are the same object, or equal, where they are the same.
        """
        frame, texts = self.frame, tuple(watch.text for watch in self.watches)
        choices = self.log_axis, self.curves.kind, self.matrix_look, self.hides, self.presents
        return frame.program, frame.shapes, self.writing, self.digits, texts, bool(self.marks), choices


@dataclass
class ElementPointed(Message):
    """A person clicked an element of the present operation's result."""

    index: tuple[int, ...]


@dataclass
class PositionPointed(Message):
    """A person clicked a position of the run."""

    position: int


@dataclass
class CommandAsked(Message):
    """A person asked, in a pane, for what a typed command does; the first line of its answer is enough there."""

    line: str


def last_write_asked(frame: Frame, id: str, index: tuple[int, ...]) -> CommandAsked:
    """Return the request to go to what last wrote an element of a quantity, for where that is clicked."""
    return CommandAsked(f"lastwrite {address(id, index, frame.program)}")


@dataclass
class RepaintAsked(Message):
    """A pane has computed something that the view shows."""
