"""To how many digits the person of a sheet works: so many decimals, or so many significant digits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median_low

import numpy as np

from nnstep.expr.array import Array
from nnstep.grading.sheet.written_numbers import Written

_MOST_DECIMALS = 300
_LEAST = 2
"""Nobody who writes numbers of several lengths works with fewer digits."""
_SHARE = 0.6
"""Where so many of the numbers have as many digits, that may be what the person goes by."""


@dataclass(frozen=True, slots=True)
class WorkingPrecision:
    """So many decimals, or so many significant digits; where a sheet does not show which, both."""

    decimals: int | None
    significant: int | None
    cuts: bool = False
    """Whether the person cuts off the digits that are not written, in place of rounding."""

    def unit(self, value: Array) -> Array:
        """Return what the last digit of `value` counts; where both are known, the coarser of the two."""
        least = 0.0 if self.decimals is None else 10.0**-self.decimals
        if self.significant is None:
            return np.full(np.shape(value), least)
        size = np.abs(value)
        size = np.where((size > 0) & (size < np.inf), size, 1.0)
        return np.asarray(np.fmax(10.0 ** (np.floor(np.log10(size)) + (1 - self.significant)), least))

    def rounded(self, value: Array) -> Array:
        """Return `value` rounded so."""
        unit = self.unit(value)
        units = value / unit
        nearest = np.round(units)
        if self.cuts:
            # A number with no more digits than that stays what it is, whatever float64 makes of it.
            nearest = np.where(np.abs(units - nearest) < 1e-6, nearest, np.trunc(units))
        return np.asarray(nearest * unit)

    @property
    def each(self) -> tuple[WorkingPrecision, ...]:
        """What the person may go by, decimals and significant digits taken alone."""
        ways = ((self.decimals, None), (None, self.significant))
        return tuple(
            WorkingPrecision(decimals, significant, self.cuts)
            for decimals, significant in ways
            if decimals is not None or significant is not None
        )


def working_precision(numbers: Iterable[Written]) -> WorkingPrecision | None:
    """Return what most of the numbers are written with; None where none has digits.

    Whole numbers are written out whatever their size, so they show no significant digits.
    """
    written = [number for number in numbers if number.exponent is not None and number.significant]
    if not written:
        return None
    decimals, with_decimals = Counter(min(_MOST_DECIMALS, n.decimals or 0) for n in written).most_common(1)[0]
    sizes = Counter(number.significant for number in written if number.decimals) or Counter([0])
    significant, with_significant = sizes.most_common(1)[0]
    least = _SHARE * len(written)
    if max(with_decimals, with_significant) < least:
        return WorkingPrecision(None, max(_LEAST, median_low(number.significant for number in written)))
    by_decimals, by_significant = with_decimals >= least, bool(significant) and with_significant >= least
    if by_decimals and by_significant:
        # Who writes more digits than that does not go by it.
        exceeds = [
            any((n.decimals or 0) > decimals for n in written),
            any(n.significant > significant for n in written if n.decimals),
        ]
        if exceeds[0] != exceeds[1]:
            by_decimals, by_significant = exceeds[1], exceeds[0]
        elif all(exceeds):
            return WorkingPrecision(max(number.decimals or 0 for number in written), None)
    return WorkingPrecision(decimals if by_decimals else None, significant if by_significant else None)
