"""Expressions as they stand on paper."""

from __future__ import annotations

import pytest

from nnstep.expr.primitives import PRIMITIVES
from nnstep.expr.tree import Call, Name, names
from nnstep.expr.walks.paper import on_paper


@pytest.mark.parametrize("function", [name for name, row in PRIMITIVES.items() if row.paper is not None])
def test_what_a_function_is_on_paper_names_its_arguments_only(function: str) -> None:
    arguments = ("first", "second")[: PRIMITIVES[function].arity]
    written = on_paper(Call(function, tuple(map(Name, arguments))))
    assert names(written)
    assert set(names(written)) <= set(arguments)


def test_a_quotient_that_is_0_for_a_numerator_of_0_is_a_quotient_on_paper() -> None:
    assert on_paper(Call("zero_over", (Name("y"), Name("a2")))) == Name("y") / Name("a2")
