"""The formula beside a place to fill in, as signs to be written in MathML or LaTeX."""

from __future__ import annotations

from nnstep.explain.explanation import assignment_sign, pen_of
from nnstep.expr.mathematics.math_setting import formula_math
from nnstep.expr.mathematics.math_text import symbol_math
from nnstep.expr.mathematics.math_tree import Glyph, Math, joined
from nnstep.grading.sheet.form.sheet_form import FormField
from nnstep.program.program import Program


def field_formula(field: FormField, program: Program) -> Math:
    """Return ``δ₂ = (x₂ − y) ⊙ σ′(z₂)``; the symbol alone of what nothing computes."""
    symbol = symbol_math(program.writing.symbols(field.id))
    if field.op is None:
        return symbol
    sign = Glyph(assignment_sign(field.op, program.writing))
    return joined(symbol, sign, formula_math(field.op.expression, pen_of(program, None)))
