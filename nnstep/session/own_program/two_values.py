"""Both values of a quantity: the program's own, and nnstep's in the form in which the program has it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from nnstep.engine.frame import Frame
from nnstep.expr.array import Array, Shape
from nnstep.own_code.aligning.labels import Label
from nnstep.program.program import Program
from nnstep.session.own_program.own_program import LineStanding, LineWork, OwnProgram

_PART = re.compile(r"(row|column|sample|neuron) (\d+)")
_ELEMENT = re.compile(r"element \[(\d+(?:, \d+)*)\]")


@dataclass(frozen=True, slots=True, eq=False)
class TwoValues:
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


def two_values(work: LineWork, frame: Frame, *, changed: bool = False, reordered: bool = False) -> TwoValues:
    """Return both values of a line's work at the position of its operation.

    `changed` says that the run was edited, `reordered` that the program has its neurons in another order.
    """
    own = work.assignment.value
    value = _nnsteps(work, frame)
    right = None if value is None else _in_form(value, work.label, own, frame.program)
    if right is None or right.shape != own.shape:
        return TwoValues(own, None, differ=False)
    if work.standing is not LineStanding.RIGHT:
        if reordered and own.size > 1:
            return TwoValues(own, None, differ=False)
        return TwoValues(own, right, differ=not np.array_equal(own, right, equal_nan=True))
    if not agree(own, right) and agree(np.sort(own, axis=None), np.sort(right, axis=None)):
        right = _in_order_of(own, right)  # neurons or samples in another order
    return TwoValues(own, right, differ=changed and not agree(own, right))


def is_reordered(own: OwnProgram) -> bool:
    """Return whether the program begins with neurons in another order: then the places of elements tell nothing."""
    program = own.findings.program
    for work in own.works_at(0):
        label, value = work.label, work.assignment.value
        if work.standing is LineStanding.RIGHT and label is not None and label.is_whole and label.id in program.trained:
            form = _in_form(program.start[label.id], label, value, program)
            if form is not None and form.shape == value.shape and not agree(value, form):
                return True
    return False


def _nnsteps(work: LineWork, frame: Frame) -> Array | None:
    label, op = work.label, frame.op
    if label is not None and label.way:
        return None
    if label is not None and (op is None or label.id != op.target):
        return frame.values.get(label.id)
    if op is None:
        return None
    return frame.values.get(op.target) if frame.result is None else frame.result


def _in_form(value: Array, label: Label | None, own: Array, program: Program) -> Array | None:
    """Return a quantity's value in the form that `label` says, as `own` is shaped; None where there is no such form."""
    if label is not None:
        part = _part(value, label, program)
        if part is None:
            return None
        value = part if label.factor == 1.0 else part * label.factor
    if value.size != own.size:
        return value
    turned = value.T
    if label is None and value.shape == own.shape == turned.shape:  # a square one that is wrong: whichever is nearer
        return min(value, turned, key=lambda one: float(np.nansum(np.abs(one - own))))
    if own.ndim > max(value.ndim, 1) or (label is None and value.shape != own.shape != turned.shape):
        ways = (value.reshape(own.shape), turned.reshape(own.shape))
        return min(ways, key=lambda one: float(np.nansum(np.abs(one - own))))
    if label is not None and label.is_transposed:
        return turned.reshape(own.shape)
    if value.shape != own.shape and turned.shape == own.shape:
        return turned
    return value.reshape(own.shape)


def _part(value: Array, label: Label, program: Program) -> Array | None:
    """Return one row, column, sample or neuron of a quantity; None for parts that hold other quantities as well."""
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
