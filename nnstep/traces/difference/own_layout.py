"""Which matrices of a person's own program are transposed: many write samples, or weights, the other way round."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from nnstep.expr.array import Array, Shape
from nnstep.expr.walks.shape import shape_text
from nnstep.program.program import Program
from nnstep.traces.difference.closeness import Closeness, gap_between

Known: TypeAlias = Callable[[str], tuple[Array, Array] | None]
"""Returns the first value of a quantity as it is written, and that of the other side, where both are known."""
_NEAR = 1e-3
"""Relatively so near a value must be where its transpose is not, if its shape does not tell."""


@dataclass(frozen=True, slots=True)
class OwnLayout:
    """Which of two kinds of quantities are written transposed: samples and biases, and weights."""

    columns: frozenset[str]
    transposed: Mapping[bool, bool]
    """By whether a quantity is one of samples or biases."""
    remarks: tuple[str, ...]

    def turns(self, id: str) -> bool:
        """Return whether a square matrix of this quantity is written transposed."""
        return self.transposed[id in self.columns]


def layout_of(program: Program, written: Mapping[str, Iterable[Shape]], first: Known) -> OwnLayout:
    """Return how matrices are written: as their shapes tell, and where none does, as the first values do."""
    transposed: dict[bool, bool] = {}
    remarks = []
    for is_column, what in ((True, "samples and biases"), (False, "weights")):
        ids = [id for id in written if (id in program.columns) == is_column and len(program.shapes[id]) == 2]
        turned = [(id, shape) for id in ids for shape in written[id] if _is_turned(shape, program, id)]
        straight = any(shape in _shapes(program, id) and shape[0] != shape[1] for id in ids for shape in written[id])
        if turned and not straight:
            id, shape = turned[0]
            remarks.append(
                f"{what} are taken as transposed: {id} is {shape_text(shape)} there, {_own(program, id)} here"
            )
        by_value = "" if turned or straight else _turned_by_value(ids, first)
        if by_value:
            remarks.append(f"{what} are taken as transposed: {by_value} is that of the other side transposed")
        if turned and straight:
            names = ", ".join(dict.fromkeys(id for id, _ in turned))
            remarks.append(f"taken as transposed, by their shapes: {names}")
        transposed[is_column] = bool(by_value or (turned and not straight))
    return OwnLayout(program.columns, transposed, tuple(remarks))


def _shapes(program: Program, id: str) -> set[Shape]:
    return {program.shapes[id], program.last_shapes[id]}


def _own(program: Program, id: str) -> str:
    return shape_text(program.shapes[id])


def _is_turned(shape: Shape, program: Program, id: str) -> bool:
    """Return whether a shape can only be the transposed one."""
    own = _shapes(program, id)
    return len(shape) == 2 and shape not in own and shape[::-1] in own


def _turned_by_value(ids: Iterable[str], first: Known) -> str:
    """Return the first square matrix that tells by its values that it is transposed; of gradients none does."""
    for id in ids:
        known = first(id)
        if known is None:
            continue
        value, expected = known
        if value.ndim != 2 or value.shape[0] != value.shape[1] or value.shape[0] == 1:
            continue
        if _near(value, expected):
            return ""
        if _near(value.T, expected):
            return id
    return ""


def _near(value: Array, other: Array) -> bool:
    if value.shape != other.shape:
        return False
    gap = gap_between(value, other, Closeness(_NEAR))
    return gap is None or not gap.is_beyond
