"""Which given answers an element is worked out from: the nearest ones, through all that was not given."""

from __future__ import annotations

import numpy as np

from nnstep.expr.tree import Element, names, walk
from nnstep.expr.walks.expand import expand
from nnstep.expr.walks.paper import on_paper
from nnstep.grading.sheet.answer_sheet import Index, Sheet
from nnstep.program.program import Program

_MOST_ELEMENTS = 4096
"""Beyond so many elements in what an operation reads, whole quantities are looked at."""

Cell = tuple[int, str, "Index"]
"""A training step, counted from 1, an id and an index."""


class AnswerDependencies:
    """The nearest given answers of every element, for one sheet."""

    def __init__(self, program: Program, sheet: Sheet) -> None:
        self._program = program
        self._sheet = sheet
        self._steps = set(sheet.steps)
        self._positions = {op.target: number for number, op in enumerate(program.ops)}
        self._expressions = [on_paper(op.expression) for op in program.ops]
        self._found: dict[Cell, frozenset[Cell]] = {}
        self._any: dict[tuple[int, str], bool] = {}
        self._left_before: dict[int, frozenset[Cell]] = {}
        self._elements: dict[tuple[str, Index, bool], tuple[tuple[str, Index], ...]] = {}

    def direct(self, step: int, id: str, index: Index) -> frozenset[Cell]:
        """Return the nearest given answers that the element's own operation reads, directly or through others."""
        key = step, id, index
        if key not in self._found:
            self._found[key] = frozenset()
            number = self._positions.get(id)
            if number is not None and self._has_any(step, id):
                found = (self._given(step, number, *element) for element in self._read(step, id, index))
                self._found[key] = frozenset().union(*found)
        return self._found[key]

    def _has_any(self, step: int, id: str) -> bool:
        """Return whether anything was given that a quantity is worked out from, whatever its elements read."""
        key = step, id
        if key not in self._any:
            self._any[key] = False
            number = self._positions.get(id)
            read = names(self._expressions[number]) if number is not None else ()
            places = ((step - (self._positions.get(name, -1) >= (number or 0)), name) for name in read)
            self._any[key] = any(self._may_be_given(at, name) for at, name in places)
        return self._any[key]

    def _may_be_given(self, step: int, id: str) -> bool:
        """Return whether a quantity was given, or anything behind it; of steps that are left out nothing is known."""
        if step < min(self._steps):
            return False
        return step not in self._steps or (step, id) in self._sheet.answers or self._has_any(step, id)

    def _given(self, step: int, reader: int, id: str, index: Index) -> frozenset[Cell]:
        """Return an element itself where it was given, or else the nearest given ones behind it."""
        # What is overwritten later in the training step, or never, is read as the step before left it.
        if id in self._positions and self._positions[id] >= reader:
            step -= 1
        if step not in self._steps:
            return self._before(step)
        given = self._sheet.at(step, id)
        if given is not None and index in given.cells:
            return frozenset([(step, id, index)])
        return self.direct(step, id, index)

    def _before(self, step: int) -> frozenset[Cell]:
        """Return the nearest given answers behind all parameters, where nothing is given in a training step."""
        earlier = max((number for number in self._steps if number < step), default=0)
        if not earlier:
            return frozenset()
        if earlier not in self._left_before:
            shapes = self._program.shapes
            elements = ((id, index) for id in self._program.parameters for index in np.ndindex(shapes[id]))
            found = frozenset().union(*(self._given(earlier + 1, -1, *element) for element in elements))
            self._left_before[earlier] = found
        return self._left_before[earlier]

    def _read(self, step: int, id: str, index: Index) -> tuple[tuple[str, Index], ...]:
        """Return the elements that the operation of an element reads in a training step."""
        shapes = self._program.shapes_in(step - 1)
        key = id, index, shapes is self._program.last_shapes
        if key not in self._elements:
            expr = self._expressions[self._positions[id]]
            size = sum(int(np.prod(shapes[name])) for name in names(expr))
            if size > _MOST_ELEMENTS:
                self._elements[key] = tuple((name, i) for name in names(expr) for i in np.ndindex(shapes[name]))
            else:
                scalar = expand(expr, index, shapes)
                nodes = (node for node in walk(scalar) if isinstance(node, Element))
                self._elements[key] = tuple(dict.fromkeys((node.id, node.index) for node in nodes))
        return self._elements[key]
