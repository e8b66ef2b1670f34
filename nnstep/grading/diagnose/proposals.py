"""The slips that may explain a quantity's numbers: every known mistake tried on what the story says so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from nnstep.expr.array import Array
from nnstep.grading.context import GradingContext
from nnstep.grading.diagnose import bits
from nnstep.grading.diagnose.slip import InElements, Miswritten, Replaced, Reworked, Slip
from nnstep.grading.diagnose.teller import Teller
from nnstep.grading.diagnose.told_run import Judged, Place, ToldRun
from nnstep.grading.diagnose.variants import Variant
from nnstep.grading.mistakes import MISTAKES
from nnstep.grading.mistakes.kinds import HandMistake
from nnstep.grading.sheet.answer_sheet import Index
from nnstep.program.addresses import address

_MOST_COPIED = 400
"""Copies of larger quantities are not looked for."""
_COPIED_DIGITS = 3
_ENOUGH_DIGITS = 3
"""Fewer digits, and one more by a rare mistake, are often turned into others by chance."""
_HANDS = tuple(mistake for mistake in MISTAKES if isinstance(mistake, HandMistake))


def slip_of(variant: Variant, step: int | None, more: float = 0.0) -> Slip:
    """Return a variant as a slip in one training step, or in every one."""
    named = bits.SLIP + variant.naming + more
    return Slip(Reworked(variant), named, variant.mistakes, variant.details, variant.places, variant.text, step)


class Proposals:
    """Proposes slips for one sheet."""

    def __init__(self, context: GradingContext, teller: Teller) -> None:
        self._context = context
        self._teller = teller
        self._evidence = teller.evidence

    def scopes(self, place: Place) -> tuple[int | None, ...]:
        """Return in which training steps a mistake may be made: in every one, or in that of a place alone."""
        days = self._teller.days
        return (place[0],) if days == [1] else (None, place[0])

    def more_for(self, step: int | None) -> float:
        """Return what it takes to say that a slip was made in one training step only."""
        return 0.0 if step is None or self._teller.days == [1] else 1 + bits.of_choice(len(self._teller.days))

    def of_operations(
        self, place: Place, variants: tuple[Variant, ...], behind: frozenset[str] | None
    ) -> Iterator[Slip]:
        """Yield the mistakes in the operations `behind` a quantity, in every training step, or in this one alone."""
        variants = tuple(variant for variant in variants if not variant.rewritten or variant.is_within(behind))
        for step in self.scopes(place):
            for variant in variants:
                if variant.is_elsewhere and step is not None and self._teller.days != [1]:
                    continue
                if place[1] in variant.affected or variant.is_elsewhere or (step is None and place[0] > 1):
                    yield slip_of(variant, step, self.more_for(step))

    def in_elements(self, slip: Slip, judged: Judged, told: ToldRun, place: Place) -> Iterator[Slip]:
        """Yield a mistake of a whole operation made in some elements of it only, where it is this very operation."""
        if not isinstance(slip.change, Reworked):
            return
        variant = slip.change.variant
        if variant.is_other_list or len(variant.rewritten) != 1:
            return
        line = variant.lines[next(iter(variant.rewritten))]
        shape = judged.open.shape
        if line.target != place[1] or judged.open.size < 2:
            return
        hit = judged.open & ~told.judged[place].open
        indices = tuple(tuple(map(int, index)) for index in np.argwhere(hit))
        if indices and len(indices) < judged.open.size:
            choice = bits.of_choice(float(np.prod(shape))) + 1 + (len(indices) - 1)
            where = ", ".join(address(place[1], index, self._context.program) for index in indices)
            change = InElements(line, indices)
            yield replace(slip, change=change, bits=slip.bits + choice, step=place[0], places=(f"in {where} only",))

    def of_elements(self, place: Place, judged: Judged, run: ToldRun) -> Iterator[Slip]:
        """Yield the mistakes in single elements that give just what is written there."""
        answer = self._evidence.answers[place]
        if place[0] not in run.steps:
            return
        for index in _indices(judged):
            middle, half = float(answer.middle[index]), float(answer.half[index])
            half = half * (1 + 1e-9) + 1e-13 * abs(middle)
            yield from self.in_element(run, place, index, middle - half, middle + half, judged.open.size)

    def in_element(
        self, run: ToldRun, place: Place, index: Index, low: float, high: float, choice: int
    ) -> Iterator[Slip]:
        """Yield the mistakes in one element, one of so many, that give a value between two."""
        done = [line for line in run.steps[place[0]].plan.lines if line.target == place[1]]
        ready = self._context.element_ways(place[0], done[-1], index) if done else ()
        if not ready:
            return
        counts = Counter(mistake.id for mistake, *_ in ready)
        at, number = self._context.variants.naming.at, self._context.exercise.positions[place[1]]
        values = [run.before(place, own=own) for own in (True, False)]
        for mistake, detail, line in ready:
            results = [self._context.compiler.number(line.code, one) for one in values]
            self._teller.work += 2
            if any(low <= result <= high for result in results):
                change = InElements(line, (index,), scalar=True)
                named = bits.SLIP + at(number, mistake) + bits.of_choice(counts[mistake.id]) + bits.of_choice(choice)
                for step in self.scopes(place):
                    more = self.more_for(step)
                    yield Slip(change, named + more, (mistake,), (detail,), ("",), step=step)

    def of_hand(self, place: Place, judged: Judged) -> Iterator[Slip]:
        """Yield the mistakes of the hand that turn what is expected into what is written."""
        if not self._context.by_hand:
            return
        exact = np.asarray(self._context.exact.step(place[0]).value(place[1]))
        for index in _indices(judged):
            written = self._evidence.written(place, index)
            seen: set[tuple[str, str]] = set()
            expected = dict.fromkeys(float(value[index]) for value in self._expected(judged, exact))
            for right in expected:
                for mistake in _HANDS:
                    for way in mistake.miswrite(right, written):
                        if (mistake.id, way.detail) in seen:
                            continue
                        seen.add((mistake.id, way.detail))
                        ways = max(1, written.significant - 1) if mistake.ways_by_digit else mistake.ways
                        named = bits.SLIP + bits.HAND + bits.of_choice(ways / mistake.weight)
                        fewer = _ENOUGH_DIGITS + (mistake.weight < 1) - written.significant
                        named += bits.ALONE * max(0, fewer)
                        yield from self._written_so(place, index, mistake, way.detail, named)
            yield from self._copied(place, index)

    def _expected(self, judged: Judged, exact: Array) -> tuple[Array, ...]:
        """Return what a number can have been miswritten for: cut values, by a person who cuts off digits."""
        expected, precision = (judged.own, judged.alone, exact), self._evidence.precision
        return tuple(map(precision.rounded, expected)) if precision is not None and precision.cuts else expected

    def _written_so(
        self, place: Place, index: Index, mistake: HandMistake, detail: str, named: float
    ) -> Iterator[Slip]:
        number = float(self._evidence.answers[place].number[index])
        step, target = place
        unused = Miswritten(target, (index,), number)
        yield Slip(unused, named, (mistake,), (detail,), ("",), step=step)
        used = Replaced(target, index, number)
        yield Slip(used, named + bits.NOT_USED, (mistake,), (detail,), ("",), step=step)

    def _copied(self, place: Place, index: Index) -> Iterator[Slip]:
        """Yield the quantities whose value was written in place of this one."""
        written = self._evidence.written(place, index)
        if written.significant < _COPIED_DIGITS:
            return
        found, count = [], 0
        exact = self._context.exact.step(place[0])
        for name in self._context.program.shapes:
            value = np.asarray(exact.value(name)) if name in exact.before or name in exact.after else np.zeros(0)
            if not 0 < value.size <= _MOST_COPIED:
                continue
            count += value.size
            near = np.abs(value - written.number) <= written.half
            found += [(name, tuple(map(int, other))) for other in np.argwhere(near) if near.any()]
        for name, other in found[:4]:
            if (name, other) != (place[1], index):
                detail = f"that of {address(name, other, self._context.program)}"
                for mistake in _HANDS:
                    if mistake.copies:
                        named = bits.SLIP + bits.HAND + bits.of_choice(count / mistake.weight)
                        yield from self._written_so(place, index, mistake, detail, named)

    def unused(self, place: Place, judged: Judged) -> Iterator[Slip]:
        """Yield numbers that were written down wrongly in no known way, and not gone on with."""
        for indices in dict.fromkeys([*((index,) for index in _indices(judged)), _indices(judged)]):
            cost = (bits.SLIP + bits.UNKNOWN + bits.NOT_USED) * len(indices)
            yield Slip(Miswritten(place[1], indices), cost, step=place[0])


def _indices(judged: Judged) -> tuple[Index, ...]:
    return tuple(tuple(map(int, index)) for index in np.argwhere(judged.open))
