"""Explanation of one operation: its formula, the formula with numbers, definitions, and one element step by step.

All are walks over the operation's own expression tree, so they cannot disagree with the computation. `writing` is the
notation, by default the scenario's own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from nnstep.engine.frame import Frame
from nnstep.expr.digits import Digits
from nnstep.expr.network_notation import Writing
from nnstep.expr.primitives import PRIMITIVES
from nnstep.expr.tree import Call, Expr, Shorthand, walk
from nnstep.expr.walks.expand import expand
from nnstep.expr.walks.formula import formula, layout, value_box
from nnstep.expr.walks.layout import beside, text
from nnstep.expr.walks.pen import Pen, element_symbol
from nnstep.program.program import Op, Program

_DIGITS = Digits()
_MOST_NODES = 50_000
"""Of the expressions that are kept: about 5 MB."""


@dataclass(frozen=True, slots=True)
class ElementExplanation:
    """One element of an operation's result, step by step."""

    symbols: str
    """Such as ``z₁[1] = W₁[1,0]·x₀[0] + W₁[1,1]·x₀[1] + b₁[1]``."""
    numbers: str
    """The same with numbers, up to the equals sign of the value."""
    value: str


def operation_formula(op: Op, program: Program, writing: Writing | None = None) -> str:
    """Return the operation in a notation: ``δ₂ = (x₂ − y) ⊙ σ′(z₂)``."""
    pen = pen_of(program, writing)
    return f"{pen.symbols(op.target)} {assignment_sign(op, writing or program.writing)} {formula(op.expression, pen)}"


def definitions(op: Op, program: Program, writing: Writing | None = None) -> tuple[str, ...]:
    """Return the definitions of the operation's functions: ``σ′(z₂) = x₂ ⊙ (1 − x₂)``; not of elementary ones."""
    pen = pen_of(program, writing)
    return tuple(f"{formula(node, pen)} = {formula(meaning, pen)}" for node, meaning in defined_parts(op, pen))


def defined_parts(op: Op, pen: Pen) -> tuple[tuple[Expr, Expr], ...]:
    """Return each function of the operation that has a definition, once, with the expression that it stands for."""
    found: dict[str, tuple[Expr, Expr]] = {}
    for node in walk(op.expression):
        match node:
            case Shorthand(_, _, body):
                found.setdefault(formula(node, pen), (node, body))
            case Call(function, arguments) if (defined := PRIMITIVES[function].defined(arguments)) is not None:
                found.setdefault(formula(node, pen), (node, defined))
    return tuple((node, meaning) for name, (node, meaning) in found.items() if name != formula(meaning, pen))


def numbers_put_in(
    frame: Frame, digits: Digits = _DIGITS, writing: Writing | None = None, *, width: int = 0, most: int = 6
) -> tuple[str, ...]:
    """Return the lines of the last operation with the numbers it read and its result.

    Beyond `width`, if given, the result stands below. Matrices of more than `most` rows or columns are cut. Nothing at
    the start of the run.
    """
    if frame.op is None or frame.result is None:
        return ()
    pen = pen_with_numbers(frame, digits, writing, most)
    name = pen.symbols(frame.op.target)
    left = beside(text(f"{name} = "), layout(frame.op.expression, pen))
    right = beside(text(" = "), value_box(frame.result, pen))
    if width and left.width + right.width > width:
        indent = beside(text(" " * (len(name))), right)
        return (*left.lines, *indent.lines)
    return beside(left, right).lines


def pen_with_numbers(frame: Frame, digits: Digits, writing: Writing | None, most: int = 6) -> Pen:
    """Return the pen that writes what the last operation read as numbers, at most so many rows and columns of them."""
    pen = pen_of(frame.program, writing)
    return replace(pen, shapes=frame.shapes, values=frame.inputs, digits=digits, most_rows=most, most_columns=most)


def worked_element(
    frame: Frame,
    index: tuple[int, ...],
    digits: Digits = _DIGITS,
    writing: Writing | None = None,
    *,
    most_terms: int = 8,
) -> ElementExplanation:
    """Return the element at `index` of the last operation, step by step; raise ValueError at the run's start."""
    return WorkedElements(most_terms).of(frame, index, digits, writing)


class WorkedElements:
    """Works out elements; knows by heart what is the same in every training step: all but the numbers."""

    def __init__(self, most_terms: int = 8) -> None:
        self._most_terms = most_terms
        self._program: Program | None = None
        self._known: dict[tuple[object, ...], tuple[Expr, str]] = {}
        self._nodes = 0

    def of(
        self, frame: Frame, index: tuple[int, ...], digits: Digits = _DIGITS, writing: Writing | None = None
    ) -> ElementExplanation:
        """Return the element at `index` of the last operation; raise ValueError at the run's start."""
        if frame.op is None or frame.result is None:
            raise ValueError("the start of a run is no operation")
        writing = writing or frame.program.writing
        pen = replace(pen_of(frame.program, writing), shapes=frame.shapes, digits=digits, most_terms=self._most_terms)
        scalar, symbols = self._element(frame, frame.op, index, writing, pen)
        numbers = formula(scalar, replace(pen, values=frame.inputs))
        return ElementExplanation(symbols, numbers, formula_number(float(frame.result[index]), digits))

    def _element(self, frame: Frame, op: Op, index: tuple[int, ...], writing: Writing, pen: Pen) -> tuple[Expr, str]:
        """Return an element over single numbers, and its formula in symbols."""
        if frame.program is not self._program or self._nodes > _MOST_NODES:
            self._program, self._known, self._nodes = frame.program, {}, 0
        is_last_shape = frame.shapes is frame.program.last_shapes
        key = frame.done, index, writing, pen.digits, is_last_shape
        found = self._known.get(key)
        if found is None:
            scalar = expand(op.expression, index, frame.shapes)
            name = element_symbol(op.target, index, pen)
            found = self._known[key] = scalar, f"{name} {assignment_sign(op, writing)} {formula(scalar, pen)}"
            self._nodes += sum(1 for _ in walk(scalar))
        return found


def unrecorded_text(frame: Frame) -> str:
    """Return what a recording does not hold of the last operation."""
    if not frame.unrecorded:
        return "where the recording begins"
    return f"not recorded: {', '.join(frame.unrecorded)}"


def formula_number(value: float, digits: Digits = _DIGITS) -> str:
    """Return one number as in formulas, with a real minus sign."""
    return digits.number(value).replace("-", "−")


def pen_of(program: Program, writing: Writing | None) -> Pen:
    """Return the pen that writes a program's formulas."""
    writing = writing or program.writing
    return Pen(
        program.shapes,
        writing.symbols,
        columns=program.columns,
        element=writing.element,
        sample_axis=program.sample_axis,
        hadamard=writing.hadamard,
    )


def assignment_sign(op: Op, writing: Writing) -> str:
    """Return what stands between a target and its expression: the notation's own sign where a value is overwritten."""
    return writing.assign if op.overwrites else "="
