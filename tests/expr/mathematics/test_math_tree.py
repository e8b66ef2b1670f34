"""Every kind of part of a formula: in LaTeX, in MathML, how wide it is, and what is in it."""

from __future__ import annotations

import pytest

from nnstep.expr.mathematics.latex import equation_lines, latex
from nnstep.expr.mathematics.math_tree import (
    Blank,
    Equation,
    Fenced,
    Glyph,
    Joined,
    Letter,
    Math,
    Matrix,
    Numeral,
    Prose,
    Rooted,
    Scripted,
    Stacked,
    ThinSpace,
    Word,
    parts_of,
)
from nnstep.expr.mathematics.math_width import width_of
from nnstep.expr.mathematics.mathml import mathml

A, B, ONE = Letter("a"), Letter("b"), Numeral("1")
HAT = Letter("y", "\u0302")


@pytest.mark.parametrize(
    ("math", "code", "markup", "width"),
    [
        (A, "a", "<mi>a</mi>", 1),
        (Letter("Ω"), r"\Omega ", "<mi>Ω</mi>", 1),
        (Letter("Α"), r"\mathrm{A}", "<mi>Α</mi>", 1),  # a capital alpha looks like a Latin letter
        (Letter("ж"), r"\text{ж}", "<mi>ж</mi>", 1),
        (Word("max"), r"\max ", "<mi>max</mi>", 3),
        (Word("my_rate"), r"\mathrm{my\_rate}", "<mi>my_rate</mi>", 7),
        (Prose(" if a_b "), r"\text{ if a\_b }", "<mtext>\xa0if\xa0a_b\xa0</mtext>", 8),
        (Glyph("☃"), r"\text{☃}", "<mo>☃</mo>", 1),
        (Stacked(A, Joined((A, B))), r"\frac{a}{ab}", "<mfrac><mi>a</mi><mrow><mi>a</mi><mi>b</mi></mrow></mfrac>", 3),
        (Rooted(A), r"\sqrt{a}", "<msqrt><mi>a</mi></msqrt>", 3),
        (Fenced(A), r"\left(a\right)", "<mrow><mo>(</mo><mi>a</mi><mo>)</mo></mrow>", 3),
        (Scripted(A, ONE, None), "a_{1}", "<msub><mi>a</mi><mn>1</mn></msub>", 2),
        (Scripted(A, None, ONE), "a^{1}", "<msup><mi>a</mi><mn>1</mn></msup>", 2),
        (Scripted(A, ONE, B), "a_{1}^{b}", "<msubsup><mi>a</mi><mn>1</mn><mi>b</mi></msubsup>", 2),
        (Matrix(((A, B), (ONE, ONE))), r"\begin{bmatrix} a & b \\ 1 & 1 \end{bmatrix}", "<mtable", 6),
        (Blank(), r"\underline{\hspace{3em}}", '<mtext class="blank">', 6),
        (ThinSpace(), " ", '<mspace width="0.2em"/>', 1),
        (Joined((A, ThinSpace(), Word("max"))), r"a \, \max", "<mspace", 5),
    ],
)
def test_each_part_is_written_and_measured(math: Math, code: str, markup: str, width: int) -> None:
    assert latex(math) == code
    assert markup in mathml(math)
    assert width_of(math) == width


def test_a_prime_beside_an_index_and_an_exponent_at_an_accent_are_no_second_exponents() -> None:
    assert latex(Joined((Scripted(A, ONE, None), Glyph("′")))) == "a_{1}{}'"
    assert latex(Joined((A, Glyph("′")))) == "a'"
    assert latex(Scripted(Scripted(HAT, ONE, None), None, B)) == r"{{}\hat{y}_{1}}^{b}"
    assert latex(Scripted(Scripted(A, ONE, None), None, B)) == "{a_{1}}^{b}"


def test_an_equation_has_a_line_for_each_side_and_right_aligned_numbers() -> None:
    code = equation_lines(Equation(A, "=", (B, Matrix(((ONE, B),)))))
    assert code == (
        "\\begin{aligned}\na &= b \\\\[4pt]\n &= \\left[\\begin{array}{rr} 1 & b \\end{array}\\right]\n\\end{aligned}"
    )


@pytest.mark.parametrize(
    ("math", "inside"),
    [
        (Joined((A, B)), [A, B]),
        (Scripted(A, ONE, B), [A, ONE, B]),
        (Scripted(A, None, B), [A, B]),
        (Stacked(A, B), [A, B]),
        (Rooted(Fenced(A)), [Fenced(A), A]),
        (Matrix(((A,), (B,))), [A, B]),
        (Prose("if"), []),
    ],
)
def test_parts_come_before_what_is_in_them(math: Math, inside: list[Math]) -> None:
    assert list(parts_of(math)) == [math, *inside]
