"""To how many digits the person of a sheet works: so many decimals, or so many significant digits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median_low

import numpy as np

from nnstep.expr.array import Array
from nnstep.grading.sheet.written_numbers import Written, power_of_ten

_MOST_DECIMALS = 300
_SHARE = 0.6
"""Where so many of the numbers have as many decimals, that is what the person goes by."""


@dataclass(frozen=True, slots=True)
class WorkingPrecision:
    """So many decimals, or so many significant digits."""

    digits: int
    are_decimals: bool
    cuts: bool = False
    """Whether the person cuts off the digits that are not written, in place of rounding."""

    def rounded(self, value: Array) -> Array:
        """Return `value` rounded so."""
        if self.are_decimals:
            unit: Array | float = power_of_ten(-self.digits)
        else:
            size = np.where((value == 0) | ~np.isfinite(value), 1.0, np.abs(value))
            unit = 10.0 ** (np.floor(np.log10(size)) - self.digits + 1)
        return np.asarray((np.trunc if self.cuts else np.round)(value / unit) * unit)


def working_precision(numbers: Iterable[Written]) -> WorkingPrecision | None:
    """Return what most of the numbers are written with; None where none has digits."""
    written = [number for number in numbers if number.exponent is not None and number.significant]
    if not written:
        return None
    decimals = [min(_MOST_DECIMALS, number.decimals or 0) for number in written]
    usual, times = Counter(decimals).most_common(1)[0]
    if times >= _SHARE * len(written):
        return WorkingPrecision(usual, are_decimals=True)
    return WorkingPrecision(median_low(number.significant for number in written), are_decimals=False)
