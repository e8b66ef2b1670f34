"""When two ways of working an exercise give other digits, against digits written down one by one."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from itertools import combinations

import numpy as np
import pytest

from nnstep.classroom.quality.asked_digits import AskedDigits
from nnstep.classroom.quality.fingerprints import Fingerprints, MadeMistake
from nnstep.classroom.quality.untold import untold

ROUNDINGS = (ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN)


def written(number: float, digits: int) -> set[Decimal]:
    """Return a number as it can be written with so many significant digits, rounded or cut off."""
    return {Context(prec=digits, rounding=rounding).create_decimal(Decimal(number)) for rounding in ROUNDINGS}


def test_numbers_that_are_apart_are_never_written_alike() -> None:
    random = np.random.default_rng(0)
    for digits in (2, 4, 7):
        asked = AskedDigits(digits)
        ones = random.uniform(-1, 1, 400) * 10.0 ** random.integers(-6, 6, 400)
        others = ones * (1 + random.uniform(-3, 3, 400) * 10.0**-digits)
        apart = asked.are_apart(ones, others)
        assert 50 < apart.sum() < 350
        for one, other, is_apart in zip(ones.tolist(), others.tolist(), apart.tolist(), strict=True):
            if is_apart:
                assert not written(one, digits) & written(other, digits)


@pytest.mark.parametrize(
    ("one", "other", "digits", "apart"),
    [
        (119.0, 119.0, AskedDigits(4), False),
        (1.0, 2.0, AskedDigits(2), True),
        (0.0, 1e-9, AskedDigits(4), False),
        (0.0, 1e-3, AskedDigits(4), True),
        (0.0, 1e-9, AskedDigits(4, "decimals"), False),
        (1.2345, 1.2346, AskedDigits(4), False),
        (1.2345, 1.2346, AskedDigits(6), True),
        (9.999, 10.001, AskedDigits(4), False),
        (-5.0, 5.0, AskedDigits(2), True),
        (float("nan"), 5.0, AskedDigits(2), False),
        (float("inf"), 5.0, AskedDigits(2), False),
    ],
)
def test_numbers_are_apart_by_one_and_a_half_units_of_the_last_digit(
    one: float, other: float, digits: AskedDigits, apart: bool
) -> None:
    assert digits.are_apart(np.array([one]), np.array([other])).tolist() == [apart]
    assert digits.are_apart(np.array([other]), np.array([one])).tolist() == [apart]


def test_what_is_not_told_is_what_a_comparison_of_each_with_each_finds() -> None:
    random = np.random.default_rng(5)
    digits = AskedDigits(2)
    values = random.integers(1, 4, (60, 3)).astype(float)
    values[7, 1] = np.nan
    made = tuple(MadeMistake(f"m{number % 17}", f"{number}") for number in range(60))
    found = untold(Fingerprints(values[0], made, values), digits)

    def differ(one: np.ndarray, other: np.ndarray) -> bool:
        return any(abs(a - b) > 0.5 for a, b in zip(one, other, strict=True) if not np.isnan(a + b))

    rest = [n for n in range(60) if differ(values[n], values[0])]
    pairs = {(i, j) for i, j in combinations(rest, 2) if i % 17 != j % 17 and not differ(values[i], values[j])}
    assert found.right == {made[n] for n in range(60) if n not in rest}
    assert found.pairs == {(made[i], made[j]) for i, j in pairs}
    assert found.pairs
