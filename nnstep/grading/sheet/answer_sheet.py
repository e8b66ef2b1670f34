"""An answer sheet: the numbers that a person gives for the quantities of a run, each fitted to its place in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np

from nnstep.expr.array import Array, Shape
from nnstep.grading.sheet.number_forms import TypedNumber
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
    if typed is None:
        given.blank += np.ndindex(given.shape)
        return
    sizes = sizes_of(typed)
    given.typed_shape = sizes or ()
    place = place_in(given.shape, sizes)
    if place is None:
        given.fault = "ragged" if sizes is None else "shape"
        return
    given.fault = "transposed" if place == "transposed" else ""
    places = np.ndindex(given.shape) if place == "same" else (at[::-1] for at in np.ndindex(given.shape[::-1]))
    for index, number in zip(places, _flat(typed), strict=True):
        if number is None:
            given.blank.append(index)
        else:
            given.cells[index] = Written(number)


def _flat(typed: Typed | None) -> Iterator[TypedNumber | None]:
    if isinstance(typed, tuple):
        for part in typed:
            yield from _flat(part)
    else:
        yield typed


def sizes_of(typed: object) -> Shape | None:
    """Return the shape of nested numbers, or None where rows differ in length or mix with numbers."""
    if not isinstance(typed, tuple):
        return ()
    inner = {sizes_of(part) for part in typed}
    if len(inner) != 1:
        return None
    (below,) = inner
    return None if below is None else (len(typed), *below)


def place_in(shape: Shape, sizes: Shape | None) -> Literal["same", "transposed"] | None:
    """Return how numbers nested like `sizes` go into a quantity of `shape`, None standing for ragged ones.

    Brackets around one thing alone are no difference: of numbers in one line, standing or lying is none either.
    """
    if sizes is None:
        return None
    own, given = ([size for size in each if size != 1] for each in (shape, sizes))
    return "same" if own == given else "transposed" if len(own) == 2 and own == given[::-1] else None
