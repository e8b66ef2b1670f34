"""The scale of heat maps: which level a value has, and that its colours and glyphs can be told apart by everybody."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstep.drawing.matrix.diverging_scale import (
    INFINITE_LEVEL,
    LEVELS,
    NAN_LEVEL,
    Rgb,
    colour_of,
    glyph_of,
    is_dark,
    levels_of,
)

GROUNDS = {"dark": (0.07, 0.07, 0.07), "dark blue": (0.1, 0.11, 0.17), "white": (1.0, 1.0, 1.0), "paper": (0.88,) * 3}
SIDES = [range(LEVELS + 1), range(0, -LEVELS - 1, -1)]

# G. Machado, M. Oliveira, L. Fernandes, A Physiologically-based Model for Simulation of Color Vision Deficiency, 2009,
# for complete deficiency, on linear channels.
DEFICIENCIES = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}


def linear(colour: Rgb) -> np.ndarray:
    return np.array([c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour])


def luminance(colour: Rgb) -> float:
    """Return the relative luminance of WCAG 2."""
    return float(linear(colour) @ [0.2126, 0.7152, 0.0722])


def contrast(one: Rgb, other: Rgb) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("ground", GROUNDS.values(), ids=GROUNDS)
def test_zero_is_the_background_and_the_ends_stand_out_from_it(ground: Rgb) -> None:
    assert colour_of(0, ground) == ground
    for end in (LEVELS, -LEVELS):
        assert contrast(colour_of(end, ground), ground) >= 3


@pytest.mark.parametrize("ground", GROUNDS.values(), ids=GROUNDS)
@pytest.mark.parametrize("side", SIDES, ids=["positive", "negative"])
def test_the_lightness_runs_one_way_from_zero_to_the_end_in_steps_that_are_seen(ground: Rgb, side: range) -> None:
    lightness = [luminance(colour_of(level, ground)) for level in side]
    assert all(near < far for near, far in pairwise(lightness if is_dark(ground) else lightness[::-1]))
    assert contrast(colour_of(side[1], ground), ground) > 1.1


@pytest.mark.parametrize("matrix", DEFICIENCIES.values(), ids=DEFICIENCIES)
@pytest.mark.parametrize("ground", GROUNDS.values(), ids=GROUNDS)
def test_the_signs_are_told_apart_with_every_colour_vision(ground: Rgb, matrix: list[list[float]]) -> None:
    for level in range(3, LEVELS + 1):
        seen = [np.array(matrix) @ linear(colour_of(sign * level, ground)) for sign in (1, -1)]
        red_green, blue = (seen[0] - seen[1])[:2].mean(), (seen[0] - seen[1])[2]
        assert max(abs(red_green), abs(blue)) > 0.02
        assert red_green - blue > 0.02 or matrix is DEFICIENCIES["tritanopia"], "orange is yellower than blue"


def test_only_zero_has_no_glyph_and_the_two_signs_share_none() -> None:
    positive, negative = ([glyph_of(level) for level in side[1:]] for side in SIDES)
    assert glyph_of(0) == " "
    assert not set(positive) & set(negative)
    assert " " not in positive + negative
    assert (positive[0], positive[-1], negative[0], negative[-1]) == ("░", "█", "╌", "≡")
    assert {glyph_of(NAN_LEVEL), glyph_of(INFINITE_LEVEL)} == {"?", "∞"}


@given(st.floats(-100, 100), st.floats(0.001, 100))
def test_the_level_is_the_share_of_the_scale_rounded_up_with_the_sign(value: float, extent: float) -> None:
    level = int(levels_of(np.array([[value]]), extent)[0, 0])
    size = min(LEVELS, max(1, math.ceil(abs(value) / extent * LEVELS))) if value else 0
    assert level == math.copysign(size, value)


def test_what_is_not_finite_has_levels_of_its_own_and_an_array_of_zeros_has_level_zero() -> None:
    values = np.array([[np.nan, np.inf, -np.inf, 0.0, -1.0]])
    assert levels_of(values, 1.0).tolist() == [[NAN_LEVEL, INFINITE_LEVEL, INFINITE_LEVEL, 0, -LEVELS]]
    assert levels_of(np.zeros((2, 2)), 0.0).tolist() == [[0, 0], [0, 0]]
