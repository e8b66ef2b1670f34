"""What an element is computed from: the same elements as its expansion has, in every bundled exercise."""

from __future__ import annotations

import pytest

from nnstep.expr.tree import Element, Expr, walk
from nnstep.expr.walks.expand import elements_read, expand
from nnstep.program.compile import compile_program
from nnstep.scenario.load import load
from tests.exercises import READY


def read_by(scalar: Expr) -> dict[str, set[tuple[int, ...]]]:
    """Return what stands in an expression that is written out."""
    found: dict[str, set[tuple[int, ...]]] = {}
    for node in walk(scalar):
        if isinstance(node, Element):
            found.setdefault(node.id, set()).add(node.index)
    return found


@pytest.mark.parametrize("name", READY)
def test_the_elements_are_those_of_the_expansion(name: str) -> None:
    program = compile_program(load(READY[name]))
    for op in program.ops:
        shape = program.shapes[op.target]
        for index in {tuple(0 for _ in shape), tuple(size // 2 for size in shape), tuple(size - 1 for size in shape)}:
            expanded = read_by(expand(op.expression, index, program.shapes))
            assert elements_read(op.expression, index, program.shapes) == expanded, (op.target, index)
