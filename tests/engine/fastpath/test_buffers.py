"""Lifetimes and buffers: results overwrite what is not needed any more, and nothing else."""

from __future__ import annotations

import numpy as np

from nnstep.engine.fastpath.buffers import Lifetimes
from nnstep.engine.fastpath.ir import Elementwise, MatrixProduct, Stored, Temporary, result
from tests.engine.fastpath.passes import Lowered, lowered

COLUMN = (3, 1)


def temporaries(code: Lowered) -> list[Temporary]:
    return [memory for i in code.instructions if isinstance(memory := result(i), Temporary)]


def test_steps_on_the_way_to_a_result_are_kept_where_it_goes() -> None:
    code = lowered("a = exp(-z) + 1", {"z": COLUMN, "a": COLUMN}, {}, fed=("z",))
    buffers = code.buffers("a")
    assert {buffers.variable(temporary) for temporary in temporaries(code)} == {"a"}


def test_a_step_is_not_kept_where_the_old_value_is_still_read() -> None:
    given = {"W": np.ones(COLUMN)}
    code = lowered("W = W - 2 * exp(z)", {"W": COLUMN, "z": COLUMN}, given, fed=("z",))
    buffers = code.buffers()
    assert all(not np.may_share_memory(buffers.arrays[buffers.variable(t)], given["W"]) for t in temporaries(code))


def test_a_dying_quantity_is_overwritten_and_a_lasting_one_is_not() -> None:
    text = "a = tanh(z)\nE = sum(exp(a))"
    shapes = {"z": COLUMN, "a": COLUMN, "E": ()}
    (step,) = temporaries(code := lowered(text, shapes, {}, fed=("z",)))
    assert code.buffers().variable(step) == "a"
    (step,) = temporaries(code := lowered(text, shapes, {}, fed=("z",)))
    assert code.buffers("a").variable(step) != "a"


def test_a_product_has_other_memory_than_its_factors() -> None:
    code = lowered("E = sum((exp(X) @ exp(Y)) @ exp(X))", {"X": (3, 3), "Y": (3, 3), "E": ()}, {}, fed=("X", "Y"))
    buffers = code.buffers()
    products = [i for i in code.instructions if isinstance(i, MatrixProduct)]
    assert len(products) == 2
    for product in products:
        out = buffers.arrays[buffers.variable(product.result)]
        for factor in (product.left, product.right):
            assert isinstance(factor, Stored | Temporary)
            assert not np.may_share_memory(out, buffers.arrays[buffers.variable(factor)])


def test_memory_of_a_finished_temporary_is_used_again() -> None:
    code = lowered("E = sum(exp(X))\nF = sum(tanh(X))", {"X": (3, 3), "E": (), "F": ()}, {}, fed=("X",))
    buffers = code.buffers()
    first, second = (i.result for i in code.instructions if isinstance(i, Elementwise))
    assert buffers.variable(first) == buffers.variable(second)


def test_a_lifetime_ends_with_the_last_read_through_any_name() -> None:
    shapes = {"z": COLUMN, "a": COLUMN, "b": COLUMN, "E": ()}
    code = lowered("a = tanh(z)\nb = a\nE = sum(b)", shapes, {}, fed=("z",))
    lifetimes = Lifetimes(code.instructions, code.aliases)
    assert lifetimes.last_use("a") == 2
    assert lifetimes.reads["a"] == [1, 2]
    assert lifetimes.writes["a"] == [0]
