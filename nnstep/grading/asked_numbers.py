"""Which numbers an exercise asks for: those of its blank sheet, or of a sheet that says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import numpy as np

from nnstep.expr.array import Shape
from nnstep.grading.sheet.answer_sheet import Index, Sheet
from nnstep.grading.sheet.blank_sheet import MOST_NUMBERS
from nnstep.grading.sheet.sheet_reader import find_sheet, read_asking_sheet
from nnstep.program.program import Program

Asked: TypeAlias = Mapping[tuple[int, str], tuple[Index, ...]]
"""The elements that were asked for, by training step, counted from 1, and id."""


def asked_on_blank(program: Program) -> Asked:
    """Return what the blank sheet of an exercise asks for: one training step, without its very large quantities."""
    shapes = program.shapes_in(0)
    sizes = {op.target: int(np.prod(shapes[op.target], dtype=int)) for op in program.ops}
    return {(1, id): _indices(shapes[id]) for id, size in sizes.items() if size <= MOST_NUMBERS}


def asked_by(sheet: Sheet) -> Asked:
    """Return what a sheet names, with numbers or left open: whole quantities and single elements."""
    asked = {}
    for place, given in sorted(sheet.answers.items(), key=lambda item: item[0][0]):
        asked[place] = _indices(given.shape) if given.fault else tuple(sorted({*given.cells, *given.blank}))
    return asked


def asked_on(name_or_path: str, program: Program) -> Asked:
    """Return what the sheet of a file asks for: every number on it, and the whole of a quantity without numbers.

    Raise SheetError with everything that is wrong with it.
    """
    return asked_by(read_asking_sheet(find_sheet(name_or_path), program))


def _indices(shape: Shape) -> tuple[Index, ...]:
    return tuple(np.ndindex(shape))
