"""Both values of a quantity: the program's own, and nnstep's in the form in which the program has it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from nnstep.engine.frame import Frame
from nnstep.expr.array import Array, Shape
from nnstep.own_code.aligning.labels import Label
from nnstep.own_code.reports.own_form import two_values
from nnstep.program.program import Program
from nnstep.session.own_program.own_program import LineStanding, LineWork, OwnProgram

_PART = re.compile(r"(row|column|sample|neuron) (\d+)")
_ELEMENT = re.compile(r"element \[(\d+(?:, \d+)*)\]")


@dataclass(frozen=True, slots=True, eq=False)
class ComparedValues:
    """What the program has and what nnstep has, of one shape."""

    own: Array
    right: Array | None
    """None where nnstep has nothing in this form."""
    differ: bool
    """Whether they differ by more than their rounding."""

    @property
    def largest(self) -> tuple[float, tuple[int, ...]]:
        """The largest difference, own less right, and its index; where one is NaN, there."""
        if self.right is None:
            raise ValueError("there is nothing to compare with")
        with np.errstate(invalid="ignore"):
            difference = np.asarray(self.own - self.right)
        apart = np.where(np.isnan(difference), np.inf, np.abs(difference))
        index = np.unravel_index(int(np.argmax(apart)), apart.shape)
        return float(difference[index]), tuple(int(part) for part in index)


class ValueComparison:
    """Compares the values of one program."""

    def __init__(self, own: OwnProgram) -> None:
        self._own = own
        self.is_reordered = _is_reordered(own)
        """Whether the program has its neurons in another order: then the places of elements tell nothing."""

    def values(self, work: LineWork, frame: Frame, *, changed: bool = False) -> ComparedValues:
        """Return both values of a line's work at the position of its operation; `changed`: in a run that was edited."""
        own = work.assignment.value
        right = self._right(work, frame, changed=changed)
        if right is None or right.shape != own.shape:
            return ComparedValues(own, None, differ=False)
        if work.standing is not LineStanding.RIGHT:
            if self.is_reordered and own.size > 1:
                return ComparedValues(own, None, differ=False)
            return ComparedValues(own, right, differ=not np.array_equal(own, right, equal_nan=True))
        if not agree(own, right) and agree(np.sort(own, axis=None), np.sort(right, axis=None)):
            right = _in_order_of(own, right)  # neurons or samples in another order
        return ComparedValues(own, right, differ=changed and not agree(own, right))

    def _right(self, work: LineWork, frame: Frame, *, changed: bool) -> Array | None:
        label, op = work.label, frame.op
        if label is None:
            two = None if work.fault is None or changed else two_values(self._own.findings, work.fault)
            return None if two is None else two.right
        if label.way:
            return None
        if op is None or label.id != op.target or frame.result is None:
            value = frame.values.get(label.id)
        else:
            value = frame.result
        return None if value is None else _in_form(value, label, work.assignment.value, frame.program)


def _is_reordered(own: OwnProgram) -> bool:
    program = own.findings.program
    for work in own.works_at(0):
        label, value = work.label, work.assignment.value
        if work.standing is LineStanding.RIGHT and label is not None and label.is_whole and label.id in program.trained:
            form = _in_form(program.start[label.id], label, value, program)
            if form is not None and form.shape == value.shape and not agree(value, form):
                return True
    return False


def _in_form(value: Array, label: Label, own: Array, program: Program) -> Array | None:
    """Return a quantity's value in the form that `label` says, as `own` is shaped; None where there is no such form."""
    part = _part(value, label, program)
    if part is None or part.size != own.size:
        return part
    form = part if label.factor == 1.0 else np.asarray(part * label.factor)
    turned = form.T
    if own.ndim > max(form.ndim, 1):
        ways = (form.reshape(own.shape), turned.reshape(own.shape))
        return min(ways, key=lambda one: float(np.nansum(np.abs(one - own))))
    if label.is_transposed or (form.shape != own.shape and turned.shape == own.shape):
        return turned.reshape(own.shape)
    return form.reshape(own.shape)


def _part(value: Array, label: Label, program: Program) -> Array | None:
    """Return one element, row, column, sample or neuron of a quantity; None for parts that hold others as well."""
    if not label.part:
        return value
    element = _ELEMENT.fullmatch(label.part)
    if element is not None:
        index = tuple(int(number) for number in element[1].split(", "))
        return np.asarray(value[index]) if _is_within(index, value.shape) else None
    match = _PART.fullmatch(label.part)
    if match is None or value.ndim != 2:
        return None
    word = match[1]
    if word in ("row", "column"):
        axis = 0 if word == "row" else 1
    else:
        axis = 0 if (word == "sample") == program.schedule.transposed else 1
    number = int(match[2]) - 1
    return np.take(value, number, axis) if number < value.shape[axis] else None


def _in_order_of(own: Array, right: Array) -> Array:
    """Return the elements of `right` in the places where `own` has them."""
    found = np.empty_like(right).ravel()
    found[np.argsort(own, axis=None)] = np.sort(right, axis=None)
    return found.reshape(own.shape)


def agree(own: Array, right: Array) -> bool:
    """Return whether two values are the same up to the rounding of single precision."""
    scale = float(np.abs(right).max(initial=0.0))
    return bool(np.allclose(own, right, rtol=1e-5, atol=1e-6 * scale, equal_nan=True))


def _is_within(index: tuple[int, ...], shape: Shape) -> bool:
    return len(index) == len(shape) and all(at < size for at, size in zip(index, shape, strict=True))
