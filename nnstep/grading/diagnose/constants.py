"""Constants that can be any number, such as another learning rate: solved for from the numbers, not looked up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Context, Decimal
from math import floor, log10

import numpy as np

from nnstep.expr.array import Array
from nnstep.expr.tree import Number, substitute
from nnstep.grading.context import GradingContext
from nnstep.grading.diagnose import bits
from nnstep.grading.diagnose.proposals import Proposals, slip_of
from nnstep.grading.diagnose.slip import Slip
from nnstep.grading.diagnose.teller import Teller
from nnstep.grading.diagnose.told_run import Place, ToldRun
from nnstep.grading.diagnose.variants import Variant
from nnstep.grading.mistakes.exercise import FREE
from nnstep.grading.mistakes.factor import OTHER_FACTOR

_MOST_DIGITS = 6
_SIGN_AND_SIZE = 3.0
"""Bits for a constant's sign and power of ten."""
_USUAL = 4.0
"""Bits for a constant of one digit, such as 2 or 0.1, with its power of ten."""
_FACTOR_DIGITS = 2
"""A factor that was put in or left out has no more digits; it may be one over such a number."""
_ROUNDS = 6
_ROOM = 10
"""Rounding on the way leads so many times further than the rounding of what is written."""
_LARGEST = 1e6
_MOST_SHIFT = 20
"""So many training steps too many or too few are looked at."""


class Constants:
    """Solves for the free constants of mistakes."""

    def __init__(self, context: GradingContext, teller: Teller, proposals: Proposals) -> None:
        self._context = context
        self._teller = teller
        self._proposals = proposals

    def slips(self, run: ToldRun, place: Place, behind: frozenset[str] | None) -> Iterator[Slip]:
        """Yield each mistake with a constant, in the operations `behind` a place, that gives what is written there."""
        for variant in self._context.variants.single:
            if not variant.free or place[1] not in variant.affected or not variant.is_within(behind):
                continue
            for step in self._proposals.scopes(place):
                yield from self._solved(run, place, variant, step)

    def _solved(self, run: ToldRun, place: Place, variant: Variant, step: int | None) -> Iterator[Slip]:
        """Yield a mistake with its constant: the results are linear in it, up to the first that shows it."""
        for kind in ("own", "alone"):
            bounds = self._bounds(run, place, variant, step, kind)
            if bounds is None:
                continue
            low, high = bounds  # of numbers that are rounded on the way, they can be the wrong way round
            room = _ROOM * abs(high - low)
            is_factor = variant.mistakes[0].id == OTHER_FACTOR.id
            near = named(min(bounds) - room, max(bounds) + room, is_factor=is_factor)
            for found in dict.fromkeys((named(low, high, is_factor=is_factor), near)):
                if found is not None:
                    constant, digits, text = found
                    cost = _USUAL if digits == 1 else digits * bits.DIGIT + _SIGN_AND_SIZE
                    more = cost + self._proposals.more_for(step)
                    yield slip_of(self._with(variant, constant, text), step, more)
            return

    def _bounds(
        self, run: ToldRun, place: Place, variant: Variant, step: int | None, kind: str
    ) -> tuple[float, float] | None:
        """Return between which values a constant gives what is written at a place."""
        answer, opened = self._teller.answers[place], run.judged[place].open
        is_linear = step is not None or place[0] == 1
        number, reach = (0.0, 1.0) if is_linear else (1.0, 1e-3)
        bounds = None
        for _ in range(1 if is_linear else _ROUNDS):
            ends = [self._at(run, place, variant, step, x, kind) for x in (number, number + reach)]
            if ends[0] is None or ends[1] is None:
                return None
            with np.errstate(all="ignore"):
                slope = (ends[1] - ends[0]) / reach
                middle = number + (answer.middle - ends[0]) / slope
                width = answer.half / np.abs(slope)
            sure = opened & np.isfinite(middle) & (slope != 0)
            if not sure.any():
                return None
            bounds = float((middle - width)[sure].max()), float((middle + width)[sure].min())
            weights = 1 / width[sure] ** 2
            moved = float((middle[sure] * weights).sum() / weights.sum())
            if not np.isfinite(moved) or abs(moved) > _LARGEST:
                return None
            number, reach = moved, 1e-3 * max(abs(moved), 1e-3)
        return bounds

    def _at(
        self, run: ToldRun, place: Place, variant: Variant, step: int | None, number: float, kind: str
    ) -> Array | None:
        """Return what a constant gives at a place."""
        slip = slip_of(replace(variant, constant=number), step)
        judged = self._teller.told((*run.slips, slip), run, until=place, ending=True).judged.get(place)
        return None if judged is None else getattr(judged, kind)

    def _with(self, variant: Variant, constant: float, detail: str) -> Variant:
        """Return a variant with its constant put in."""
        lines, ops = list(variant.lines), list(variant.ops)
        for number in variant.rewritten:
            put_in = {FREE: Number(constant)}
            lines[number] = self._context.compiler.compiled(
                lines[number].target, substitute(lines[number].expression, put_in)
            )
            ops[number] = replace(ops[number], expression=substitute(ops[number].expression, put_in))
        return replace(variant, lines=tuple(lines), ops=tuple(ops), details=(detail,), text="")

    def shifted(self, place: Place) -> Iterator[Slip]:
        """Yield other counts of training steps after which the numbers of a place are right."""
        answer = self._teller.answers[place]
        by_sign = {np.sign(v.shift): v for v in self._context.variants.single if v.shift}
        if not by_sign:
            return
        for shift in range(-min(_MOST_SHIFT, place[0]), _MOST_SHIFT + 1):
            if not shift:
                continue
            at = place[0] + shift
            values = self._context.exact.step(1).before if at < 1 else self._context.exact.step(at).after
            value = np.asarray(values.get(place[1], np.nan))
            if value.shape == answer.number.shape and answer.near(value)[answer.given].all():
                variant = replace(by_sign[np.sign(shift)], shift=shift, details=(f"{abs(shift)}",))
                yield slip_of(variant, None, 2 * bits.of_choice(abs(shift)))


def named(low: float, high: float, *, is_factor: bool) -> tuple[float, int, str] | None:
    """Return the constant between two that a person can have had in mind, its digits, and how it is written."""
    found = shortest(low, high)
    if found is not None and not (is_factor and (found[1] > _FACTOR_DIGITS or found[0] in (0.0, 1.0))):
        return *found, f"{found[0]:g}"
    part = shortest(1 / high, 1 / low) if is_factor and low * high > 0 else None
    if part is None or part[1] > _FACTOR_DIGITS or part[0] != round(part[0]) or part[0] == 1.0:
        return None
    return 1 / part[0], part[1], f"1/{part[0]:g}"


def shortest(low: float, high: float) -> tuple[float, int] | None:
    """Return the number of fewest digits between two, with how many digits it has; None where it would have too many.

    Of several with as few digits, the one nearest to the middle.
    """
    if not (np.isfinite(low) and np.isfinite(high) and low <= high):
        return None
    middle = (low + high) / 2
    if low <= 0 <= high:
        return 0.0, 1
    slack = 1e-9 * abs(middle)
    for digits in range(1, _MOST_DIGITS + 1):
        exponent = floor(log10(abs(middle))) - digits + 1
        near = round(middle / 10.0**exponent)
        number = float(Context(prec=digits, rounding=ROUND_HALF_EVEN).create_decimal(Decimal(near).scaleb(exponent)))
        if low - slack <= number <= high + slack:
            return number, digits
    return None
