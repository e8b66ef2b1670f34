"""The sets that numbers are drawn from where a scenario states none: around the exercise's own numbers."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import numpy as np

from nnstep.classroom.variants.drawn.drawn_numbers import DrawnNumbers, QuantityKind, StatedNumbers, stated_numbers
from nnstep.scenario.model import Scenario
from nnstep.scenario.sources.number_sets import FIXED, NumberSet, number_set

_LEAST_NUMBERS = 7
"""So many numbers, at least, are drawn from."""
_MOST_DECIMALS = 6
_MOST_IN_RANGE = 2000


def drawn_numbers(scenario: Scenario) -> tuple[DrawnNumbers, ...]:
    """Return the quantities whose numbers are drawn, each with the set stated for it, or one around its own numbers."""
    every = stated_numbers(scenario)
    derived = {kind: _derived(kind, [one for one in every if one.kind == kind]) for kind in {one.kind for one in every}}
    rules = scenario.variants
    drawn = (DrawnNumbers(one, rules.set_for(one.id, one.kind) or derived[one.kind]) for one in every)
    return tuple(one for one in drawn if not one.numbers.is_fixed)


def _derived(kind: QuantityKind, stated: Iterable[StatedNumbers]) -> NumberSet:
    """Return the set around the numbers of one kind: from the least to the greatest, as many decimals apart."""
    own = np.concatenate([one.numbers.ravel() for one in stated])
    numbers = sorted({Decimal(repr(float(number))) for number in own})
    decimals = max((max(0, -_exponent(number)) for number in numbers), default=0)
    if kind in ("learning_rate", "given") or decimals > _MOST_DECIMALS or _are_signs(kind, numbers):
        return NumberSet((), FIXED)
    step = Decimal(1).scaleb(-decimals)
    low, high = numbers[0], numbers[-1]
    while (high - low) / step + 1 < _LEAST_NUMBERS:
        low = low - step if low < 0 or low > step else low
        high += step
    while (high - low) / step > _MOST_IN_RANGE:
        step *= 10
    nonzero = low < 0 < high and 0 not in numbers
    return number_set(f"{_plain(low)}..{_plain(high)} step {_plain(step)}{' nonzero' if nonzero else ''}")


def _are_signs(kind: QuantityKind, numbers: Iterable[Decimal]) -> bool:
    """Return whether numbers are only 0, 1 and -1, which mean true, false and classes; or weights of 0 only."""
    allowed = {0} if kind in ("biases", "weights") else {0, 1, -1}
    return all(number in allowed for number in numbers)


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _exponent(number: Decimal) -> int:
    return int(number.normalize().as_tuple().exponent)
