"""Initializers: the distribution that each draws from, and the same weights from the same seed."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nnstep.initializers import INITIALIZERS


def drawn(name: str, scale: float = 1.0, seed: int = 0) -> np.ndarray:
    return INITIALIZERS[name].draw(np.random.default_rng(seed), 300, 200, scale)


def test_these_initializers_exist() -> None:
    assert set(INITIALIZERS) == {"normal", "uniform", "he", "xavier", "zeros", "whole", "tenths"}


@pytest.mark.parametrize(
    ("name", "deviation"),
    [
        ("normal", 1.0),
        ("uniform", 1 / math.sqrt(3)),
        ("he", math.sqrt(2 / 200)),
        ("xavier", math.sqrt(2 / 500)),
        ("zeros", 0.0),
        ("whole", math.sqrt((1 + 4 + 9) / 3)),
        ("tenths", math.sqrt(sum(k * k for k in range(1, 10)) / 900)),
    ],
)
@pytest.mark.parametrize("scale", [1.0, 0.1])
def test_mean_and_deviation_are_those_of_the_source(name: str, deviation: float, scale: float) -> None:
    weights = drawn(name, scale)
    assert weights.shape == (300, 200)
    assert weights.mean() == pytest.approx(0, abs=5 * scale * deviation / math.sqrt(60_000))
    assert weights.std() == pytest.approx(scale * deviation, rel=0.02)


@pytest.mark.parametrize("name", ["uniform", "xavier"])
def test_uniform_weights_stay_within_their_bounds(name: str) -> None:
    bound = 1.0 if name == "uniform" else math.sqrt(6 / 500)
    assert 0.99 * bound < np.abs(drawn(name)).max() <= bound


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("whole", ["-3", "-2", "-1", "1", "2", "3"]),
        ("tenths", [f"{sign}0.{digit}" for sign in ("-", "") for digit in range(1, 10)]),
    ],
)
def test_numbers_for_work_by_hand_are_written_with_one_digit(name: str, numbers: list[str]) -> None:
    assert {f"{number:.17g}".removesuffix(".0") for number in np.unique(drawn(name))} == {
        f"{float(number):.17g}" for number in numbers
    }
    assert {repr(float(number)).removesuffix(".0") for number in np.unique(drawn(name))} == set(numbers)


@pytest.mark.parametrize("name", sorted(INITIALIZERS))
def test_the_same_seed_gives_the_same_weights(name: str) -> None:
    assert drawn(name, seed=3).tobytes() == drawn(name, seed=3).tobytes()
    assert name == "zeros" or drawn(name, seed=3).tobytes() != drawn(name, seed=4).tobytes()
