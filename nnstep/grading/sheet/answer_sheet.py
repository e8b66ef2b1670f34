"""An answer sheet: the numbers that a person gives for the quantities of a run, each fitted to its place in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Literal, TypeAlias

import numpy as np

from nnstep.expr.array import Array, Shape
from nnstep.grading.sheet.written_numbers import Typed, Written

Index: TypeAlias = tuple[int, ...]
Misfit: TypeAlias = Literal["", "shape", "ragged", "transposed"]


@dataclass(slots=True, eq=False)
class Given:
    """What was given for one quantity in one training step."""

    id: str
    shape: Shape
    """The quantity's own shape."""
    cells: dict[Index, Written] = field(default_factory=dict)
    """The numbers, by their index in the quantity."""
    blank: list[Index] = field(default_factory=list)
    """The elements that were left open."""
    typed_shape: Shape = ()
    """The shape of what was written, where that is not the quantity's."""
    fault: Misfit = ""
    """Whether what was written has another shape; if it is the transposed one, the cells are in their right places.

    What is ragged has no shape at all."""

    @property
    def is_whole(self) -> bool:
        """Whether every element was given."""
        return len(self.cells) == int(np.prod(self.shape, dtype=int))

    def laid_over(self, value: Array) -> Array:
        """Return `value` with the given numbers in their places."""
        result = np.array(value, dtype=np.float64)
        for index, written in self.cells.items():
            result[index] = written.number
        return result


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """The answers of one person."""

    name: str
    """What it is called in messages and grades."""
    answers: Mapping[tuple[int, str], Given]
    """By training step, counted from 1, and id."""
    remarks: tuple[str, ...] = ()
    """What a person should know of how it was read."""

    @property
    def steps(self) -> tuple[int, ...]:
        """The training steps that anything is given for, counted from 1, in their order."""
        return tuple(sorted({step for step, _ in self.answers})) or (1,)

    def at(self, step: int, id: str) -> Given | None:
        """Return what was given for a quantity in a training step, counted from 1, if anything was."""
        return self.answers.get((step, id))


def fit(given: Given, typed: Typed | None) -> None:
    """Put numbers, nested as they were written, into their places; note a wrong shape. None stands for a blank."""
    if not isinstance(typed, tuple):
        _fit_number(given, typed)
        return
    sizes = sizes_of(typed)
    if sizes is None:
        given.typed_shape, given.fault = (), "ragged"
        return
    given.typed_shape = sizes
    place = _place_in(given.shape, sizes)
    if place is None:
        given.fault = "shape"
        return
    # Of numbers in one line, standing or lying is no difference.
    given.fault = "transposed" if place == "transposed" and 1 not in sizes else ""
    for index in product(*map(range, sizes)):
        number = _at(typed, index)
        at = index[::-1] if place == "transposed" else _index(place, index)
        _put(given, at, number)


def _fit_number(given: Given, typed: Typed | None) -> None:
    if int(np.prod(given.shape, dtype=int)) != 1:
        given.typed_shape, given.fault = (), "shape"
    else:
        _put(given, (0,) * len(given.shape), typed)


def _put(given: Given, index: Index, number: Typed | None) -> None:
    if number is None:
        given.blank.append(index)
    elif not isinstance(number, tuple):
        given.cells[index] = Written(number)


def sizes_of(typed: object) -> Shape | None:
    """Return the shape of nested numbers, or None where rows differ in length or mix with numbers."""
    if not isinstance(typed, tuple):
        return ()
    inner = {sizes_of(part) for part in typed}
    if len(inner) != 1:
        return None
    (below,) = inner
    return None if below is None else (len(typed), *below)


def fits(shape: Shape, sizes: Shape | None) -> bool:
    """Return whether numbers nested like `sizes` go into a quantity of `shape`, turned or not."""
    single = sizes == () and int(np.prod(shape, dtype=int)) == 1
    return single or (sizes is not None and _place_in(shape, sizes) is not None)


def _place_in(shape: Shape, sizes: Shape) -> Literal["same", "row", "column", "number", "transposed"] | None:
    """Return how numbers nested like `sizes` go into a quantity of `shape`."""
    match shape, sizes:
        case _, _ if shape == sizes:
            return "same"
        case (int(rows), 1), (int(count),) if rows == count:
            return "column"
        case (1, int(columns)), (int(count),) if columns == count:
            return "row"
        case (), ((1,) | (1, 1)):
            return "number"
        case (int(rows), int(columns)), (int(m), int(n)) if (m, n) == (columns, rows):
            return "transposed"
        case _:
            return None


def _index(place: str, index: Index) -> Index:
    match place:
        case "column":
            return (index[0], 0)
        case "row":
            return (0, index[0])
        case "number":
            return ()
        case _:
            return index


def _at(typed: Typed | None, index: Index) -> Typed | None:
    for i in index:
        typed = typed[i] if isinstance(typed, tuple) else typed
    return typed
