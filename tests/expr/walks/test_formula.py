"""Formulas in symbols, and the same with the numbers put in."""

from __future__ import annotations

import numpy as np
import pytest

from nnstep.expr.tree import Derivative, Expr, Name, Number, call
from nnstep.expr.walks.evaluate import evaluate
from nnstep.expr.walks.expand import expand
from nnstep.expr.walks.formula import formula, layout, value_box
from nnstep.expr.walks.pen import Pen, element_symbol

VALUES = {
    "W": np.array([[2.0, 3, 4], [2, 1, 2]]),
    "x": np.array([[2.0], [1], [-3]]),
    "b": np.array([[4.0], [1]]),
    "lr": np.array(0.1),
}
SHAPES = {id: value.shape for id, value in VALUES.items()}
W, X, B, LR = (Name(id) for id in VALUES)
SYMBOLS = Pen(SHAPES, {"W": "W₁", "x": "x₀", "b": "b₁", "lr": "α"}.__getitem__, columns=("x", "b"))
NUMBERS = Pen(SHAPES, str, VALUES)


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        (W @ X + B, "W₁ x₀ + b₁"),
        ((W.T @ B) * X, "W₁ᵀ b₁ ⊙ x₀"),
        (B * (B * B), "b₁ ⊙ b₁ ⊙ b₁"),
        (B - (B - B), "b₁ − (b₁ − b₁)"),
        (B + (B - B), "b₁ + b₁ − b₁"),
        (B / (B * B), "b₁ / (b₁ ⊙ b₁)"),
        (W - LR * W, "W₁ − α W₁"),
        ((B - 1) * Derivative("σ′", B, B * (1 - B)), "(b₁ − 1) ⊙ σ′(b₁)"),
        (0.5 * call("sum", (B - B) ** 2), "½ Σ (b₁ − b₁)²"),
        (-call("sum", call("times_ln", B, call("ln", X))), "−Σ b₁ ln x₀"),
        (-call("sum", call("times_ln", 1 - B, call("ln", 1 - B))), "−Σ (1 − b₁) ln (1 − b₁)"),
        (call("softmax", B), "softmax(b₁)"),
        (-(B + B), "−(b₁ + b₁)"),
        (1 / (1 + call("exp", -B)), "1 / (1 + e^(−b₁))"),
        ((W + W).T, "(W₁ + W₁)ᵀ"),
    ],
)
def test_formulas_read_as_in_a_text(expr: Expr, expected: str) -> None:
    assert formula(expr, SYMBOLS) == expected


def test_numbers_are_put_in_as_matrices_on_one_base_line() -> None:
    assert layout(W @ X + B, NUMBERS).lines == (
        "        ⎡ 2⎤      ",
        "⎡2 3 4⎤ ⎢ 1⎥ + ⎡4⎤",
        "⎣2 1 2⎦ ⎣−3⎦   ⎣1⎦",
    )


@pytest.mark.parametrize(
    ("symbol", "expected"),
    [("b₁", "b₁²"), ("w²", "(w²)²"), ("∂E/∂b₁", "(∂E/∂b₁)²"), ("b⁽¹⁾", "b⁽¹⁾²"), ("∇ J", "(∇ J)²")],
)
def test_a_symbol_that_an_exponent_would_be_read_into_is_in_brackets(symbol: str, expected: str) -> None:
    assert formula(Name("b") ** 2, Pen(SHAPES, lambda id: symbol)) == expected


@pytest.mark.parametrize(
    ("id", "index", "expected"),
    [("x", (1, 0), "n₂"), ("W", (0, 1), "w₂₃"), ("b", (1, 0), "b[1]"), ("lr", (), "lr")],
)
def test_an_element_is_written_by_its_own_name_where_the_notation_has_one(
    id: str, index: tuple[int, ...], expected: str
) -> None:
    own = {("x", (1,)): "n₂", ("W", (0, 1)): "w₂₃"}
    pen = Pen(SHAPES, str, columns=("x", "b"), element=lambda id, index: own.get((id, index), ""))
    assert element_symbol(id, index, pen) == expected


def test_an_own_name_stands_for_the_row_where_there_are_several_columns() -> None:
    pen = Pen({"x": (2, 3)}, str, columns=("x",), element=lambda id, index: f"n{index[0] + 1}")
    assert element_symbol("x", (1, 2), pen) == "n2[2]"


def test_an_element_is_a_sum_of_products_in_symbols_and_in_numbers() -> None:
    element = expand(W @ X + B, (0, 0), SHAPES)
    assert formula(element, SYMBOLS) == "W₁[0,0]·x₀[0] + W₁[0,1]·x₀[1] + W₁[0,2]·x₀[2] + b₁[0]"
    assert formula(element, NUMBERS) == "2·2 + 3·1 + 4·(−3) + 4"
    assert float(evaluate(element, VALUES)) == -1.0


def test_a_long_sum_shows_its_ends_around_an_ellipsis() -> None:
    shapes = {"w": (1, 784), "x": (784, 1)}
    element = expand(Name("w") @ Name("x"), (0, 0), shapes)
    assert (
        formula(element, Pen(shapes, str, columns=("x",), most_terms=4))
        == "w[0,0]·x[0] + w[0,1]·x[1] + ⋯ + w[0,783]·x[783]"
    )


def test_a_large_matrix_is_cut_down_to_its_corners() -> None:
    big = np.arange(100.0).reshape(10, 10)
    box = value_box(big, Pen({}, str, most_rows=3, most_columns=3))
    assert str(box) == "⎡ 0 ⋯  9⎤\n⎢ ⋮ ⋱  ⋮⎥\n⎣90 ⋯ 99⎦"


def test_an_element_of_weights_has_two_indices_even_where_they_are_one_column() -> None:
    shapes = {"W": (2, 1), "x": (1, 1)}
    element = expand(Name("W") @ Name("x"), (1, 0), shapes)
    assert formula(element, Pen(shapes, str, columns=("x",))) == "W[1,0]·x[0]"


def test_matrices_of_one_element_multiply_as_numbers() -> None:
    values = {"W": np.array([[2.0]]), "x": np.array([[-3.0]]), "b": np.array([[1.0]])}
    pen = Pen(dict.fromkeys(values, (1, 1)), str, values)
    assert formula(Name("W") @ Name("x") + Name("b"), pen) == "2·(−3) + 1"
    assert formula(Name("W") @ Name("x").T, pen) == "2·(−3)"
    assert formula(Name("W") * Name("b"), pen) == "2·1"


def test_a_quotient_before_a_product_is_in_brackets() -> None:
    assert formula(2 / Number(3.0) * (B - B), SYMBOLS) == "(2 / 3) (b₁ − b₁)"


def test_a_zero_has_no_sign() -> None:
    pen = Pen({"b": (2, 1)}, str, {"b": np.array([[-0.0], [0.0]])})
    assert formula(expand(Name("b") * 2, (0, 0), {"b": (2, 1)}), pen) == "0·2"
    assert str(value_box(np.array([[-0.0, -1.5]]), pen)) == "[ 0.0 −1.5]"
