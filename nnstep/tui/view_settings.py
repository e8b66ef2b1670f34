"""How a person looks at the run: notation, axis, digits, element, numerical gradients."""

from __future__ import annotations

from dataclasses import replace

from nnstep.session.session import Session
from nnstep.tui.gradient_views import Gradients
from nnstep.tui.view import View, held_within

_LEAST_DIGITS, _MOST_DIGITS = 2, 17


class ViewSettings:
    """The settings of the display; digits and element are the session's, since typed commands use them too."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._program = session.debugger.program
        self.gradients = Gradients(session.debugger)
        self.writing = self._program.writing
        self.log_axis = False
        self.shows_numerical = False
        self.settle()

    def settle(self) -> None:
        """Keep the settings as what `restore` leads back to."""
        self._settled = self.writing, self.log_axis, self.shows_numerical

    def restore(self) -> None:
        """Go back to the settings that were kept last."""
        self.writing, self.log_axis, self.shows_numerical = self._settled

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

    def next_notation(self) -> None:
        """Take the next notation."""
        writings = self._program.writings
        self.writing = writings[(writings.index(self.writing) + 1) % len(writings)]

    def change_digits(self, by: int) -> None:
        """Show so many digits more, within bounds."""
        digits = self._session.digits.significant + by
        self._session.digits = replace(self._session.digits, significant=max(_LEAST_DIGITS, min(_MOST_DIGITS, digits)))

    def select(self, index: tuple[int, ...]) -> None:
        """Put the cursor on an element of the result."""
        self._session.element = (*index, 0, 0)[:2]

    def move_cursor(self, rows: int, columns: int) -> None:
        """Move the cursor, within the result."""
        shape = self._session.debugger.frame.result_shape
        row, column = (*held_within(self._session.element, shape), 0, 0)[:2]
        self.select(held_within((row + rows, column + columns), shape))
