"""Constants that can be any number, such as another learning rate: solved for from the numbers, not looked up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Context, Decimal
from math import floor, log10

import numpy as np

from nnstep.expr.tree import Number, substitute
from nnstep.grading.context import GradingContext
from nnstep.grading.diagnose import bits
from nnstep.grading.diagnose.proposals import Proposals, slip_of
from nnstep.grading.diagnose.slip import Slip
from nnstep.grading.diagnose.teller import Teller
from nnstep.grading.diagnose.told_run import Place, ToldRun
from nnstep.grading.diagnose.variants import Variant
from nnstep.grading.mistakes.exercise import FREE

_MOST_DIGITS = 6
_SIGN_AND_SIZE = 3.0
"""Bits for a constant's sign and power of ten."""
_MOST_SHIFT = 20
"""So many training steps too many or too few are looked at."""


class Constants:
    """Solves for the free constants of mistakes."""

    def __init__(self, context: GradingContext, teller: Teller, proposals: Proposals) -> None:
        self._context = context
        self._teller = teller
        self._proposals = proposals

    def slips(self, run: ToldRun, place: Place) -> Iterator[Slip]:
        """Yield each mistake with a constant that gives what is written at a place."""
        for variant in self._context.variants.single:
            if not variant.free or place[1] not in variant.affected:
                continue
            for step in self._proposals.scopes(place):
                yield from self._solved(run, place, variant, step)

    def _solved(self, run: ToldRun, place: Place, variant: Variant, step: int | None) -> Iterator[Slip]:
        """Yield a mistake with its constant: the results are linear in it, up to the first that shows it."""
        ends = []
        for number in (0.0, 1.0):
            slip = slip_of(self._with(variant, number, ""), step)
            told = self._teller.told((*run.slips, slip), run if step is not None else None)
            judged = told.judged.get(place)
            if judged is None:
                return
            ends.append(judged)
        answer, opened = self._teller.answers[place], run.judged[place].open
        for kind in ("own", "alone"):
            zero, one = (getattr(end, kind) for end in ends)
            with np.errstate(all="ignore"):
                slope = one - zero
                middle = (answer.number - zero) / slope
                width = answer.unit / 2 / np.abs(slope)
            sure = opened & np.isfinite(middle) & (slope != 0)
            if not sure.any():
                continue
            low, high = float((middle - width)[sure].max()), float((middle + width)[sure].min())
            found = shortest(low, high)
            if found is None:
                continue
            constant, digits = found
            if any(np.allclose(constant, other, rtol=1e-12) for other in self._right(variant)):
                continue
            more = digits * bits.DIGIT + _SIGN_AND_SIZE + self._proposals.more_for(step)
            yield slip_of(self._with(variant, constant, f"{constant:g}"), step, more)
            return

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

    def _right(self, variant: Variant) -> tuple[float, ...]:
        """Return the constants that would be none other than the right ones."""
        return (1.0,) if variant.mistakes[0].id == "other-factor" else ()

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
