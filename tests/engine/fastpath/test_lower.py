"""Lowering: which instructions statements become, and what is computed once."""

from __future__ import annotations

import numpy as np

from nnstep.engine.fastpath.ir import Alias, Copy, Elementwise, MatrixProduct, SetNumber, Stored, Temporary, TotalSum
from tests.engine.fastpath.passes import lowered

COLUMN = (3, 1)


def test_an_expression_that_occurs_twice_is_computed_once() -> None:
    code = lowered("b = (z - x) * z\nc = (z - x) * x", dict.fromkeys("zxbc", COLUMN), {}, fed=("z", "x")).instructions
    assert [i.function for i in code if isinstance(i, Elementwise)] == ["subtract", "multiply", "multiply"]


def test_the_result_of_a_statement_is_read_where_its_expression_occurs_again() -> None:
    code = lowered("a = tanh(z)\nb = 1 - tanh(z)", dict.fromkeys("zab", COLUMN), {}, fed=("z",)).instructions
    assert isinstance(code[-1], Elementwise)
    assert Stored("a") in code[-1].operands
    assert len(code) == 2


def test_a_value_is_computed_again_once_what_it_reads_has_changed() -> None:
    given = {"W": np.ones(COLUMN)}
    code = lowered("a = W * W\nW = W - a\nb = W * W", dict.fromkeys("Wab", COLUMN), given).instructions
    assert [i.function for i in code if isinstance(i, Elementwise)] == ["multiply", "subtract", "multiply"]


def test_a_result_is_not_reused_after_its_memory_was_overwritten() -> None:
    given = {"W": np.ones(COLUMN)}
    shapes = dict.fromkeys("Wzb", COLUMN)
    code = lowered("W = tanh(z)\nW = W + z\nb = tanh(z)", shapes, given, fed=("z",)).instructions
    assert [i.function for i in code if isinstance(i, Elementwise)] == ["tanh", "add", "tanh"]


def test_another_name_for_a_value_shares_its_memory() -> None:
    code = lowered("a = tanh(z)\nb = a", dict.fromkeys("zab", COLUMN), {}, fed=("z",))
    assert code.instructions[-1] == Alias("b", Stored("a"))
    assert code.aliases.owner("b") == "a"


def test_an_old_value_that_is_read_after_an_update_is_copied_before_it() -> None:
    given = {"W": np.ones(COLUMN)}
    code = lowered("V = W\nW = W - z\nb = V * z", dict.fromkeys("WVzb", COLUMN), given, fed=("z",))
    assert code.instructions[0] == Copy(Stored("W"), Stored("V"))
    assert code.aliases.owner("V") == "V"


def test_a_product_does_not_go_where_one_of_its_factors_is() -> None:
    given = {"W": np.ones((3, 3))}
    product, copy = lowered("W = W @ W", {"W": (3, 3)}, given).instructions
    assert isinstance(product, MatrixProduct)
    assert isinstance(product.result, Temporary)
    assert copy == Copy(product.result, Stored("W"))


def test_a_sum_over_a_matrix_is_lowered_out_of_the_number_that_reads_it() -> None:
    code = lowered("E = 0.5 * sum((a - y)**2)", {"a": COLUMN, "y": COLUMN, "E": ()}, {}, fed=("a", "y")).instructions
    total, number = code[-2:]
    assert isinstance(total, TotalSum)
    assert isinstance(number, SetNumber)
    assert total.id in str(number.expression)
