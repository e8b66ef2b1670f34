"""A right value in the form in which a person's program has its own, and the two written so that they differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from nnstep.expr.array import Array
from nnstep.own_code.program_findings import ProgramFindings, WrongLine

_MOST_SHOWN = 40
"""Of larger arrays only elements that differ are shown."""
_MOST_ELEMENTS = 6
_CLOSENESS = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class TwoValues:
    """The right value and the own one."""

    right: Array
    own: Array

    @property
    def are_comparable(self) -> bool:
        """Whether they have the same shape."""
        return self.right.shape == self.own.shape

    @property
    def different(self) -> list[tuple[int, ...]]:
        """The indices of the elements that differ."""
        near = _CLOSENESS * max(float(np.abs(self.right).max(initial=0.0)), 1e-300)
        off = ~(np.abs(self.right - self.own) <= near)
        return [tuple(map(int, index)) for index in np.argwhere(off)]


def two_values(findings: ProgramFindings, fault: WrongLine) -> TwoValues | None:
    """Return the right value in the shape and order of the person's own, and that one; None if it is not known."""
    if fault.right is None:
        return None
    right, own = np.asarray(fault.right, float), fault.assignment.value
    if right.size != own.size:
        return TwoValues(right, own)
    turned = right.ndim == 2 and own.ndim == 2 and min(right.shape) > 1 and own.shape == right.shape[::-1]
    if turned and right.shape[0] == right.shape[1]:
        turned = _is_turned(findings, fault)
    return TwoValues((right.T if turned else right).reshape(own.shape), own)


def _is_turned(findings: ProgramFindings, fault: WrongLine) -> bool:
    """Return whether the program has quantities of this kind transposed: this one, or else most others of its kind."""
    weights = _is_weights(findings, fault.target)
    same, alike = [], []
    for label in findings.labels.values():
        if label.is_whole and label.id == fault.target:
            same.append(label.is_transposed)
        elif label.is_whole and _is_weights(findings, label.id) == weights:
            alike.append(label.is_transposed)
    told = same or [turned for turned in alike if turned]
    return bool(told) and sum(told) * 2 > len(told)


def _is_weights(findings: ProgramFindings, id: str) -> bool:
    return id not in findings.program.columns


def own_value_rows(own: Array) -> Iterator[str]:
    """Yield lines that show a value alone."""
    yield from _labelled("it is", own, 5)


def value_rows(two: TwoValues) -> Iterator[str]:
    """Yield lines that show both values, or of large ones the elements that differ."""
    if not two.are_comparable:
        yield from _labelled("should be", two.right, 5)
        yield from _labelled("is", two.own, 5)
        yield f"the shapes differ: {two.own.shape} where {two.right.shape} is right"
        return
    different = two.different
    digits = _telling_digits(two, different)
    if two.own.size <= _MOST_SHOWN:
        yield from _labelled("should be", two.right, digits)
        yield from _labelled("is", two.own, digits)
        if 0 < len(different) <= _MOST_ELEMENTS and len(different) < two.own.size:
            yield f"differs at {', '.join(map(_index_text, different))}"
        return
    for index in different[:_MOST_ELEMENTS]:
        yield f"{_index_text(index)} should be {two.right[index]:.{digits}g}, is {two.own[index]:.{digits}g}"
    rest = len(different) - _MOST_ELEMENTS
    yield f"{len(different)} of {two.own.size} elements differ" + (f"; {_MOST_ELEMENTS} are shown" if rest > 0 else "")


def _telling_digits(two: TwoValues, different: list[tuple[int, ...]]) -> int:
    """Return the fewest significant digits, 5 at least, with which every difference shows."""
    for digits in range(5, 17):
        if all(f"{two.right[index]:.{digits}g}" != f"{two.own[index]:.{digits}g}" for index in different):
            return digits
    return 17


def _index_text(index: tuple[int, ...]) -> str:
    return f"[{', '.join(map(str, index))}]"


def _labelled(name: str, value: Array, digits: int) -> Iterator[str]:
    head = f"{name:<9}  "
    for line in _matrix_lines(value, digits):
        yield head + line
        head = " " * len(head)


def _matrix_lines(value: Array, digits: int) -> Iterator[str]:
    if value.ndim > 2 or value.size > _MOST_SHOWN:
        yield from np.array2string(value, precision=digits, threshold=12, edgeitems=2).splitlines()
        return
    texts = [[f"{number:.{digits}g}" for number in row] for row in np.atleast_2d(value)]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    rows = ["  ".join(f"{text:>{width}}" for text, width in zip(row, widths, strict=True)) for row in texts]
    if value.ndim == 0:
        yield rows[0]
    elif value.ndim == 1:
        yield f"[{rows[0]}]"
    else:
        for at, row in enumerate(rows):
            yield f"{'[' if at == 0 else ' '}[{row}]{']' if at == len(rows) - 1 else ''}"
