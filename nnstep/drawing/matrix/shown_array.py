"""One array as people are shown it: name, shape, values, and which elements are marked."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from nnstep.expr.array import Array, Shape
from nnstep.expr.walks.shape import shape_text

UNRECORDED = "not recorded"
"""The note on what a recording does not hold."""
STALE = "stale"
"""The note on a value that was computed from one that has been changed since."""


@dataclass(frozen=True, slots=True, eq=False)
class ShownArray:
    """What every drawing of an array shows, however it is drawn."""

    title: str
    shape: Shape
    values: Array | None
    """None: not computed yet."""
    style: str = "plain"
    before: Array | None = None
    """The values that these replaced, if they did: what differs is marked."""
    feeds: frozenset[tuple[int, ...]] = frozenset()
    """The elements that the selected one reads."""
    cursor: tuple[int, ...] | None = None
    known: int | None = None
    """If given, how many elements, row by row, are computed already."""
    note: str = ""
    """Shown beside the shape, such as `STALE`."""
    sample_axis: int | None = None
    """For images: the axis along which there is one image after another."""
    quantity: str = ""
    """Its id, where the array is the present value of a quantity."""
    _marks: tuple[int | None, int | None] = field(init=False)

    def __post_init__(self) -> None:
        """Look once for what is marked: a row may have a thousand elements."""
        marks = tuple(self._marked(axis) if len(self.shape) == 2 else None for axis in (0, 1))
        object.__setattr__(self, "_marks", marks)

    def _marked(self, axis: int) -> int | None:
        if self.cursor is not None:
            return self.cursor[axis]
        found = {index[axis] for index in self.feeds}
        return found.pop() if len(found) == 1 else None

    @property
    def rows(self) -> int:
        """Rows of numbers."""
        return self.shape[0] if self.shape else 1

    @property
    def columns(self) -> int:
        """Columns of numbers."""
        return self.shape[1] if self.shape else 1

    @property
    def heading(self) -> str:
        """The title with the shape."""
        heading = f"{self.title} {shape_text(self.shape)}" if self.shape else self.title
        return f"{heading} {self.note}" if self.note else heading

    @property
    def present(self) -> Array:
        """The values of an array that has some; raise ValueError for one that is not computed yet."""
        if self.values is None:
            raise ValueError(f"{self.title} has no values yet")
        return self.values

    def is_known(self, index: tuple[int, ...]) -> bool:
        """Return whether an element is computed already."""
        if self.values is None:
            return False
        return self.known is None or not index or index[0] * self.columns + index[1] < self.known

    def style_of(self, index: tuple[int, ...]) -> str:
        """Return the style of an element: of the strongest mark that it has."""
        if not self.is_known(index):
            return "faint"
        if index == self.cursor:
            return "cursor"
        if index in self.feeds:
            return "feeds"
        return "changed" if self._has_changed(index) else self.style

    def _has_changed(self, index: tuple[int, ...]) -> bool:
        if self.before is None or self.values is None:
            return False
        old, new = self.before[index], self.values[index]
        return bool(old != new) and not (np.isnan(old) and np.isnan(new))

    def marked_line(self, axis: int) -> int | None:
        """Return the row (axis 0) or column (axis 1) of the cursor, or the only one that feeds the selected element."""
        return self._marks[axis]
