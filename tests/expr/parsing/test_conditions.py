"""Conditions as people type them for breakpoints: how they become Python over NumPy, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from nnstep.errors import ExpressionError
from nnstep.expr.condition import FUNCTIONS, PREVIOUS
from nnstep.expr.parsing.conditions import parse_condition, parse_view
from nnstep.expr.walks.evaluate import evaluate
from nnstep.expr.walks.numpy_line import namespace

VALUES = {
    "E": np.array(0.5),
    "W1": np.array([[1.0, -2.0, 3.0], [0.25, 0.5, -4.0]]),
    "b1": np.array([[0.1], [0.2]]),
    "r": np.array([[0.1, 0.3]]),
}
SHAPES = {id: value.shape for id, value in VALUES.items()}
BEFORE = {f"{PREVIOUS}E": np.array(0.75), f"{PREVIOUS}W1": np.zeros((2, 3))}


def holds(text: str) -> bool:
    return bool(eval(parse_condition(text, SHAPES).source, {**namespace(), **FUNCTIONS}, {**VALUES, **BEFORE}))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("E < 0.5", False),
        ("E <= 0.5", True),
        ("E != 0.5", False),
        ("E == 0.5", True),
        ("E > 0.5", False),
        ("E >= 0.5", True),
        ("not E < 0.4", True),
        ("not(E < 0.6)", False),
        ("E < 0.6 and E < 0.4", False),
        ("E < 0.4 or E < 0.6", True),
        ("E < 0.6 or E < 0.6 and E < 0.4", True),
        ("(E < 0.6 or E < 0.6) and E < 0.4", False),
        ("(E < 0.6) and (E + 1) * 2 == 3", True),
        ("(E + 1) * (E + 3) == 5.25", True),
        ("W1[0,2] == 3", True),
        ("W1[-1,-1] == -4", True),
        ("b1[1] == 0.2", True),
        ("r[1] == 0.3", True),
        ("W1[0,:].sum() == 2", True),
        ("W1[0,1:].sum() == 1", True),
        ("W1[:,0].mean() == 0.625", True),
        ("W1.min() == -4 and W1.max() == 3", True),
        ("abs(W1).max() == 4", True),
        ("(W1 - W1).max() == 0", True),
        ("E < previous(E)", True),
        ("previous(W1)[1,2] == 0", True),
    ],
)
def test_a_condition_holds_where_its_comparisons_do(text: str, *, expected: bool) -> None:
    assert holds(text) is expected


def test_a_condition_reads_what_it_names_now_and_in_the_step_before() -> None:
    condition = parse_condition("E < previous(E) and W1[0,0] > previous(W1)[0,1]", SHAPES)
    assert condition.reads == {"E", "W1"}
    assert condition.reads_before == {"E", "W1"}
    assert parse_condition("previous(E) < 1", SHAPES).reads == frozenset()


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("E", "no comparison in 'E'", "write one such as E < 0.01"),
        ("E = 0.5", "no comparison in 'E = 0.5'", "two equals signs compare: E == 0.5"),
        ("0 < E < 1", "2 comparisons in '0 < E < 1'", "join two with and: 0 < E and E < 1"),
        ("< 1", "nothing stands before < in '< 1'", "write a comparison such as E < 0.01"),
        ("E < ", "nothing stands after < in 'E <'", "write a comparison such as E < 0.01"),
        ("W1 < 1", "a side of it is 2×3, not a number", "write an element, as in W1[0,2], or .max()"),
        ("max(W1) < 1", "max(W1) is of one value", "the largest element is W1.max()"),
        ("min(abs(W1)) < 1", "min(abs(W1)) is of one value", "the smallest element is abs(W1).min()"),
        ("previous(W1[0,0]) < 1", "previous(...) takes the name", "write an element as in previous(W1)[0,2]"),
        ("previous(Q) < 1", "nothing is called Q here", "known are E, W1, b1, r"),
        ("Q[0] < 1", "nothing is called Q here", "known are E, W1, b1, r"),
        (".max() < 1", "nothing stands before .max()", "a quantity, as in delta2.max()"),
        ("W1[] < 1", "W1[] is no index", "write numbers and colons, as in W1[0,2] or W1[0,:]"),
        ("W1[0 1] < 1", "W1[0 1] is no index", "write numbers and colons, as in W1[0,2] or W1[0,:]"),
        ("W1[x,0] < 1", "W1[x,0] is no index", "write numbers and colons, as in W1[0,2] or W1[0,:]"),
        ("W1[2,0] < 1", "W1[2,0] < 1: there is no such element", ""),
        ("(" * 21 + "E < 1" + ")" * 21, "too many conditions inside one another", "at most 20"),
        ("E < 1" + " " * 1000, "too long: 1005 characters", "at most 500"),
        ("E" + ".max()" * 60 + " < 1", "too long", "at most 500"),
    ],
)
def test_what_is_no_condition_is_refused_with_what_would_be(text: str, message: str, hint: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_condition(text, SHAPES)
    assert message in caught.value.message
    assert hint in caught.value.hint


def test_conditions_may_be_twenty_deep() -> None:
    assert holds("(" * 20 + "E < 1" + ")" * 20)


def test_a_view_is_an_expression_of_any_shape() -> None:
    row = evaluate(parse_view(" W1[0,:] * 2 ", SHAPES), VALUES)
    assert row.tolist() == [2, -4, 6]
    with pytest.raises(ExpressionError, match="W1 @ W1: "):
        parse_view("W1 @ W1", SHAPES)
