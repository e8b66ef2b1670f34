"""How numbers are written: which digits are shown, never which are computed with. Knows arrays and text only."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

import numpy as np

from nnstep.expr.array import NUMBER_TYPES, Array, RunPrecision

MINUS = "−"
_ROUNDING: dict[RunPrecision, float] = {"float64": 1e-14, "float32": 6e-8}
"""So near, relatively, two numbers differ by the rounding of their calculation only; of float32, a text and its number.
"""
_MOST: dict[RunPrecision, int] = {"float64": 17, "float32": 9}
"""As many significant digits tell any two numbers apart."""
_FEW = 64
"""Elements that are written sooner than their extremes are found."""
_BEYOND_SIGNIFICANT = 2
"""How many decimals more than significant digits there may be, for the sake of numbers below 1."""
_SMALLEST_FIXED = -5
"""Where an element lies below this power of ten exponents are written."""
_SMALLEST_ALONE = -4
"""Where all do, as single numbers have them too."""
_LONGEST = 15
"""Digits that a number without an exponent may have."""
_TRIM_LIMIT = 512
"""Above this many elements, trailing zeros are not looked for, and fractions not measured."""
_LARGEST_DENOMINATOR = 1000
_BY_CHANCE = 1e-4
"""A fraction is taken for the number only if one with so small a denominator is this seldom so near by chance."""

DigitForm: TypeAlias = Literal["significant", "decimals", "fraction"]
"""What is counted: significant digits or decimals; or whether fractions are written where they are exact."""


@dataclass(frozen=True, slots=True)
class Digits:
    """So many significant digits; 17 tell any two float64 apart, 9 any two float32, which are never shown with more.

    Or so many decimals, or exact fractions with significant digits for what is none.
    """

    significant: int = 6
    precision: RunPrecision = "float64"
    form: DigitForm = "significant"
    decimals: int = 3
    """Digits after the point, in the form of that name."""

    def __post_init__(self) -> None:
        """Show no more digits than the precision has."""
        object.__setattr__(self, "significant", min(self.significant, _MOST[self.precision]))

    @property
    def text(self) -> str:
        """What is set, as people read it."""
        match self.form:
            case "significant":
                return f"{self.significant} significant digits"
            case "decimals":
                return f"{self.decimals} decimal{'s' * (self.decimals != 1)}"
            case "fraction":
                return f"fractions, or {self.significant} significant digits"

    def number(self, value: float) -> str:
        """Return one number: ``16553``, ``-0.0125``, ``2.5e-07``, ``nan``, ``inf``.

        Trailing zeros are left out where nothing was rounded away: 1 is ``1``, 0.99999999 is ``1.00000``. With a fixed
        number of decimals they stay; a fraction is ``5/3``.
        """
        value += 0.0  # which takes the sign off a zero
        if self.form == "decimals" and math.isfinite(value):
            return self._fixed(abs(value)) % value
        if self.form == "fraction":
            fraction = fraction_text(value, self.precision)
            if fraction:
                return fraction
        short = f"{value:.{self.significant}g}"
        return short if self._shows(short, value) else f"{value:#.{self.significant}g}".removesuffix(".")

    def column(self, array: Array) -> str:
        """Return a ``%`` format under which all elements of `array` line up and none loses significant digits.

        The decimals are the most that any element needs for its own significant digits, and no more; where that
        would make the numbers too long, or hide the smallest, all are written with exponents.
        """
        finite = np.abs(array[np.isfinite(array)])
        positive = finite[finite > 0]
        if self.form == "decimals":
            return self._fixed(float(finite.max(initial=0)))
        if positive.size == 0:
            return "%.0f"
        largest, smallest = math.floor(math.log10(positive.max())), math.floor(math.log10(positive.min()))
        most = self.significant + _BEYOND_SIGNIFICANT
        if positive.size > _TRIM_LIMIT:
            decimals, hidden = min(most, max(0, self.significant - 1 - smallest)), smallest < -most
            return f"%.{self.significant - 1}e" if hidden or largest + decimals > _LONGEST else f"%.{decimals}f"
        values = positive.tolist()
        decimals = max(self._decimals(value) for value in values)
        cut_short = decimals > most and any(
            self._decimals(v) > most and self._shows(f"{v:.{self.significant - 1}e}", v) for v in values
        )
        too_small = smallest < _SMALLEST_FIXED or largest < _SMALLEST_ALONE
        if cut_short or too_small or largest + min(decimals, most) > _LONGEST:
            return self._exponential(values)
        return f"%.{min(decimals, most)}f"

    def texts(self, array: Array) -> ArrayTexts:
        """Return how the elements of an array of any size are written, as single numbers are or in line."""
        template = self.column(array) if array.ndim else ""
        if self.form != "fraction" or not array.ndim:
            return ArrayTexts(self, template)
        return ArrayTexts(self, template, _width(array, template) if array.size > _TRIM_LIMIT else None)

    def _fixed(self, largest: float) -> str:
        """Return the format with a fixed number of decimals, for numbers of up to this size."""
        size = math.floor(math.log10(largest)) if largest else 0
        if size > _LONGEST:
            return f"%.{self.significant - 1}e"
        return f"%.{max(0, min(self.decimals, _MOST[self.precision] - 1 - size))}f"

    def _decimals(self, value: float) -> int:
        """Return how many decimals the significant digits of a positive number take, trailing zeros left out."""
        text = f"{value:.{max(0, self.significant - 1 - math.floor(math.log10(value)))}f}"
        return len((text.rstrip("0") if self._shows(text, value) else text).partition(".")[2])

    def _exponential(self, values: list[float]) -> str:
        most = self.significant - 1
        fitting = (n for n in range(most) if all(self._shows(f"{value:.{n}e}", value) for value in values))
        return f"%.{next(fitting, most)}e"

    def _shows(self, text: str, value: float) -> bool:
        """Return whether `text` leaves out nothing of `value` but the rounding of its calculation."""
        return not math.isfinite(value) or abs(float(text) - value) <= _ROUNDING[self.precision] * abs(value)


@dataclass(frozen=True, slots=True)
class ArrayTexts:
    """How the elements of one array are written."""

    digits: Digits
    template: str
    """A ``%`` format under which they line up; empty for a single number."""
    most: int | None = None
    """How long a fraction may be."""

    def of(self, number: float) -> str:
        """Return an element as text, with an ASCII minus sign."""
        number += 0.0  # which takes the sign off a zero
        if not self.template:
            return self.digits.number(number)
        if self.digits.form == "fraction":
            fraction = fraction_text(number, self.digits.precision)
            if fraction and (self.most is None or len(fraction) <= self.most):
                return fraction
        return self.template % number

    def width(self, array: Array) -> int:
        """Return the width of the longest text of all elements; 1 for an empty array."""
        if not self.template:
            return len(self.of(float(array)))
        if self.digits.form != "fraction":
            return _width(array, self.template)
        return self.most or max((len(self.of(number)) for number in array.ravel().tolist()), default=1)


def _width(array: Array, template: str) -> int:
    """Return how long elements get at most: of many, only the extremes, zero, NaN and infinity are looked at."""
    if array.size <= _FEW:
        return max([len(template % (value + 0.0)) for value in array.ravel().tolist()], default=1)
    sides = (array[(array < 0) & np.isfinite(array)], array[(array > 0) & np.isfinite(array)])
    ends = [end for side in sides if side.size for end in (side.min(), side.max())]
    odd = array[~np.isfinite(array)]
    others = (array[array == 0], odd[np.isnan(odd)], odd[odd > 0], odd[odd < 0])  # np.unique would import numpy.ma
    widest = [*ends, *(value for values in others for value in values[:1])]
    return max((len(template % (value + 0.0)) for value in widest), default=1)


def fraction_text(value: float, precision: RunPrecision = "float64") -> str:
    """Return the fraction that is `value` once it is rounded to the precision, as ``-5/3``; an integer without ``/1``.

    An empty text where there is none of a small denominator, or where one may be so near by chance.
    """
    with np.errstate(over="ignore"):
        number = NUMBER_TYPES[precision](value)
        spacing = abs(float(np.spacing(number)))
    if not math.isfinite(number) or spacing > _BY_CHANCE:
        return ""
    most = int(min(_LARGEST_DENOMINATOR, math.sqrt(_BY_CHANCE / max(spacing, sys.float_info.min))))
    fraction = Fraction(float(number)).limit_denominator(most)
    return str(fraction) if NUMBER_TYPES[precision](float(fraction)) == number else ""


def column_texts(array: Array, digits: Digits) -> list[list[str]]:
    """Return the elements of a matrix as right-aligned texts of one width, row by row."""
    form = digits.texts(array)
    texts = [[form.of(value) for value in row] for row in array.tolist()]
    width = max((len(text) for row in texts for text in row), default=0)
    return [[text.rjust(width) for text in row] for row in texts]
