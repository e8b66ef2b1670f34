"""What can be copied from a run, and in which form: elements, matrices and formulas, plain or for another program."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

import numpy as np

from nnstep.engine.frame import Frame
from nnstep.errors import CommandError
from nnstep.explain.explanation import numbers_put_in, operation_formula, pen_of, pen_with_numbers
from nnstep.explain.operation_math import op_equation
from nnstep.expr.array import Array
from nnstep.expr.mathematics.latex import latex, latex_symbol, latex_value
from nnstep.expr.mathematics.math_setting import formula_math, value_math
from nnstep.expr.walks.numpy_line import source
from nnstep.program.addresses import address
from nnstep.program.program import Op
from nnstep.session.copied_text import COPY_FORMS, ELEMENT, FORMULA, MATRIX, NUMBERS, CopiedText, CopyForm
from nnstep.session.session import Session
from nnstep.session.watches import evaluated, value_lines, view_of


def copy_of(session: Session, text: str) -> CopiedText:
    """Return the copy that `text` asks for: what, then the form; ``matrix latex``, ``W1 numpy``, ``formula``.

    Numbers are exact for NumPy and CSV, and as they are shown in plain text and LaTeX. Raise NNStepError where there is
    no such thing or no such form of it.
    """
    what, form = _split(text)
    if what in (FORMULA, NUMBERS):
        return CopiedText(f"the {what}{_of(form)}", _formula(session, what, form))
    op = session.debugger.frame.op
    if what in (ELEMENT, MATRIX):
        name, value = _result(session, element=what == ELEMENT)
    else:
        expression = view_of(what, session.debugger.program, session.debugger.frame.shapes)
        name, value = what, evaluated(expression, session.debugger.frame)
    symbol = session.display.writing.symbols(name) if op is not None and name == op.target else name
    return CopiedText(f"{name}{_of(form)}", _value_text(session, value, form, symbol))


def _of(form: CopyForm) -> str:
    names: dict[CopyForm, str] = {"plain": "", "numpy": " for NumPy", "latex": " in LaTeX", "csv": " as CSV"}
    return names[form]


def _split(text: str) -> tuple[str, CopyForm]:
    """Return what is to be copied and in which form; the selected element and plain text where nothing is said."""
    words = text.split()
    forms = [form for form in COPY_FORMS if words and words[-1].lower() == form]
    what = " ".join(words[: len(words) - bool(forms)]) or ELEMENT
    return what, forms[0] if forms else "plain"


def _last_op(frame: Frame) -> Op:
    if frame.op is None or frame.result is None:
        raise CommandError("no operation has run yet, so it has no result to copy", "step on with n")
    return frame.op


def _result(session: Session, *, element: bool) -> tuple[str, Array]:
    frame = session.debugger.frame
    op = _last_op(frame)
    value = frame.values[op.target]
    if not element or not value.ndim:
        return op.target, value
    index = session.element
    return address(op.target, index, session.debugger.program), np.asarray(value[index])


def _value_text(session: Session, value: Array, form: CopyForm, symbol: str) -> str:
    match form:
        case "plain":
            if value.ndim == 0:
                return session.digits.number(float(value))
            return "\n".join(value_lines(value, session.digits))
        case "numpy":
            return _literal(value) if value.ndim == 0 else f"np.array({_literal(value)})"
        case "csv":
            rows = np.atleast_2d(value) if value.ndim != 1 else value[:, None]
            return "\n".join(",".join(repr(float(number)) for number in row) for row in rows) + "\n"
        case "latex":
            pen = replace(pen_of(session.debugger.program, session.display.writing), digits=session.digits)
            whole = replace(pen, most_rows=max(1, value.size), most_columns=max(1, value.size))
            return f"{latex_symbol(symbol)} = {latex_value(value, whole)}"
        case _:
            assert_never(form)


def _literal(value: Array) -> str:
    """Return a number, or nested lists with a line for each row."""
    if value.ndim < 2:
        return repr(value.astype(np.float64).tolist()).replace("nan", "np.nan").replace("inf", "np.inf")
    rows = ",\n          ".join(_literal(row) for row in value)
    return f"[{rows}]"


def _formula(session: Session, what: str, form: CopyForm) -> str:
    frame, writing, digits = session.debugger.frame, session.display.writing, session.digits
    op = _last_op(frame)
    program = frame.program
    match form:
        case "plain" if what == FORMULA:
            return operation_formula(op, program, writing)
        case "plain":
            return "\n".join(line.rstrip() for line in numbers_put_in(frame, digits, writing))
        case "numpy":
            return f"{op.target} = {source(op.expression)}"
        case "latex":
            if what == FORMULA:
                return latex(op_equation(op, writing, formula_math(op.expression, pen_of(program, writing))).math)
            pen = pen_with_numbers(frame, digits, writing)
            result = frame.result if frame.result is not None else frame.values[op.target]
            sides = formula_math(op.expression, pen), value_math(result, pen)
            return latex(op_equation(op, writing, *sides).math)
        case "csv":
            raise CommandError("a formula is no table", f"write copy {what}, or copy {what} latex")
        case _:
            assert_never(form)
