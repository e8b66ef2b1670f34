"""One element as a scalar expression: which elements it reads, and the terms that it is the sum of."""

from __future__ import annotations

import numpy as np
import pytest

from nnstep.expr.tree import Derivative, Element, Expr, Name, Number, Pick, Range, Total, Transpose, call
from nnstep.expr.walks.evaluate import evaluate
from nnstep.expr.walks.expand import element_terms, elements_in, elements_read, expand

VALUES = {
    "s": np.array(3.0),
    "A": np.array([[1.0, -2.0, 4.0], [0.5, 3.0, -1.0]]),
    "B": np.array([[2.0, 1.0, 0.5], [-1.0, 2.0, 4.0]]),
    "v": np.array([[1.0], [2.0], [3.0]]),
    "b": np.array([[0.5], [0.25]]),
}
SHAPES = {id: value.shape for id, value in VALUES.items()}
S, A, B, V, BIAS = (Name(id) for id in VALUES)


@pytest.mark.parametrize(
    ("expr", "index", "expected"),
    [
        (A + BIAS, (1, 2), Element("A", (1, 2)) + Element("b", (1, 0))),  # the column serves all columns
        (S * A, (0, 1), Element("s", ()) * Element("A", (0, 1))),
        (A.T, (2, 1), Element("A", (1, 2))),
        (-A, (0, 0), -Element("A", (0, 0))),
        (Derivative("f′", A, 1 - A), (0, 0), 1 - Element("A", (0, 0))),
        (Pick(A, (Range(), 2)), (1,), Element("A", (1, 2))),
        (Pick(A, (1,)), (2,), Element("A", (1, 2))),
        (Total((A, B)), (0, 2), Total((Element("A", (0, 2)), Element("B", (0, 2))))),
        (call("with_one", A), (0, 1), Number(1.0)),
        (call("with_one", A), (2, 1), Element("A", (1, 1))),
        (call("with_one_last", A), (2, 1), Number(1.0)),
        (call("with_one_last", A), (1, 1), Element("A", (1, 1))),
        (call("column_argmax", A), (0, 1), Pick(call("column_argmax", A), (0, 1))),
        (call("ones", A), (1, 1), Number(1.0)),
        (Number(2.0), (), Number(2.0)),
        (Element("A", (0, 0)), (), Element("A", (0, 0))),
    ],
)
def test_an_element_is_written_over_the_elements_that_it_reads(
    expr: Expr, index: tuple[int, ...], expected: Expr
) -> None:
    assert expand(expr, index, SHAPES) == expected


@pytest.mark.parametrize(
    ("expr", "index", "count"),
    [
        (A @ V, (1, 0), 3),
        ((A @ V).T, (0, 1), 3),
        (Pick(A @ V, (1, 0)), (), 3),
        (Derivative("f′", A, A @ V), (1, 0), 3),
        (Total((A, B)), (1, 1), 2),
        (call("sum", A * B), (), 6),
        (call("column_sums", A), (0, 2), 2),
        (call("row_sums", A), (1, 0), 3),
        (call("linear", A @ V), (0, 0), 3),
        (A + B, (0, 0), 1),
        (call("exp", A), (0, 0), 1),
    ],
)
def test_the_terms_of_an_element_sum_up_to_it(expr: Expr, index: tuple[int, ...], count: int) -> None:
    terms = element_terms(expr, index, SHAPES)
    values = [float(evaluate(terms.term(number), VALUES)) for number in range(terms.count)]
    assert terms.count == count
    assert sum(values) == pytest.approx(float(evaluate(expr, VALUES)[index]))
    assert float(evaluate(terms.total, VALUES)) == pytest.approx(sum(values))
    if terms.together is not None:
        assert np.ravel(evaluate(terms.together, VALUES)).tolist() == values


@pytest.mark.parametrize(
    ("expr", "index"),
    [
        (A @ V + BIAS, (1, 0)),
        ((A @ V).T, (0, 1)),
        (Transpose(V) @ Transpose(A), (0, 1)),
        (Total((A, -B)), (1, 1)),
        (S * call("exp", A) ** 2, (0, 1)),
        (Derivative("f′", A, A * (1 - A)), (0, 1)),
        (call("sum", A * B), ()),
        (call("row_sums", A), (1, 0)),
        (call("column_sums", A), (0, 2)),
        (call("with_one", A), (2, 1)),
        (call("softmax", A), (0, 1)),
        (Pick(A, (Range(), 2)), (1,)),
        (Pick(A @ V, (1, 0)), ()),
        (Element("A", (0, 2)) * 3, ()),
        (Number(1.0), ()),
    ],
)
def test_what_an_element_reads_is_told_without_writing_it_out(expr: Expr, index: tuple[int, ...]) -> None:
    assert elements_read(expr, index, SHAPES) == elements_in(expand(expr, index, SHAPES))
