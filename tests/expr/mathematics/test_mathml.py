"""A formula in MathML says what the same formula says in LaTeX; whatever symbols hold, it is well formed."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstep.expr.digits import Digits
from nnstep.expr.mathematics.latex import latex
from nnstep.expr.mathematics.math_lines import MOST_WIDE, lines_of
from nnstep.expr.mathematics.math_setting import formula_math, value_math
from nnstep.expr.mathematics.math_text import number_math, symbol_math
from nnstep.expr.mathematics.math_tree import (
    Blank,
    Equation,
    Glyph,
    Joined,
    Letter,
    Matrix,
    Numeral,
    Rooted,
    Scripted,
    Word,
    parts_of,
)
from nnstep.expr.mathematics.math_width import width_of
from nnstep.expr.mathematics.mathml import mathml
from nnstep.expr.parsing.expressions import parse_expression
from nnstep.expr.walks.expand import expand
from nnstep.expr.walks.pen import Pen

_SHAPES = {"W1": (2, 2), "x": (2, 1), "z1": (2, 1), "a1": (2, 1), "y": (2, 1), "lr": (), "E": ()}
_CORE = {"math", "mi", "mn", "mo", "mtext", "mspace", "mrow", "msub", "msup", "msubsup", "mfrac", "msqrt", "mover"}
"""Elements of MathML Core that browsers show without help (W3C, MathML Core, 2025), and those of tables."""


def written(text: str, symbols: dict[str, str] | None = None) -> str:
    known = symbols or {}
    math = formula_math(parse_expression(text, _SHAPES), Pen(_SHAPES, lambda id: known.get(id, id)))
    return mathml(math).removeprefix("<math>").removesuffix("</math>")


@pytest.mark.parametrize(
    ("expression", "symbols", "expected"),
    [
        ("lr / E", {"lr": "η"}, "<mfrac><mi>η</mi><mi>E</mi></mfrac>"),
        ("exp(-z1)", {"z1": "z"}, '<msup><mi>e</mi><mrow><mo form="prefix">−</mo><mi>z</mi></mrow></msup>'),
        ("lr ** 2", {"lr": "η"}, "<msup><mi>η</mi><mn>2</mn></msup>"),
        ("x.T", {"x": "x₀"}, "<msup><msub><mi>x</mi><mn>0</mn></msub><mi>T</mi></msup>"),
        ("E", {"E": "ŷ"}, '<mover accent="true"><mi>y</mi><mo>^</mo></mover>'),
        ("E", {"E": "∂E/∂W₁"}, None),
        ("sqrt(lr)", {"lr": "v"}, "<msqrt><mi>v</mi></msqrt>"),
    ],
)
def test_each_way_of_putting_parts_together(expression: str, symbols: dict[str, str], expected: str | None) -> None:
    found = written(expression, symbols)
    if expected is None:
        fraction = ET.fromstring(found)
        assert fraction.tag == "mfrac"
        assert ["".join(part.itertext()) for part in fraction] == ["∂E", "∂W1"]
    else:
        assert found == expected


@given(st.text(max_size=20))
def test_it_is_well_formed_and_of_the_core_whatever_a_symbol_holds(symbol: str) -> None:
    for element in ET.fromstring(mathml(symbol_math(symbol))).iter():
        assert element.tag in _CORE
        assert set(element.attrib) <= {"form", "width", "accent", "stretchy"}


def test_a_matrix_is_a_table_between_brackets() -> None:
    values = np.array([[486.0, -1.5e-7], [0.25, 12345.678]])
    root = ET.fromstring(mathml(value_math(values, Pen(_SHAPES, str, digits=Digits(7)))))
    assert [mark.text for mark in (root[0][0], root[0][2])] == ["[", "]"]
    cells = ["".join(cell.itertext()) for cell in root.iter("mtd")]
    assert cells == ["4.860000·102", "−1.500000·10−7", "2.500000·10−1", "1.234568·104"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-1.5", Numeral("−1.5")),
        ("2.5e-07", Numeral("2.5", "−7")),
        ("1e+20", Numeral("1", "20")),
        ("inf", Word("inf")),
        ("½", Numeral("½")),
    ],
)
def test_a_number_is_one_part(text: str, expected: object) -> None:
    assert number_math(text) == expected


def test_an_index_and_an_exponent_stand_at_the_same_letter() -> None:
    assert symbol_math("W⁽²⁾₁") == Scripted(Letter("W"), Numeral("1"), symbol_math("x⁽²⁾").high)  # type: ignore[union-attr]
    assert symbol_math("√2") == Rooted(Numeral("2"))


def test_an_equation_goes_on_with_equals_signs() -> None:
    equation = Equation(Letter("W"), "←", (Letter("a"), Letter("b")))
    assert latex(equation.math) == r"W \leftarrow a = b"


def test_the_width_is_that_of_the_longest_row() -> None:
    wide = Matrix(((Numeral("12"), Numeral("3.25")), (Numeral("1"), Blank())))
    assert width_of(wide) == 2 + 6 + 2 * 2
    assert width_of(Joined((wide, wide))) == 2 * width_of(wide)
    assert sum(isinstance(part, Numeral) for part in parts_of(wide)) == 3


def test_a_long_sum_goes_on_in_the_next_line_before_a_sign_and_loses_nothing() -> None:
    pen = Pen({"W1": (1, 40), "x": (40, 1), "b1": (1, 1)}, str, most_terms=40)
    scalar = expand(parse_expression("W1 @ x - b1", pen.shapes), (0, 0), pen.shapes)
    side = formula_math(scalar, pen)
    lines = list(lines_of(Equation(Letter("z"), "=", (side, Numeral("3")))))
    assert [line.sign for line in lines if line.left is not None] == ["="]
    assert [line.sign for line in lines].count("=") == 2
    assert all(width_of(line.right) <= MOST_WIDE for line in lines)
    whole, parts = latex(side), "".join(latex(line.right) for line in lines[:-1])
    assert "".join(parts.split()) == "".join(whole.split())
    for line in lines[1:-1]:
        assert latex(line.right)[0] in "+-"


def test_what_is_in_brackets_or_no_sum_stays_on_its_line() -> None:
    long = Joined((Glyph("("), *[Letter("a"), Glyph("+")] * 60, Letter("a"), Glyph(")")))
    assert len(list(lines_of(Equation(Letter("z"), "=", (long,))))) == 1
