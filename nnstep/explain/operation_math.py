"""One operation as equations on paper: in symbols, with numbers, and one element of its result."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nnstep.engine.frame import Frame
from nnstep.explain.explanation import assignment_sign, defined_parts, pen_of
from nnstep.expr.array import frozen
from nnstep.expr.mathematics.math_setting import formula_math, value_math
from nnstep.expr.mathematics.math_text import symbol_math
from nnstep.expr.mathematics.math_tree import Math, equation
from nnstep.expr.network_notation import Writing
from nnstep.expr.walks.expand import expand
from nnstep.expr.walks.pen import Pen, element_symbol
from nnstep.program.program import Op, Program


@dataclass(frozen=True, slots=True)
class ElementMath:
    """One element of an operation's result."""

    symbols: Math
    """Such as ``z₁[1] = W₁[1,0]·x₀[0] + W₁[1,1]·x₀[1] + b₁[1]``."""
    numbers: Math
    """The right side of it with numbers."""
    value: Math


def formula_equation(op: Op, program: Program, writing: Writing) -> Math:
    """Return the operation in symbols."""
    pen = pen_of(program, writing)
    return _assigned(op, writing, formula_math(op.expression, pen))


def definition_equations(op: Op, program: Program, writing: Writing) -> tuple[Math, ...]:
    """Return what the functions of the operation stand for; nothing of elementary ones."""
    pen = pen_of(program, writing)
    return tuple(
        equation(formula_math(node, pen), "=", formula_math(meaning, pen)) for node, meaning in defined_parts(op, pen)
    )


def numbers_equation(op: Op, pen: Pen, writing: Writing) -> Math:
    """Return the operation with the numbers that the pen holds in the place of what it reads."""
    return _assigned(op, writing, formula_math(op.expression, pen))


def element_math(frame: Frame, op: Op, index: tuple[int, ...], pen: Pen, writing: Writing) -> ElementMath:
    """Return one element of the result of the last operation; the pen holds the numbers that it read."""
    if frame.result is None:
        raise ValueError("an operation that is not done has no element")
    scalar = expand(op.expression, index, frame.shapes)
    in_symbols = replace(pen, values=None)
    name = symbol_math(element_symbol(op.target, index, in_symbols))
    return ElementMath(
        equation(name, assignment_sign(op, writing), formula_math(scalar, in_symbols)),
        formula_math(scalar, pen),
        value_math(frozen(frame.result[index]), pen),
    )


def _assigned(op: Op, writing: Writing, right: Math) -> Math:
    return equation(symbol_math(writing.symbols(op.target)), assignment_sign(op, writing), right)
