"""Explanation of a part of an operation: its sub-steps, which of them are done, and the element being summed up."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from nnstep.engine.partial_operation import PartialOperation
from nnstep.explain.explanation import formula_number, pen_of
from nnstep.expr.digits import Digits
from nnstep.expr.network_notation import Writing
from nnstep.expr.walks.expand import ElementTerms, element_terms
from nnstep.expr.walks.formula import formula
from nnstep.expr.walks.pen import Pen
from nnstep.program.program import Program

_DIGITS = Digits()
_MOST_ELEMENTS = 6
"""A result of more elements is described by its shape."""


@dataclass(frozen=True, slots=True)
class SubStepExplanation:
    """One sub-step."""

    formula: str
    value: str
    """The result in short; empty while it is not done."""
    done: bool
    present: bool
    """Whether it is the one being done."""


def explain_substeps(
    inside: PartialOperation, program: Program, digits: Digits = _DIGITS, writing: Writing | None = None
) -> tuple[SubStepExplanation, ...]:
    """Return all sub-steps of an operation, in the order of evaluation."""
    pen = replace(pen_of(program, writing), shapes=inside.shapes, digits=digits)
    return tuple(
        SubStepExplanation(
            formula(step.whole, pen),
            _short(inside.values[step.name], digits) if step.number < inside.done else "",
            step.number < inside.done,
            step.number == inside.done,
        )
        for step in inside.steps
    )


def explain_element(
    inside: PartialOperation, program: Program, digits: Digits = _DIGITS, writing: Writing | None = None
) -> tuple[str, ...]:
    """Return the lines on the last term: the element, the term, and the sum so far.

    Nothing where no term was computed.
    """
    if inside.element is None:
        return ()
    index, term = inside.element
    pen = replace(pen_of(program, writing), shapes=inside.shapes, digits=digits)
    # Symbols stand for quantities, numbers for the results of earlier sub-steps.
    symbols, numbers = element_terms(inside.present.whole, index, inside.shapes), inside.element_terms(index)
    with_numbers = replace(pen, values=inside.values)
    total = formula_number(inside.running_sum(index, term), digits)
    if inside.terms == 1:
        return (formula(symbols.total, pen), f"= {formula(numbers.total, with_numbers)}", f"= {total}")
    place = f"element [{','.join(map(str, index))}], term {term + 1} of {inside.terms}" if index else "its value"
    return (
        place,
        f"  {_term(symbols, term, pen)} = {_term(numbers, term, with_numbers)} = {_value(inside, index, term, digits)}",
        f"  the sum so far: {total}" if term + 1 < inside.terms else f"  the sum: {total}",
    )


def _term(terms: ElementTerms, term: int, pen: Pen) -> str:
    return formula(terms.term(min(term, terms.count - 1)), pen)


def _value(inside: PartialOperation, index: tuple[int, ...], term: int, digits: Digits) -> str:
    return formula_number(inside.term_value(index, term), digits)


def _short(value: np.ndarray, digits: Digits) -> str:
    if value.size > _MOST_ELEMENTS:
        return f"a {'×'.join(map(str, value.shape))} matrix"
    texts = [formula_number(float(number), digits) for number in value.ravel()]
    return texts[0] if value.ndim == 0 else f"({', '.join(texts)})"
