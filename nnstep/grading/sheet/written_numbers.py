"""A number as a person wrote it: its value and its digits."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TypeAlias

from nnstep.errors import SheetError
from nnstep.grading.sheet.number_forms import TypedNumber, comma_in, number_of
from nnstep.grading.sheet.values.number_faults import ambiguity_of, fault_of
from nnstep.harmless_text import cut_text

Typed: TypeAlias = "TypedNumber | tuple[Typed, ...]"
"""A number, or nested lists of numbers, as typed."""

_MOST_DIGITS = 60
"""Nobody writes more; longer numbers are cut off where they are shown."""


@dataclass(frozen=True)
class Written:
    """One number with the digits that were written."""

    typed: TypedNumber

    @classmethod
    def of(cls, text: str) -> Written:
        """Return the number that `text` writes, ``0.50``, ``2.4e-3``, ``161/7``.

        Raise SheetError where it is none, or two, as ``16,553``.
        """
        number = number_of(text)
        if number is None:
            raise SheetError(f"{text.strip()[:_MOST_DIGITS]!r} is not a number", fault_of(text)[1])
        if comma_in(text) == "unknown":
            message, hint = ambiguity_of(text)
            raise SheetError(f"the number {message}", hint)
        return cls(number)

    @cached_property
    def number(self) -> float:
        """The nearest float64."""
        return float(self.typed)

    @cached_property
    def exponent(self) -> int | None:
        """The power of ten that the last digit counts: -2 of 0.50; None of a fraction, which is exact."""
        if isinstance(self.typed, Fraction):
            return None
        exponent = self.typed.as_tuple().exponent
        return exponent if isinstance(exponent, int) else None

    @cached_property
    def unit(self) -> float:
        """What the last digit counts: 0.01 of 0.50; 0 of a fraction, and infinite where float64 ends before it."""
        return 0.0 if self.exponent is None else power_of_ten(self.exponent)

    @cached_property
    def half(self) -> float:
        """Half of what the last digit counts; 0 of a fraction."""
        return self.unit / 2

    @property
    def decimals(self) -> int | None:
        """How many digits stand after the point: 2 in 0.50; None in a fraction."""
        return None if self.exponent is None else max(0, -self.exponent)

    @cached_property
    def significant(self) -> int:
        """How many significant digits it has: 2 of 2.4e-3, none of 0.00; as many as float64 keeps of a fraction."""
        if isinstance(self.typed, Fraction):
            return 17
        return 0 if self.typed == 0 else len(self.typed.as_tuple().digits)

    @property
    def whole_zeros(self) -> int:
        """How many zeros stand at the end of a whole number: 2 in 16600, none in 16600.0 and in 1.66e4."""
        if self.exponent != 0:
            return 0
        digits = str(self.typed)
        return len(digits) - len(digits.rstrip("0"))

    def __str__(self) -> str:
        return cut_text(str(self.typed), _MOST_DIGITS)


def power_of_ten(exponent: float) -> float:
    """Return the nearest float64 to a whole power of ten: 0 or infinity where that is beyond float64's."""
    return float(f"1e{exponent:.0f}")
