"""How a person looks at a run: digits, matrices, notation, axis, numerical gradients, and the chosen element."""

from __future__ import annotations

from nnstep.drawing.matrix.matrix_look import MatrixLook
from nnstep.expr.array import Shape
from nnstep.expr.digits import Digits
from nnstep.program.program import Program


class Display:
    """The settings of one session's display."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self.digits = Digits(precision=program.precision)
        self.writing = program.writing
        self.themes: tuple[str, ...] = ()
        """The names of the themes that the front end knows."""
        self.layouts: tuple[str, ...] = ()
        """The names of the layouts that the front end knows."""
        self.log_axis = False
        self.matrix_look: MatrixLook = "automatic"
        self.shows_numerical = False
        self.element: tuple[int, ...] = (0, 0)
        """The chosen element of the current operation's result, as the person chose it: see `selected`."""

    @property
    def other_notation(self) -> str:
        """The title of the notation, where that is not the scenario's own."""
        return self.writing.title if self.writing is not self._program.writing else ""

    def set_digits(self, digits: Digits) -> None:
        """Show numbers in this way."""
        self.digits = digits

    def write_in(self, notation: str) -> None:
        """Take a notation by its id; one that this program can't be written in changes nothing."""
        self.writing = next((each for each in self._program.writings if each.notation == notation), self.writing)

    def next_notation(self) -> None:
        """Take the next notation."""
        writings = self._program.writings
        self.writing = writings[(writings.index(self.writing) + 1) % len(writings)]

    def selected(self, shape: Shape) -> tuple[int, ...]:
        """Return the chosen element, moved to the nearest place inside an array of `shape`."""
        return held_within(self.element, shape)

    def select(self, index: tuple[int, ...]) -> None:
        """Choose an element."""
        self.element = (*index, 0, 0)[:2]

    def move_cursor(self, rows: int, columns: int, shape: Shape) -> None:
        """Choose the element so many rows and columns further, within `shape`."""
        row, column = (*self.selected(shape), 0, 0)[:2]
        self.select(held_within((row + rows, column + columns), shape))


def held_within(element: tuple[int, ...], shape: Shape) -> tuple[int, ...]:
    """Return `element` moved to the nearest place inside an array of `shape`."""
    padded = (*element, 0, 0)[: len(shape)]
    return tuple(max(0, min(i, size - 1)) for i, size in zip(padded, shape, strict=True))
