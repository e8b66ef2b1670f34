"""What a sheet asks for, laid out: each quantity as rows of places for its numbers, whatever the file's format."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from math import prod

import numpy as np

from nnstep.expr.array import Shape
from nnstep.grading.sheet.answer_sheet import Index
from nnstep.grading.verdict import place_name
from nnstep.program.addresses import address
from nnstep.program.program import Op, Program


@dataclass(frozen=True, slots=True)
class FormCell:
    """The place for one number."""

    index: Index
    name: str
    """Such as ``W1[0,2]`` or ``step.2.E``."""
    text: str = ""
    """What stands there already."""


@dataclass(frozen=True, slots=True)
class FormField:
    """The places for one quantity in one training step."""

    step: int
    """Counted from 1."""
    id: str
    shape: Shape
    op: Op | None
    """What computes it, where anything does."""
    rows: tuple[tuple[FormCell, ...], ...]
    """As a matrix is written; of single elements each is a row of its own; none of a quantity that is too large."""
    is_whole: bool
    """Whether every element has its place."""
    is_line: bool
    """Whether an element has one index, though the shape has two."""

    @property
    def name(self) -> str:
        """Its id with the training step: ``step.2.W1``."""
        return place_name(self.step, self.id)

    @property
    def is_grid(self) -> bool:
        """Whether its columns have numbers of their own."""
        return self.is_whole and any(len(row) > 1 for row in self.rows)

    def row_name(self, row: int) -> str:
        """Return what a row is called: ``W1[0]``, or the quantity or element that it is alone."""
        cells = self.rows[row]
        if len(cells) == 1:
            return cells[0].name
        return self.name if len(self.rows) == 1 else f"{self.name}[{row}]"


@dataclass(frozen=True, slots=True, eq=False)
class SheetForm:
    """A sheet to fill in, or one that holds numbers."""

    program: Program
    title: str
    fields: tuple[FormField, ...]

    @property
    def steps(self) -> Iterator[tuple[int, list[FormField]]]:
        """Each training step, counted from 1, with its fields."""
        for step, fields in groupby(self.fields, key=lambda field: field.step):
            yield step, list(fields)


def form_field(
    program: Program,
    step: int,
    id: str,
    *,
    indices: Collection[Index] | None = None,
    texts: Mapping[Index, str] | None = None,
    most: int | None = None,
) -> FormField:
    """Return the places for a quantity, or for the elements at `indices`; without rows where it has over `most`."""
    shape = program.shapes_in(step - 1)[id]
    is_line = id in program.columns and 1 in shape
    op = next((op for op in program.ops if op.target == id), None)

    def cell(index: Index) -> FormCell:
        return FormCell(index, place_name(step, address(id, index, program)), (texts or {}).get(index, ""))

    rows: tuple[tuple[FormCell, ...], ...]
    is_whole = indices is None or len(set(indices)) == prod(shape)
    if not is_whole:
        rows = tuple((cell(index),) for index in sorted(indices or ()))
    elif most is not None and prod(shape) > most:
        rows = ()
    else:
        width = shape[-1] if shape else 1
        cells = list(map(cell, np.ndindex(shape)))
        rows = tuple(tuple(cells[at : at + width]) for at in range(0, len(cells), width))
    return FormField(step, id, shape, op, rows, is_whole, is_line)
