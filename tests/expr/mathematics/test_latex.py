"""A formula in LaTeX says what the same formula says as text; whatever symbols hold, it is well formed."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstep.explain.explanation import pen_of
from nnstep.expr.digits import Digits
from nnstep.expr.mathematics.latex import latex, latex_symbol, latex_text, latex_value
from nnstep.expr.mathematics.latex import latex as written
from nnstep.expr.mathematics.math_setting import formula_math
from nnstep.expr.mathematics.math_text import symbol_math
from nnstep.expr.mathematics.math_tree import Scripted
from nnstep.expr.parsing.expressions import parse_expression
from nnstep.expr.walks.pen import Pen
from nnstep.session.opening import open_run

_SHAPES = {"W1": (2, 2), "x": (2, 1), "z1": (2, 1), "a1": (2, 1), "y": (2, 1), "delta2": (2, 1), "lr": (), "E": ()}


def latex_of(text: str, symbols: dict[str, str] | None = None) -> str:
    """Return an expression of the language in LaTeX."""
    known = symbols or {}
    return latex(formula_math(parse_expression(text, _SHAPES), Pen(_SHAPES, lambda id: known.get(id, id))))


@pytest.mark.parametrize(
    ("expression", "symbols", "expected"),
    [
        ("W1 @ x", {"W1": "W₁", "x": "x₀"}, "W_{1} x_{0}"),
        ("W1.T @ delta2", {"W1": "W⁽¹⁾", "delta2": "δ⁽²⁾"}, r"{W^{(1)}}^{T} \delta ^{(2)}"),
        ("(a1 - y) * z1", {"a1": "ŷ", "z1": "z"}, r"\left(\hat{y} - y\right) \odot z"),
        ("lr / (lr + 1)", {"lr": "η"}, r"\frac{\eta }{\eta  + 1}"),
        ("lr * lr / E", {"lr": "η"}, r"\frac{\eta \cdot \eta}{E}"),
        ("(lr / E) ** 2", {"lr": "η"}, r"{\left(\frac{\eta }{E}\right)}^{2}"),
        ("lr ** 2", {"lr": "η²"}, r"{\left(\eta ^{2}\right)}^{2}"),
        ("1e-05 * lr", {"lr": "α"}, r"1 \cdot 10^{-5} \cdot \alpha "),
        ("0.5 * E", {}, r"\tfrac{1}{2} E"),
        ("exp(-z1)", {"z1": "z"}, "e^{-z}"),
        ("max(0, lr)", {}, r"\max (0, \mathrm{lr})"),
    ],
)
def test_each_way_of_putting_parts_together(expression, symbols, expected):
    assert re.sub(r"\s+", "", latex_of(expression, symbols)) == re.sub(r"\s+", "", expected)


def test_a_derivative_is_a_fraction_with_its_index_below():
    assert latex_symbol("∂E/∂W₁[0,2]") == r"\frac{\partial E}{\partial W_{1}[0,2]}"
    assert latex_symbol("(−∂E/∂b₂)") == r"(-\frac{\partial E}{\partial b_{2}})"


def test_symbols_of_a_file_are_escaped():
    """A scenario's own symbols may hold anything that a line may hold."""
    assert latex_text(r"50%_\input{x}$") == r"50\%\_\backslash \mathrm{input}\{x\}\$"


@pytest.mark.parametrize(
    ("symbol", "expected"),
    [
        ("′₃²", "{'}_{3}^{2}"),
        ("W²′", "W^{2}{}'"),
        ("σ′", r"\sigma '"),
        ("⊙E", r"\odot E"),
        ("←x", r"\leftarrow x"),
    ],
)
def test_nothing_has_two_exponents_and_no_command_runs_into_a_letter(symbol: str, expected: str) -> None:
    """Each of these once stopped a TeX, or a program that shows its formulas."""
    assert latex_symbol(symbol) == expected


def test_an_accented_letter_keeps_its_braces() -> None:
    """TeX takes off those that hold nothing else, and would find two exponents."""
    accented = written(Scripted(symbol_math("ŷ₁²"), high=symbol_math("T")))
    assert accented == r"{{}\hat{y}_{1}^{2}}^{T}"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20))
def test_braces_balance_whatever_a_symbol_holds(symbol):
    code = re.sub(r"\\.", "", latex_symbol(symbol))
    depth = 0
    for character in code:
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0
    assert depth == 0
    assert not set(code) & set("$%#&~")


def test_the_numbers_of_a_matrix_read_back_are_the_runs():
    values = np.array([[486.0, -1.5e-7], [0.25, 12345.678]])
    code = latex_value(values, Pen(_SHAPES, str, digits=Digits(7)))
    found = [float(part) for part in re.findall(r"-?\d[\d.]*(?:e-?\d+)?", code.replace(r" \cdot 10^{", "e"))]
    assert np.allclose(np.reshape(found, (2, 2)), values, rtol=1e-6, atol=1e-12)


def test_the_hidden_delta_of_a_text_is_set_as_the_text_prints_it():
    program = open_run("zheng-exercise-1").program
    op = next(op for op in program.ops if op.target == "delta1")
    assert latex(formula_math(op.expression, pen_of(program, None))).startswith(r"{W_{2}}^{T} \delta _{2} \odot ")
