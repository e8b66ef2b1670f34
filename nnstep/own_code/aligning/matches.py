"""Holds a program's values against the forms of a run's quantities, and says which are which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log2
from typing import Literal, TypeAlias

import numpy as np

from nnstep.expr.array import Array
from nnstep.own_code.aligning.faces import Face, Faces
from nnstep.own_code.aligning.seen_values import SeenValue, SeenValues, in_order
from nnstep.own_code.aligning.supposed_run import Held, SupposedRun
from nnstep.program.program import Program

NumberOrder: TypeAlias = Literal["straight", "turned", "reordered"]
"""How the numbers lie: as in the quantity, or transposed where the program's other weights are not; or otherwise."""
MOST_ELEMENTS = 4000
"""In larger runs single numbers are not looked up."""
_MOST_BITS = 64.0
_CHANCE, _SCALAR_CHANCE = 4.0, 9.0
"""What several numbers, and a single one, say less than their digits do: they can agree with any of hundreds."""


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """A value of the program that is a quantity of the run, in one of its forms."""

    seen: SeenValue
    face: Face
    factor: float
    """What the quantity is multiplied by."""
    bits: float
    """How much it says that they agree: hardly anything of a lone 0 or 1."""
    arrangement: NumberOrder

    @property
    def oddity(self) -> int:
        """How far the form is from the quantity itself, as it is; 0 is the simplest."""
        return (
            4 * (self.arrangement == "reordered")
            + 3 * (self.face.way != "")
            + 2 * (abs(self.factor) != 1.0)
            + (self.factor < 0.0)
            + 2 * (self.arrangement == "turned")
            + (self.face.part != "")
        )


