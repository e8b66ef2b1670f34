"""Where operands come from and where results are read, against the exercise's own list of operations."""

from __future__ import annotations

from nnstep.program.compile import compile_program
from nnstep.program.operand_origins import origins, readers_of
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load

PROGRAM = compile_program(load(find("zheng-exercise-1")))
"""z1 a1 z2 a2 E delta2 delta1 dW2 db2 dW1 db1 W2 b2 W1 b1."""


def place(target: str) -> int:
    return next(number for number, op in enumerate(PROGRAM.ops) if op.target == target)


def test_an_operand_comes_from_the_operation_that_wrote_it_or_was_given() -> None:
    assert sorted(origins(PROGRAM, place("z1"))) == [("W1", "given"), ("b1", "given"), ("x", "given")]
    assert sorted(origins(PROGRAM, place("delta1"))) == [("W2", "given"), ("delta2", "6"), ("z1", "1")]
    assert sorted(origins(PROGRAM, place("W2"))) == [("W2", "given"), ("dW2", "8"), ("lr", "given")]


def test_a_result_is_read_by_the_operations_after_it_until_it_is_written_again() -> None:
    assert readers_of(PROGRAM, place("z1")) == [2, 7]
    assert readers_of(PROGRAM, place("delta2")) == [7, 8, 9]
    assert readers_of(PROGRAM, place("E")) == []
    assert readers_of(PROGRAM, place("W2")) == []
