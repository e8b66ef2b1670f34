"""Expressions as they stand on paper."""

from __future__ import annotations

import pytest

from nnstep.expr.primitives import PRIMITIVES
from nnstep.expr.tree import Call, Expr, Name, Number, Total, names
from nnstep.expr.walks.paper import negated, on_paper, tidied

A, B, C = Name("A"), Name("B"), Name("C")


@pytest.mark.parametrize("function", [name for name, row in PRIMITIVES.items() if row.paper is not None])
def test_what_a_function_is_on_paper_names_its_arguments_only(function: str) -> None:
    arguments = ("first", "second")[: PRIMITIVES[function].arity]
    written = on_paper(Call(function, tuple(map(Name, arguments))))
    assert names(written)
    assert set(names(written)) <= set(arguments)


def test_a_quotient_that_is_0_for_a_numerator_of_0_is_a_quotient_on_paper() -> None:
    assert on_paper(Call("zero_over", (Name("y"), Name("a2")))) == Name("y") / Name("a2")


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        (A - B, B - A),
        (-A, A),
        (Number(2.0), Number(-2.0)),
        ((A - B) * C, (B - A) * C),
        (C * (A - B), C * (B - A)),
        (C @ (A - B), C @ (B - A)),
        ((A - B) / C, (B - A) / C),
        (A, -A),
        (A * B, -(A * B)),
        (2 * A, -(2 * A)),  # a written factor keeps its sign: the minus stands in front
        (A + B, -(A + B)),
    ],
)
def test_a_negative_has_its_minus_where_a_person_would_write_it(expr: Expr, expected: Expr) -> None:
    assert negated(expr) == expected


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        (A - B * -C, A + B * C),
        (A + -B, A - B),
        (A + B * -C, A - B * C),
        (A - -B, A + B),
        (A - -B / C, A + B / C),
        ((-A) ** 2, A**2),
        ((-A) ** 3, (-A) ** 3),
        (A - -Total((B, C)), A - -Total((B, C))),  # the brackets of a sum stay
        (A - B, A - B),
    ],
)
def test_a_minus_before_a_name_goes_into_its_sum_product_or_even_power(expr: Expr, expected: Expr) -> None:
    assert tidied(expr) == expected
