"""Which line brings in a factor, or a sign, by which all that follows is too much."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np

from nnstep.expr.array import Array
from nnstep.own_code.aligning.faces import Face
from nnstep.own_code.aligning.matches import Match
from nnstep.own_code.finding.proportions import constant_between, factor_between
from nnstep.own_code.supposing.blame import PASSED_ON
from nnstep.own_code.supposing.code_case import CodeCase
from nnstep.own_code.supposing.explained_values import Explained
from nnstep.own_code.watched import Assigned

_NEAR = 1e-7
_LED_TO = ("error", "backward", "gradient")
"""The phases that a factor of the gradients can come from."""


class BroughtFactor:
    """Finds the line for one supposition by which gradients, or steps, are a constant times what they should be.

    A program that divides each of four gradients by the batch may do so in the delta as well: what comes out can't tell
    where the one factor is missing. It is missing in one line, though, not in four: in the first one that all that is
    wrong was computed from, and nothing that is right.
    """

    def __init__(
        self, case: CodeCase, base: Explained, chosen: Explained, step: int, conventions: frozenset[float]
    ) -> None:
        """Prepare: training step `step` goes wrong; `conventions` are the factors of what comes out right."""
        self.case = case
        self.base = base
        self.chosen = chosen
        self.step = step
        self.conventions = conventions

    def line(self, blamed: Assigned) -> Assigned:
        """Return the line that brings the factor in, or `blamed`."""
        factor = self._factor
        if factor is None:
            return blamed
        wrong, right = self._ends(self._wrong, self.chosen), self._ends(self._right, self.base)
        if not wrong:
            return blamed
        common = self._read_by_all(wrong)
        if blamed.index in self._read_by_any(right):
            return blamed  # what is right was computed from it as well
        common -= self._read_by_any(right)
        found = [self.case.assignments[index] for index in sorted(common)]
        led = self._after_output(found)
        odd = self._counts(found, led, factor) or [one for one in led if self._is_odd(one, factor)]
        if odd and (odd[0].index < blamed.index or blamed.index not in common):
            return odd[0]
        return blamed if blamed.index in common or self._are_made_by_one_line(wrong) or not led else led[0]

    @cached_property
    def _factor(self) -> float | None:
        """The constant by which all that is wrong is too much; None where it is no one constant."""
        found = {id: self._proportion(id) for id in self.case.trained}
        wrong = {factor for factor in found.values() if factor != 1.0}
        if None in wrong or not wrong:
            return None
        first = next(iter(wrong))
        if first is None or not _is_written(first):
            return None
        return first if all(_is_near(first, one) for one in wrong if one is not None) else None

    def _proportion(self, id: str) -> float | None:
        """Return how many times its gradient, or its step, a parameter's is under the supposition."""
        gradient = self.case.context.program.gradients.get(id)
        for of, before in ((gradient, False), (id, True)):
            own, right = self._of(self.chosen, of, before=before), self._of(self.base, of, before=before)
            if own is None or right is None or own.shape != right.shape:
                continue
            if not np.allclose(own, right, rtol=_NEAR, atol=1e-300):
                return constant_between(own, right)
        return 1.0

    def _of(self, explained: Explained, id: str | None, *, before: bool) -> Array | None:
        value = None if id is None else explained.run.value(self.step, id)
        if value is None or id is None or not before:
            return value
        return np.asarray(value - np.asarray(explained.run.before[self.step][id]))

    @property
    def _wrong(self) -> tuple[str, ...]:
        return tuple(id for id in self.case.trained if self._proportion(id) != 1.0)

    @property
    def _right(self) -> tuple[str, ...]:
        return tuple(id for id in self.case.trained if self._proportion(id) == 1.0)

    def _ends(self, ids: Iterable[str], explained: Explained) -> Mapping[str, Sequence[Assigned]]:
        """Return by parameter where it stands as the training step leaves it, whole or in elements."""
        wanted = set(ids)
        found: dict[str, list[Assigned]] = {}
        for matches in explained.matches.values():
            for match in matches:
                face = match.face
                if face.id in wanted and face.step == self.step and face.number >= 0 and not face.way:
                    found.setdefault(face.id, []).append(self.case.blame.set_by(match.seen.assignments))
                    break
        return found

    def _read_by_all(self, ends: Mapping[str, Sequence[Assigned]]) -> set[int]:
        each = [set().union(*(self._ancestors(one) for one in several)) for several in ends.values()]
        return set.intersection(*each) if each else set()

    def _read_by_any(self, ends: Mapping[str, Sequence[Assigned]]) -> set[int]:
        return set().union(*(self._ancestors(one) for several in ends.values() for one in several))

    def _ancestors(self, end: Assigned) -> set[int]:
        return self.case.blame.ancestors(end)

    def _after_output(self, common: Sequence[Assigned]) -> list[Assigned]:
        """Return what was computed from the output of the net on the way to the gradients."""
        program = self.case.context.program
        forward = {op.target for op in program.ops if op.phase == "forward"}
        outputs = [one for one in common if any(face.id == self._output and not face.way for face in self._faces(one))]
        if not outputs:
            return []
        return [
            one
            for one in common
            if one.kind not in PASSED_ON
            and outputs[0].index < one.index
            and outputs[0].index in self.case.blame.ancestors(one)
            and not any(face.id in forward and not face.way for face in self._faces(one)[:1])
        ]

    def _faces(self, one: Assigned) -> list[Face]:
        """Return what a value can be in this training step of a right program, the simplest form first."""
        faces = [match.face for match in self._by_assignment.get(one.index, ())]
        return [face for face in faces if face.step == self.step]

    @cached_property
    def _output(self) -> str:
        return [op.target for op in self.case.context.program.ops if op.role == "activation"][-1]

    def _is_odd(self, one: Assigned, factor: float) -> bool:
        """Return whether a value is a delta, or a gradient, by another factor than the program's right values have."""
        found = self._factors_of(one)
        return bool(found) and not any(_is_near(own, usual) for own in found for usual in self._usual(factor))

    def _usual(self, factor: float) -> set[float]:
        samples = float(self.base.run.before[self.step].get("B", 1.0))
        usual = {1.0, 1.0 / samples, *self.conventions}
        return usual | {-one for one in usual} if factor > 0.0 else usual

    def _factors_of(self, one: Assigned) -> list[float]:
        """Return how many times a delta, a gradient or what is on the way to one a value is."""
        factors = (factor_between(one.value, face.value) for face in self._led_to if face.value.size == one.value.size)
        known = (match.factor for match in self._by_assignment.get(one.index, ()) if match.face.step == self.step)
        return [*known, *(factor for factor in factors if factor is not None)]

    @cached_property
    def _led_to(self) -> tuple[Face, ...]:
        phases = {op.target: op.phase for op in self.case.context.program.ops}
        held = [
            one
            for one in self.base.run.held
            if one.step == self.step and one.number >= 0 and phases.get(one.id) in _LED_TO
        ]
        return tuple(self.case.matcher.faces.of(self.base.run, held))

    def _counts(self, common: Sequence[Assigned], led: Sequence[Assigned], factor: float) -> list[Assigned]:
        """Return the numbers that stand where the count of samples, or the learning rate, should."""
        before = self.base.run.before.get(self.step, {})
        constants = [float(before[id]) for id in ("B", "lr") if id in before]
        after = min((one.index for one in led), default=len(self.case.assignments))
        found = []
        for one in common:
            if one.value.size != 1 or one.kind in PASSED_ON or not (one.reads or one.index > after):
                continue
            own = float(np.ravel(one.value)[0])
            if any(_is_near(own, right) for right in constants) or self._faces(one):
                continue
            if any(_is_near(own * factor, right) or _is_near(own / factor, right) for right in constants):
                found.append(one)
        return found

    @cached_property
    def _by_assignment(self) -> Mapping[int, Sequence[Match]]:
        return self.case.by_assignment(self.base)

    def _are_made_by_one_line(self, ends: Mapping[str, Sequence[Assigned]]) -> bool:
        lines = {(one.file, one.line) for several in ends.values() for one in several[:1]}
        return len(lines) == 1


def _is_written(factor: float) -> bool:
    """Return whether people would write a factor, or its reciprocal: in four digits at most."""
    return factor != 0.0 and any(_is_near(one, float(f"{one:.4g}")) for one in (factor, 1.0 / factor))


def _is_near(one: float, other: float) -> bool:
    return abs(one - other) <= _NEAR * max(abs(one), abs(other))