class Matcher:
    """Matches the runs of one exercise with what one program had."""

    def __init__(self, program: Program, seen: SeenValues) -> None:
        """Prepare for one exercise and one program."""
        self.faces = Faces(program)
        self.seen = seen
        self.factors = _factors(program)
        self._columns = program.columns
        self.turned = self._weights_turned(program)
        self._bits = {one.number: bits_of(one.ordered) for one in seen.values}
        self._scalars = tuple(one for one in seen.of_size(1) if self.worth(one) > 0)
        self._numbers = np.array([float(one.ordered[0]) for one in self._scalars])

    def match(self, run: SupposedRun, changed: Iterable[Held] | None = None) -> list[Match]:
        """Return all that a run explains; with `changed`, of these values of it alone."""
        changed = None if changed is None else tuple(changed)
        found: list[Match] = []
        for face in self.faces.of(run, changed):
            found += self._of(face)
        return found + self._of_elements(run, changed)

    def worth(self, seen: SeenValue) -> float:
        """Return how much it says that a value is explained, beyond what chance may do."""
        return max(0.0, self._bits[seen.number] - (_SCALAR_CHANCE if seen.ordered.size == 1 else _CHANCE))

    def numbers_of(self, values: Sequence[Held]) -> Iterator[int]:
        """Yield the numbers of the seen values that some values of a run explain: whole, or by an element."""
        if not values:
            return
        for face in self.faces.of(SupposedRun(tuple(values)), values):
            if not face.part or face.value.size > 1:
                yield from (match.seen.number for match in self._of(face))
        if not self._scalars or sum(held.value.size for held in values) > MOST_ELEMENTS:
            return
        elements = np.sort(np.concatenate([np.ravel(held.value) for held in values]))
        for numbers in (self._numbers, -self._numbers):
            near = self.seen.closeness * np.maximum(np.abs(numbers), 1e-300)
            low = np.searchsorted(elements, numbers - near, side="left")
            high = np.searchsorted(elements, numbers + near, side="right")
            yield from (self._scalars[at].number for at in np.flatnonzero(high > low))

    def bits(self, seen: SeenValue) -> float:
        """Return how much it says that a value is explained."""
        return self._bits[seen.number]

    def _of(self, face: Face) -> Iterable[Match]:
        if face.value.size == 1 and face.value.ndim:
            return  # as a single number
        total = float(np.abs(face.value).sum())
        ordered: Array | None = None
        for factor in self.factors if face.takes_factors else (1.0,):
            if not self.seen.may_hold(face.value.size, total * abs(factor)):
                continue
            ordered = in_order(face.value) if ordered is None else ordered
            looked_up = ordered * factor
            if factor < 0:
                looked_up = looked_up[::-1] + 0.0
            for seen in self.seen.equal_to(looked_up):
                if face.part and not self.worth(seen):
                    continue
                yield Match(seen, face, factor, self._bits[seen.number], self._arrangement(seen, face, factor))

    def _arrangement(self, seen: SeenValue, face: Face, factor: float) -> NumberOrder:
        value, own = face.value * factor, seen.value
        near = self.seen.closeness * float(np.abs(value).max(initial=0.0))
        if own.ndim != 2 or value.ndim != 2 or min(own.shape) == 1 or min(value.shape) == 1:
            in_rows = bool((np.abs(np.ravel(own) - np.ravel(value)) <= near).all())
            if in_rows or face.quantities != (face.id,) or face.part:
                return "straight"
            turned = bool((np.abs(np.ravel(own) - np.ravel(value.T)) <= near).all())
            return "straight" if turned else "reordered"
        if self.turned is None and value.shape[0] != value.shape[1]:
            return "straight" if self._lies(own, value, near) or self._lies(own, value.T, near) else "reordered"
        straight, turned = self._lies(own, value, near), self._lies(own, value.T, near)
        if straight and turned:
            return "straight"
        if straight or turned:
            expected = self.turned is True and face.id not in self._columns
            return "straight" if turned == expected or face.id in self._columns else "turned"
        return "reordered"

    def _lies(self, own: Array, value: Array, near: float) -> bool:
        return own.shape == value.shape and bool((np.abs(own - value) <= near).all())

    def _weights_turned(self, program: Program) -> bool | None:
        """Return whether the program writes weights transposed; None where nothing tells."""
        for id in program.trained:
            value = np.asarray(program.start[id])
            if value.ndim == 2 and min(value.shape) > 1:
                near = self.seen.closeness * float(np.abs(value).max())
                for seen in self.seen.equal_to(in_order(value)):
                    straight, turned = self._lies(seen.value, value, near), self._lies(seen.value, value.T, near)
                    if straight != turned:
                        return turned
        return None

    def _of_elements(self, run: SupposedRun, changed: tuple[Held, ...] | None) -> list[Match]:
        if not self._scalars or sum(held.value.size for held in (changed or run.held)) > MOST_ELEMENTS:
            return []
        elements = self.faces.elements(run, changed)
        found = []
        for sign in (1.0, -1.0):
            numbers = sign * self._numbers
            near = self.seen.closeness * np.maximum(np.abs(numbers), 1e-300)
            low = np.searchsorted(elements.numbers, numbers - near, side="left")
            high = np.searchsorted(elements.numbers, numbers + near, side="right")
            for at in np.flatnonzero(high > low):
                seen = self._scalars[at]
                for element in range(int(low[at]), int(high[at])):
                    face = self._element(elements.held[elements.owners[element]], int(elements.places[element]))
                    if face is not None and (sign > 0 or face.takes_factors):
                        found.append(Match(seen, face, sign, self._bits[seen.number], "straight"))
        return found

    def _element(self, held: Held, place: int) -> Face | None:
        index = np.unravel_index(place, held.value.shape)
        value = held.value[index]
        if not np.isfinite(value):
            return None
        part = "" if held.value.size == 1 else f"element {list(map(int, index))}"
        varied = self.faces.takes_factors(held.id)
        at = None if held.value.size == 1 else tuple(map(int, index))
        return Face(held.step, held.number, held.id, part, np.asarray(value), (held.id,), varied, held.part, at)


def bits_of(numbers: Array) -> float:
    """Return how unlikely it is that other numbers are just these: by their significant digits, 64 at most."""
    total = 0.0
    finite = np.ravel(numbers)[np.isfinite(np.ravel(numbers))]
    for number in np.unique(np.abs(finite))[:32]:
        digits = f"{number:.12e}".split("e")[0].replace(".", "").rstrip("0")
        total += log2(1 + int(digits or "0"))
        if total >= _MOST_BITS:
            return _MOST_BITS
    return total


def _factors(program: Program) -> tuple[float, ...]:
    """Return what people multiply deltas, gradients and errors by without being wrong."""
    rate = program.start.get("lr")
    samples = float(program.schedule.feeds(0).get("B", 1.0))
    found = [1.0, 2.0, 0.5, samples, 1 / samples]
    if rate is not None and float(rate) > 0:
        found += [float(rate), float(rate) / samples]
    found += [-factor for factor in found]
    return tuple(dict.fromkeys(found))
