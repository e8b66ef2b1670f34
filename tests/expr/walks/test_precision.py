"""Expressions run in single precision: what NumPy would widen is rounded, and nothing else is changed."""

from __future__ import annotations

import numpy as np
import pytest

from nnstep.expr.array import in_precision
from nnstep.expr.primitives import PRIMITIVES
from nnstep.expr.tree import Call, Expr, Name, Number, call
from nnstep.expr.walks.evaluate import evaluate
from nnstep.expr.walks.precision import typed, untyped

A = Name("a")
ROOT = call("sqrt", 2.0)


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        (A * ROOT, A * call("float32", ROOT)),  # a call of written numbers alone is a float64
        (A * 2 + call("exp", A), A * 2 + call("exp", A)),
    ],
)
def test_calls_that_give_float64_are_rounded(expr: Expr, expected: Expr) -> None:
    assert typed(expr, "float32") == expected
    assert untyped(expected) == expr
    assert typed(expr, "float64") == expr


@pytest.mark.parametrize("function", sorted(set(PRIMITIVES) - {"float32"}))
def test_every_function_of_single_numbers_gives_single_numbers(function: str) -> None:
    arguments = (A, Name("b"))[: PRIMITIVES[function].arity]
    values = {id: in_precision([[0.25, 0.5], [0.75, 0.125]], "float32") for id in ("a", "b")}
    with np.errstate(all="ignore"):
        assert evaluate(typed(Call(function, arguments), "float32"), values).dtype == np.float32


def test_a_written_number_takes_the_type_of_the_array_it_meets() -> None:
    assert evaluate(typed(A + Number(0.1), "float32"), {"a": in_precision([1], "float32")}).dtype == np.float32
