"""A vertical axis: its range, the place of a value on it, and its short labels."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from nnstep.expr.array import Array

LABEL_CELLS = 7
"""No label is longer than this."""

PLAIN_CELLS = 5
"""Labels of up to this length are never written with a power of ten."""

NEAR_ZERO = 0.1
"""A linear axis whose lowest value is less than this part of its highest starts at zero."""

ROUNDING = 1e-9
"""How far, relatively, a step may fall short: (0.31 - 0.29) / 4 comes out a little above 0.005."""


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis from `low` to `high`: finite, `low <= high`, both positive where it is logarithmic."""

    low: float
    high: float
    log: bool = False

    def place(self, values: Array) -> Array:
        """Return where each value lies: 0 at `low`, 1 at `high`, 0.5 on an axis without extent, NaN for NaN."""
        low, high = np.float64(self.low), np.float64(self.high)
        if self.log:
            values, low, high = np.log10(values), np.log10(low), np.log10(high)
        # A common power of two keeps the span of enormous values finite and that of the tiniest above zero.
        power = -math.frexp(max(abs(low), abs(high)))[1]
        values, low, high = np.ldexp(values, power), np.ldexp(low, power), np.ldexp(high, power)
        if low == high:
            return np.where(np.isnan(values), np.nan, 0.5)
        return np.asarray((values - low) / (high - low))


@dataclass(frozen=True, slots=True)
class Tick:
    """A value of an axis that is labelled."""

    value: float
    label: str


def axis_over(low: float, high: float, *, log: bool = False) -> Axis:
    """Return the axis for values from `low` to `high`; a linear one starts at zero where it nearly does so anyway."""
    if not log and 0 < low < NEAR_ZERO * high:
        low = 0.0
    return Axis(low, high, log)


def ticks(axis: Axis, intervals: int) -> tuple[Tick, ...]:
    """Return ticks of `axis`, ascending, with `intervals` (at least 1) or fewer steps between the outermost two.

    Powers of ten on a logarithmic axis that has two of them, else multiples of 1, 2 or 5 times a power of
    ten, else the two ends; a single one where the axis has no extent.
    """
    if axis.low == axis.high:
        return (Tick(axis.low, short(axis.low)),)
    found = _powers_of_ten(axis, intervals) if axis.log else ()
    if len(found) < 2:
        found = _round_ticks(axis, intervals)
    if len(found) < 2:
        found = tuple(Tick(value, short(value)) for value in (axis.low, axis.high))
    # A tick whose label, cut to its length, no longer differs from that of the one below it is left out.
    return found[:1] + tuple(tick for below, tick in pairwise(found) if tick.label != below.label)


def short(value: float) -> str:
    """Return a finite `value` in at most `LABEL_CELLS` characters, with as many digits as fit."""
    forms = (_compact(f"{value:.{digits}g}") for digits in range(LABEL_CELLS, 0, -1))
    return next(form for form in forms if len(form) <= LABEL_CELLS)


def _powers_of_ten(axis: Axis, intervals: int) -> tuple[Tick, ...]:
    lowest, highest = math.log10(axis.low), math.log10(axis.high)
    exponents = range(math.ceil(lowest), math.floor(highest) + 1)
    if len(exponents) < 2:
        return ()
    stride = math.ceil((highest - lowest) / intervals)
    chosen = [exponent for exponent in exponents if exponent % stride == 0]
    if len(chosen) < 2:
        chosen = [exponents[0], exponents[-1]]
    powers = {exponent: f"1e{exponent}" for exponent in chosen}
    return tuple(Tick(float(text), text if abs(e) > 2 else f"{10.0**e:g}") for e, text in powers.items())


def _round_ticks(axis: Axis, intervals: int) -> tuple[Tick, ...]:
    return _labelled(*round_values(axis, intervals))


def round_values(axis: Axis, intervals: int) -> tuple[list[float], int]:
    """Return the multiples within the axis of the smallest 1-2-5 step that needs no more than `intervals`.

    With them the power of ten of the step; nothing where there is no such step.
    """
    raw = (axis.high / intervals - axis.low / intervals) * (1 - ROUNDING)
    if not 0 < raw < math.inf:
        return [], 0
    exponent = math.floor(math.log10(raw))
    for factor, power in ((1, exponent), (2, exponent), (5, exponent), (1, exponent + 1)):
        step = float(f"{factor}e{power}")
        if raw <= step < math.inf:
            multiples = range(math.floor(axis.low / step), math.ceil(axis.high / step) + 1)
            values = [float(f"{multiple * factor}e{power}") for multiple in multiples]
            return [value for value in values if axis.low <= value <= axis.high], power
    return [], 0


def _labelled(values: list[float], exponent: int) -> tuple[Tick, ...]:
    """Return ticks for `values`, all written alike, to the digit that 10 to the power of `exponent` asks for."""
    labels = [f"{value:.{max(0, -exponent)}f}" if value else "0" for value in values]
    if _longest(labels) > PLAIN_CELLS:
        labels = min(labels, [_with_power(value, exponent) for value in values], key=_longest)
    if _longest(labels) > LABEL_CELLS:
        labels = [short(value) for value in values]
    return tuple(Tick(value, label) for value, label in zip(values, labels, strict=True))


def _longest(labels: list[str]) -> int:
    return max(map(len, labels), default=0)


def _with_power(value: float, exponent: int) -> str:
    if value == 0:
        return "0"
    decimals = max(0, math.floor(math.log10(abs(value))) - exponent)
    return _compact(f"{value:.{decimals}e}")


def _compact(text: str) -> str:
    """Return `1.50e+06` as `1.5e6` and `1.50e+00` as `1.5`; a number without a power stays as it is."""
    mantissa, letter, exponent = text.partition("e")
    if not letter:
        return text
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa}e{int(exponent)}" if int(exponent) else mantissa
