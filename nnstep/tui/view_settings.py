"""How a person looks at the run: notation, axis, digits, element; and the gradients in other ways."""

from __future__ import annotations

from typing import get_args

from nnstep.debugger.debugger import Debugger
from nnstep.drawing.matrix.fitting import MatrixLook
from nnstep.engine.executor import Executor
from nnstep.errors import CommandError
from nnstep.explain.gradcheck import Difference, central_difference, error_position
from nnstep.explain.gradient_derivation import check_derivable, choosable, derivation
from nnstep.expr.parsing.digit_settings import more_digits
from nnstep.program.addresses import parse_address
from nnstep.program.in_double import doubled, in_double
from nnstep.session.session import Session
from nnstep.tui.view import View, held_within


class ViewSettings:
    """The settings of the display; digits and element are the session's, since typed commands use them too."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._program = session.debugger.program
        self.gradients = Gradients(session.debugger)
        self.writing = self._program.writing
        self.log_axis = False
        self.matrix_look: MatrixLook = "automatic"
        self.shows_numerical = False
        self.settle()

    def settle(self) -> None:
        """Keep the settings as what `restore` leads back to."""
        self._settled = self.writing, self.log_axis, self.matrix_look, self.shows_numerical

    def restore(self) -> None:
        """Go back to the settings that were kept last."""
        self.writing, self.log_axis, self.matrix_look, self.shows_numerical = self._settled

    def view(self) -> View:
        """Return the present frame with these settings."""
        session, debugger = self._session, self._session.debugger
        frame, overlay = debugger.frame, session.overlay
        element = held_within(session.element, frame.result_shape)
        return View(
            frame,
            element,
            session.digits,
            self.writing,
            self.log_axis,
            self.gradients.numerical(element) if self.shows_numerical else None,
            level=session.stepper.level,
            stopped_by=debugger.stopped_by,
            matrix_look=self.matrix_look,
            watches=tuple(session.watches),
            marks=overlay.marks(frame.step) if overlay is not None else {},
            answer=tuple(overlay.lines(frame, element)) if overlay is not None else (),
            first_bad=debugger.first_bad,
            bookmarks=tuple(position for _, position in session.bookmarks),
            original=debugger.original.errors() if debugger.edits else None,
        )

    @property
    def other_notation(self) -> str:
        """The title of the notation, where that is not the scenario's own."""
        return self.writing.title if self.writing is not self._program.writing else ""

    def next_notation(self) -> str:
        """Take the next notation; return what is special about it."""
        writings = self._program.writings
        self.writing = writings[(writings.index(self.writing) + 1) % len(writings)]
        return self.writing.about

    def switch_axis(self) -> None:
        """Change the axis of the error curve."""
        self.log_axis = not self.log_axis

    def next_matrix_look(self) -> None:
        """Draw matrices in the next way; their pane says which."""
        looks: tuple[MatrixLook, ...] = get_args(MatrixLook)
        self.matrix_look = looks[(looks.index(self.matrix_look) + 1) % len(looks)]

    def switch_numerical(self) -> str | None:
        """Show or hide the numerical value of gradients; return a remark where there is none here."""
        self.shows_numerical = not self.shows_numerical
        if not self.shows_numerical or self.view().numerical is not None:
            return None
        given = bool(self._session.debugger.program.scenario.given)
        reason = "with given values there are none" if given else "this operation's result is not a gradient"
        return f"Numerical gradients on; {reason}"

    def change_digits(self, by: int) -> None:
        """Show so many digits more, within bounds: decimals where these are counted."""
        self._session.digits = more_digits(self._session.digits, by)

    def select(self, index: tuple[int, ...]) -> None:
        """Put the cursor on an element of the result."""
        self._session.element = (*index, 0, 0)[:2]

    def move_cursor(self, rows: int, columns: int) -> None:
        """Move the cursor, within the result."""
        shape = self._session.debugger.frame.result_shape
        row, column = (*held_within(self._session.element, shape), 0, 0)[:2]
        self.select(held_within((row + rows, column + columns), shape))


class Gradients:
    """Derives gradients at a debugger's position along all paths, and computes them numerically."""

    def __init__(self, debugger: Debugger) -> None:
        self._debugger = debugger
        self._executor = Executor(in_double(debugger.program))

    def suggestion(self, element: tuple[int, ...]) -> str:
        """Return the weight of the selected element, as it is typed."""
        frame = self._debugger.frame
        known = choosable(frame)
        id = "" if frame.op is None else frame.op.target.removeprefix("d")
        if id in known:
            return f"{id}[{','.join(map(str, element))}]" if element else id
        first = f"W{frame.op.layer}" if frame.op is not None else ""
        id = first if first in known else known[0]
        return id + ("[0,0]" if frame.program.shapes[id] else "")

    def problem_of(self, text: str) -> str:
        """Return what is wrong with a typed element, or nothing."""
        try:
            check_derivable(self._debugger.program)
            parse_address(text, self._debugger.program, choosable(self._debugger.frame))
        except CommandError as error:
            return f"{error.message}: {error.hint}" if error.hint else error.message
        return ""

    def derivation(self, text: str, view: View) -> list[str]:
        """Return the derivation for a typed element, in the way that `view` shows numbers and symbols."""
        frame = self._debugger.frame
        element = parse_address(text, frame.program, choosable(frame))
        return derivation(self._debugger.peek, frame.position, element, view.digits, view.writing)

    def numerical(self, element: tuple[int, ...]) -> Difference | None:
        """Return the central difference for the element of the gradient just computed; None if that is no gradient."""
        frame = self._debugger.frame
        parameters = {gradient: parameter for parameter, gradient in frame.program.gradients.items()}
        if frame.op is None or frame.op.target not in parameters or frame.program.scenario.given:
            return None
        after_error = frame.step * len(frame.program.ops) + error_position(frame.program)
        values = self._debugger.peek(after_error).values
        self._debugger.peek(frame.position)
        parameter = parameters[frame.op.target]
        return central_difference(frame.program, self._executor, doubled(values), parameter, element)
