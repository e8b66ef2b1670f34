"""What is said of each stop, in lines that can be read aloud one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from nnstep.engine.frame import Frame
from nnstep.engine.partial_operation import PartialOperation
from nnstep.explain.explanation import definitions, operation_formula
from nnstep.explain.substep_explanation import explain_element, explain_substeps
from nnstep.explain.warnings import notes
from nnstep.expr.array import Array
from nnstep.expr.digits import Digits
from nnstep.expr.network_notation import Writing
from nnstep.expr.walks.shape import shape_text
from nnstep.program.addresses import address
from nnstep.program.program import PHASE_TITLES, Op, Program
from nnstep.session.session import Session
from nnstep.session.watches import named_lines

if TYPE_CHECKING:  # grading is loaded only for a sheet
    from nnstep.session.sheet_overlay import Overlay

_MOST_SAID = 24
"""A value of more elements is named by its shape."""


def stop_account(session: Session) -> Iterator[str]:
    """Yield the present stop: place, operation, formula, NumPy line and result; then watches and warnings."""
    frame, program, digits = session.debugger.frame, session.debugger.program, session.digits
    writing = session.display.writing
    yield from session.where()
    if frame.inside is not None:
        yield from _inside_lines(frame.inside, program, digits, writing)
    elif frame.op is not None:
        yield from _formula_lines(frame.op, program, writing)
        if frame.result is not None:
            yield from value_account(frame.op.target, frame.result, digits)
        if session.overlay is not None:
            yield from _verdict_lines(session.overlay, frame)
        if session.display.shows_numerical:
            yield from _numerical_lines(session, frame.op)
    elif frame.next_op is not None:
        yield f"next: {operation_formula(frame.next_op, program, writing)}"
    for count, watch in enumerate(session.watches, start=1):
        yield from value_account(f"watch {count}: {watch.text}", watch.value, digits)
    if frame.inside is None:
        yield from (f"warning: {text}" for text in notes(frame))


def _formula_lines(op: Op, program: Program, writing: Writing) -> Iterator[str]:
    layer = f", layer {op.layer}" if op.layer else ""
    yield f"{PHASE_TITLES[op.phase]}, {op.role}{layer}"
    yield operation_formula(op, program, writing)
    for definition in definitions(op, program, writing):
        yield f"where {definition}"
    yield op.source


def _verdict_lines(overlay: Overlay, frame: Frame) -> Iterator[str]:
    """Yield what the answer sheet has for the result, each number once."""
    elements = islice(np.ndindex(frame.result_shape), _MOST_SAID)
    yield from dict.fromkeys(line for index in elements for line in overlay.lines(frame, index))


def _numerical_lines(session: Session, op: Op) -> Iterator[str]:
    """Yield the central difference for the chosen element, where the result is a gradient."""
    difference = session.gradients.numerical(session.element)
    if difference is not None:
        program = session.debugger.program
        value = session.digits.number(program.gradient_sign * difference.quotient)
        kink = ", at a kink, where it means nothing" if difference.kink else ""
        yield f"numerically, {address(op.target, session.element, program)} = {value}{kink}"


def _inside_lines(inside: PartialOperation, program: Program, digits: Digits, writing: Writing) -> Iterator[str]:
    """Yield the sub-step done last, or the element that is being summed up."""
    yield operation_formula(inside.op, program, writing)
    element = explain_element(inside, program, digits, writing)
    done = [step for step in explain_substeps(inside, program, digits, writing) if step.done]
    if element:
        yield from (line.strip() for line in element)
    elif done:
        yield f"{done[-1].formula} = {done[-1].value}"


def value_account(name: str, value: Array | None, digits: Digits) -> list[str]:
    """Return a value with its name: a vector in one line, and a large matrix by its shape."""
    if value is not None and value.size > _MOST_SAID:
        return [f"{name}: {shape_text(value.shape)}"]
    in_a_line = value.ravel() if value is not None and value.size == max(value.shape, default=1) else value
    return named_lines(name, in_a_line, digits)
