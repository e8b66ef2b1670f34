"""An operation of a run as notebooks show it: in LaTeX, and in HTML with formulas in MathML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from nnstep.explain.explanation import pen_of, pen_with_numbers
from nnstep.explain.operation_math import definition_equations, op_equation
from nnstep.explain.python_view.operation_title import operation_title
from nnstep.expr.array import Array
from nnstep.expr.digits import Digits
from nnstep.expr.mathematics.latex import latex
from nnstep.expr.mathematics.math_setting import formula_math, value_math
from nnstep.expr.mathematics.math_text import symbol_math
from nnstep.expr.mathematics.math_tree import Equation, Glyph, Math
from nnstep.expr.mathematics.mathml import mathml
from nnstep.expr.walks.pen import Pen
from nnstep.harmless_text import visible
from nnstep.program.program import PHASE_TITLES

if TYPE_CHECKING:
    from nnstep.engine.frame import Frame
    from nnstep.explain.python_view.run_operation import RunOperation

_TAG = re.compile(r"<(?=[A-Za-z/!?])")
"""What a page would take for the beginning of a tag: pages are made of notebooks that do not escape formulas."""
_DIGITS = 6
_MOST = 6
"""Matrices of more rows or columns are cut."""


def latex_of(operation: RunOperation) -> str:
    """Return the operation's formula in LaTeX: with symbols, with numbers, and its value, aligned at the equals signs.

    Needs amsmath, which notebooks have.
    """
    equation = operation_equation(operation)
    left = latex(equation.left)
    lines = [
        f"{left if number == 0 else ''} &{latex(Glyph(sign)).strip()} {latex(side)}"
        for number, (sign, side) in enumerate(zip(equation.signs, equation.sides, strict=True))
    ]
    rows = r" \\ ".join(line.strip() for line in lines)
    return rf"$\displaystyle \begin{{aligned}} {_TAG.sub('<{}', rows)} \end{{aligned}}$"


def html_of_operation(operation: RunOperation) -> str:
    """Return the operation as a part of a page: what it computes, its formulas, and the NumPy line."""
    frame = operation.frame()
    op = None if frame is None else frame.op
    equations = [operation_equation(operation)]
    title, remark = PHASE_TITLES.get(operation.phase, operation.phase), ""
    if frame is not None and op is not None:
        equations += definition_equations(op, frame.program, frame.program.writing)
        title, remark = operation_title(op, frame.program), op.remark
    place = f"{operation.epoch}.{operation.step}.{operation.op}"
    parts = [
        f"<div><b>{place}</b> {_text(title)}</div>",
        *map(_equation_html, equations),
        f"<div><code>{_text(operation.numpy)}</code></div>",
    ]
    if remark:
        parts.append(f"<div>{_text(remark)}</div>")
    return f"<div>{''.join(parts)}</div>"


def operation_equation(operation: RunOperation) -> Equation:
    """Return the operation as an equation: the formula where it is known, the numbers it read, and its value."""
    frame = operation.frame()
    if frame is None or frame.op is None or frame.result is None:
        pen = Pen({}, str, digits=Digits(_DIGITS), most_rows=_MOST, most_columns=_MOST)
        return Equation(symbol_math(operation.target), "=", (value_math(operation.value, pen),))
    return op_equation(frame.op, frame.program.writing, *_sides(frame, operation.value))


def _sides(frame: Frame, value: Array) -> Iterator[Math]:
    """Yield what the operation is equal to, each side once: a number stands for itself."""
    program, op = frame.program, frame.op
    assert op is not None  # noqa: S101 - asked before
    digits = Digits(_DIGITS, precision=program.precision)
    numbers = pen_with_numbers(frame, digits, program.writing, _MOST)
    last: Math | None = None
    for side in (
        formula_math(op.expression, pen_of(program, program.writing)),
        formula_math(op.expression, numbers),
        value_math(value, numbers),
    ):
        if side != last:
            yield side
        last = side


def _equation_html(equation: Equation) -> str:
    rows = "".join(
        f'<tr style="background: none">'
        f"{_cell(equation.left if number == 0 else None)}{_cell(Glyph(sign))}{_cell(side)}</tr>"
        for number, (sign, side) in enumerate(zip(equation.signs, equation.sides, strict=True))
    )
    return f'<table style="margin: 0.3em 0; border: none">{rows}</table>'


def _cell(math: Math | None) -> str:
    content = "" if math is None else mathml(math).replace("<math>", '<math displaystyle="true">', 1)
    content = content.replace("</mtd><mtd", "</mtd> <mtd")  # numbers stay apart where a page takes the tags away
    return f'<td style="text-align: left; border: none; padding: 0.1em 0.2em; background: none">{content}</td>'


def _text(text: str) -> str:
    return escape(visible(text))
