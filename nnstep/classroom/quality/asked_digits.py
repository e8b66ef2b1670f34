"""With how many digits the numbers of an exercise are asked, and when two values give other digits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from nnstep.expr.array import Array, Mask

DigitsKind: TypeAlias = Literal["significant", "decimals"]

APART = 1.5
"""So many units of the last digit apart, neither rounding nor cutting off makes one number of two."""


@dataclass(frozen=True, slots=True)
class AskedDigits:
    """How many digits are asked of each number."""

    count: int
    """The number of digits."""
    kind: DigitsKind = "significant"
    """Significant digits, or decimals."""

    def units(self, values: Array) -> Array:
        """Return what the last asked digit of each value counts.

        0 has no significant digit: beside it, as many decimals count.
        """
        if self.kind == "decimals":
            return np.full(values.shape, 10.0**-self.count)
        size = np.abs(values)
        has_digits = np.isfinite(values) & (size > 0)
        powers = np.floor(np.log10(np.where(has_digits, size, 1.0)))
        return np.where(has_digits, 10.0 ** (powers - self.count + 1), 10.0**-self.count)

    def are_apart(self, one: Array, other: Array) -> Mask:
        """Return where two values give other digits, however they are rounded or cut off.

        A value that is not finite can't be written down, so nothing is told by it.
        """
        with np.errstate(all="ignore"):
            width = APART * np.maximum(self.units(one), self.units(other)) * (1 - 1e-9)
            found = np.abs(one - other) >= width
        return np.asarray(found & np.isfinite(one) & np.isfinite(other))

    @property
    def text(self) -> str:
        """As in ``4 significant digits``."""
        noun = "significant digit" if self.kind == "significant" else "decimal"
        return f"{self.count} {noun}{'' if self.count == 1 else 's'}"
