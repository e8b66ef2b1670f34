"""One operation as equations on paper: in symbols, with numbers, and one element of its result."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

from nnstep.engine.frame import Frame
from nnstep.explain.explanation import assignment_sign, defined_parts, pen_of
from nnstep.expr.array import frozen
from nnstep.expr.mathematics.math_setting import formula_math, value_math
from nnstep.expr.mathematics.math_text import symbol_math
from nnstep.expr.mathematics.math_tree import Equation, Math
from nnstep.expr.network_notation import Writing
from nnstep.expr.walks.expand import expand
from nnstep.expr.walks.pen import Pen, element_symbol
from nnstep.program.program import Op, Program


def op_equation(op: Op, writing: Writing, *sides: Math) -> Equation:
    """Return the operation's target, and what it is equal to, each side once: a number stands for itself."""
    different = tuple(side for side, _ in groupby(sides))
    return Equation(symbol_math(writing.symbols(op.target)), assignment_sign(op, writing), different)


def definition_equations(op: Op, program: Program, writing: Writing) -> tuple[Equation, ...]:
    """Return what the functions of the operation stand for; nothing of elementary ones."""
    pen = pen_of(program, writing)
    return tuple(
        Equation(formula_math(node, pen), "=", (formula_math(meaning, pen),))
        for node, meaning in defined_parts(op, pen)
    )


def element_equation(frame: Frame, index: tuple[int, ...], pen: Pen, writing: Writing) -> Equation:
    """Return one element of the last operation's result: in symbols, with the pen's numbers, and its value.

    Raise ValueError where there is no such operation.
    """
    if frame.op is None or frame.result is None:
        raise ValueError("an operation that is not done has no element")
    scalar = expand(frame.op.expression, index, frame.shapes)
    in_symbols = replace(pen, values=None)
    name = symbol_math(element_symbol(frame.op.target, index, in_symbols))
    sides = formula_math(scalar, in_symbols), formula_math(scalar, pen), value_math(frozen(frame.result[index]), pen)
    return Equation(name, assignment_sign(frame.op, writing), sides)
