"""Equations as rows of a page: the left side, a sign, and each right side in rows of its own."""

from __future__ import annotations

from nnstep.expr.mathematics.math_lines import lines_of
from nnstep.expr.mathematics.math_tree import Equation, Glyph
from nnstep.expr.mathematics.math_width import width_of
from nnstep.expr.mathematics.mathml import mathml


def equation_rows(equation: Equation) -> str:
    """Return an equation; each side says how wide it is, so that a printed page can make a wide one smaller."""
    rows = []
    for line in lines_of(equation):
        left = "" if line.left is None else mathml(line.left)
        sign = "" if line.sign is None else mathml(Glyph(line.sign))
        rows.append(
            f'<div class="left">{left}</div><div class="sign">{sign}</div>'
            f'<div class="side" style="--width: {max(1, width_of(line.right))}">{mathml(line.right)}</div>'
        )
    return '<div class="equation">\n' + "\n".join(rows) + "\n</div>"
