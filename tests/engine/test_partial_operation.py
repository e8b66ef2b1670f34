"""An operation partly done: its sub-steps, the terms of each element, and the sums on the way."""

from __future__ import annotations

import numpy as np
import pytest

from nnstep.engine.partial_operation import PartialOperation
from nnstep.expr.parsing.expressions import parse_expression
from nnstep.expr.walks.evaluate import evaluate
from nnstep.program.program import Op

VALUES = {
    "W1": np.array([[0.5, -2.0, 4.0], [1.0, 3.0, -1.0]]),
    "x": np.array([[2.0], [1.0], [0.25]]),
    "b1": np.array([[0.5], [-0.5]]),
    "lr": np.array(0.5),
}
SHAPES = {id: value.shape for id, value in VALUES.items()}


def starting(source: str) -> PartialOperation:
    op = Op(target="z1", expression=parse_expression(source, SHAPES), phase="forward", layer=1, role="z")
    return PartialOperation.starting(op, VALUES, SHAPES)


def test_sub_steps_are_done_one_after_the_other_and_undone() -> None:
    partial = starting("W1 @ x + b1")
    assert (partial.at_start, partial.finished, partial.place) == (True, False, "sub-step 0 of 2")
    product = partial.after_steps(1)
    assert (product.at_start, product.finished, product.place) == (False, False, "sub-step 1 of 2")
    assert product.values[product.steps[0].name].tolist() == [[0], [4.75]]
    done = product.after_steps(9)
    assert done.finished
    assert done.present is done.steps[-1]
    assert done.values[done.steps[-1].name].tolist() == [[0.5], [4.25]]
    assert set(done.after_steps(1).values) == set(product.values)
    assert set(done.after_steps(-1).values) == set(VALUES)


def test_terms_are_done_element_by_element_and_the_last_one_ends_the_sub_step() -> None:
    partial = starting("W1 @ x + b1")
    assert (partial.terms, partial.last_unit, partial.element) == (3, 6, None)
    fifth = partial.after_units(5)
    assert fifth.element == ((1, 0), 1)
    assert fifth.place == "sub-step 1 of 2, element [1,0], term 2 of 3"
    assert not fifth.at_start
    assert partial.after_units(-3).at_start
    assert partial.after_units(6).place == "sub-step 1 of 2"
    assert (partial.after_units(6).done, partial.after_units(6).units) == (1, 0)


def test_an_element_without_terms_and_a_number_are_named_shortly() -> None:
    assert starting("W1 + b1").after_units(2).place == "sub-step 1 of 1, element [0,1]"
    assert starting("lr * lr * lr").after_steps(0).after_units(0).place == "sub-step 0 of 2"
    assert starting("sum(x)").after_units(2).place == "sub-step 1 of 1, its value, term 2 of 3"


def test_the_result_is_not_computed_again_at_each_term() -> None:
    partial = starting("W1 @ x")
    result = partial.result
    assert partial.after_units(2).result is result
    assert partial.after_units(6).after_steps(0).result is not result


@pytest.mark.parametrize(
    ("source", "index", "sums"),
    [
        ("W1 @ x", (0, 0), [1.0, -1.0, 0.0]),
        ("W1 @ x", (1, 0), [2.0, 5.0, 4.75]),
        ("sum(x)", (), [2.0, 3.0, 3.25]),
        ("x * x", (2, 0), [0.0625]),
    ],
)
def test_the_sum_grows_term_by_term_to_the_element(source: str, index: tuple[int, ...], sums: list[float]) -> None:
    partial = starting(source)
    assert [partial.running_sum(index, term) for term in range(partial.terms)] == sums
    terms = [partial.term_value(index, term) for term in range(partial.terms)]
    assert np.cumsum(terms).tolist() == sums
    assert evaluate(partial.op.expression, VALUES)[index] == sums[-1]


def test_a_sum_never_becomes_minus_zero_on_the_way() -> None:
    op = Op(target="z", expression=parse_expression("W @ v", {"W", "v"}), phase="forward", layer=1, role="z")
    values = {"W": np.array([[0.0, 1.0]]), "v": np.array([[-1.0], [1.0]])}
    partial = PartialOperation.starting(op, values, {"W": (1, 2), "v": (2, 1)})
    assert np.copysign(1, partial.running_sum((0, 0), 0)) == 1
