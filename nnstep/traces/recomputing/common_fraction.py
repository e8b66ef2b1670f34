"""Exact rational numbers as whole numerators over one denominator: quick for a matrix, where a Fraction each is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd, isfinite


@dataclass(frozen=True, slots=True)
class CommonFraction:
    """Numbers in C order, each a whole numerator over the same positive denominator."""

    numerators: Sequence[int]
    denominator: int

    @classmethod
    def of(cls, values: Sequence[float]) -> CommonFraction | None:
        """Return floats exactly; None where one is not finite."""
        if not all(map(isfinite, values)):
            return None
        pairs = [value.as_integer_ratio() for value in values]
        common = max((below for _, below in pairs), default=1)  # each is a power of two
        return cls([above * (common // below) for above, below in pairs], common)

    def over(self, denominator: int) -> Sequence[int]:
        """Return the numerators over a multiple of the denominator."""
        factor = denominator // self.denominator
        return self.numerators if factor == 1 else [above * factor for above in self.numerators]

    def taken(self, order: Sequence[int]) -> CommonFraction:
        """Return the numbers at these places."""
        return CommonFraction([self.numerators[place] for place in order], self.denominator)

    def nearest(self) -> list[float]:
        """Return the nearest floats; raise OverflowError where one is too large."""
        below = self.denominator
        return [above / below for above in self.numerators]

    def fits(self, digits: int) -> bool:
        """Return whether all are numbers of so many binary digits, none of them near the smallest."""
        return self.is_binary(digits) and max(map(abs, self.numerators)).bit_length() <= digits

    def is_binary(self, digits: int) -> bool:
        """Return whether the denominator is a power of two, and a number of so many digits may have it."""
        below = self.denominator
        return below & (below - 1) == 0 and below.bit_length() <= (1000 if digits > 24 else 126)


def common_denominator(left: CommonFraction, right: CommonFraction) -> int:
    """Return the least denominator that both can have."""
    a, b = left.denominator, right.denominator
    return a if a == b else a // gcd(a, b) * b
