"""The functions that a breakpoint's condition may call beside NumPy's."""

from __future__ import annotations

import numpy as np

from nnstep.expr.array import Array


def changed(now: Array, before: Array) -> bool:
    """Return whether any element has another value than before; a value that was not there has not changed.

    What is of a batch of another size is another value.
    """
    return now.shape != before.shape or bool(np.any((now != before) & ~np.isnan(before)))


def turned(now: Array, before: Array) -> bool:
    """Return whether any element has changed its sign, in a batch of the same size."""
    return now.shape == before.shape and bool(np.any(np.sign(now) * np.sign(before) < 0))


def any_nan(now: Array) -> bool:
    """Return whether any element is not a number."""
    return bool(np.isnan(now).any())


def any_infinite(now: Array) -> bool:
    """Return whether any element is infinite."""
    return bool(np.isinf(now).any())


def any_beyond(now: Array, bound: float) -> bool:
    """Return whether any element's absolute value is above a bound; one that is not a number is."""
    return not bool(np.all(np.abs(now) <= bound))


FUNCTIONS = {f"_{function.__name__}": function for function in (changed, turned, any_nan, any_infinite, any_beyond)}
"""What conditions may call beside NumPy, by names that no quantity can have."""
