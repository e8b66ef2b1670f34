"""Equations as rows of a page: the left side, a sign, and each right side in a row of its own."""

from __future__ import annotations

from nnstep.expr.mathematics.math_tree import Equation, Math, Sign
from nnstep.expr.mathematics.math_width import width_of
from nnstep.expr.mathematics.mathml import mathml


def equation_rows(equation: Equation) -> str:
    """Return an equation; each side says how wide it is, so that a printed page can make a wide one smaller."""
    rows = []
    for number, (sign, side) in enumerate(zip(equation.signs, equation.sides, strict=True)):
        left = mathml(equation.left) if number == 0 else ""
        rows.append(
            f'<div class="left">{left}</div><div class="sign">{mathml(Sign(sign))}</div>'
            f'<div class="side" style="--width: {_width(side)}">{mathml(side)}</div>'
        )
    return '<div class="equation">\n' + "\n".join(rows) + "\n</div>"


def _width(side: Math) -> int:
    return max(1, width_of(side))
