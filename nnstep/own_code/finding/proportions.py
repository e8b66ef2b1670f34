"""Values that are a constant times what they should be: another factor, another learning rate."""

from __future__ import annotations

import numpy as np

from nnstep.expr.array import Array
from nnstep.own_code.aligning.seen_values import in_order
from nnstep.own_code.supposing.causes import Cause, OwnValue, ProgramFault
from nnstep.own_code.supposing.explained_values import Explained

_MOST_DECIMALS = 7
_NEAR = 1e-9
_CONSTANT = 1e-7
"""So far quotients may differ, relatively, and still be one constant."""


def in_proportion(cause: Cause, base: Explained, own: Array) -> Cause:
    """Return what is said of a value that is in proportion to what it should be, or `cause`.

    `own` is what stands in place of the whole quantity, in its own form, under the supposition.
    """
    if not isinstance(cause, OwnValue) or cause.index is not None:
        return cause
    right = base.run.value(cause.step, cause.target)
    if cause.is_given:
        return _given_rounded(cause, own, base.run.before.get(cause.step, {}).get(cause.target))
    before = base.run.before.get(cause.step, {}).get(cause.target)
    if right is None or right.shape != own.shape:
        return cause
    if before is not None:
        rate = base.run.before[cause.step].get("lr")
        if rate is not None and (places := _rounded_to((before - own) / rate, (before - right) / rate)) is not None:
            return _rounded(cause, places)
        factor = _constant(own - before, right - before)
        return cause if factor is None else _other_step(cause, factor, base)
    if (places := _rounded_to(own, right)) is not None:
        return _rounded(cause, places)
    factor = _constant(own, right)
    return cause if factor is None else _other_factor(cause, factor)


def _given_rounded(cause: OwnValue, own: Array, right: Array | None) -> Cause:
    """Return that a given value is rounded or cut off, where it is."""
    if right is None or np.shape(right) != own.shape:
        return cause
    if (places := _rounded_to(own, right)) is not None:
        return _rounded(cause, places)
    return _rounded(cause, 0) if own.any() and (own == np.trunc(right)).all() else cause


def _constant(own: Array, right: Array) -> float | None:
    """Return the same as `constant_between`, but None where there is one number only, or nothing that is other."""
    factor = constant_between(own, right)
    return factor if factor not in (0.0, 1.0) and np.count_nonzero(right) > 1 else None


def constant_between(own: Array, right: Array) -> float | None:
    """Return what all of `right` is multiplied by to give `own`, of the same shape; None where that is no one number.

    >>> constant_between(np.array([2.0, 0.0]), np.array([1.0, 0.0]))
    2.0
    """
    there = right != 0
    if not there.any() or (own[~there] != 0).any():
        return None
    with np.errstate(all="ignore"):
        quotients = own[there] / right[there]
    first = float(quotients.flat[0])
    is_one = bool(np.isfinite(first)) and np.allclose(quotients, first, rtol=_CONSTANT, atol=0)
    return first if is_one else None


def factor_between(own: Array, right: Array) -> float | None:
    """Return what another value's numbers are multiplied by, as they lie or transposed, or else in whatever order."""
    flat = np.ravel(own)
    for numbers in (np.ravel(right), np.ravel(right.T)):
        if (factor := constant_between(flat, numbers)) is not None:
            return factor
    ordered = in_order(right)
    for sign in (1.0, -1.0):
        if (factor := constant_between(in_order(sign * own), ordered)) is not None:
            return sign * factor
    return None


def _rounded_to(own: Array, right: Array) -> int | None:
    """Return to how many decimals all of `right` is rounded in `own`; None where it is not."""
    for places in range(_MOST_DECIMALS):
        if np.allclose(own, np.round(right, places), rtol=0, atol=1e-9) and not np.allclose(
            own, right, rtol=0, atol=1e-9
        ):
            return places if own.any() else None
    return None


def _rounded(cause: OwnValue, places: int) -> ProgramFault:
    how = "to whole numbers, as an integer dtype does" if places == 0 else f"to {places} decimals"
    return ProgramFault(
        "rounded",
        f"the numbers behind {cause.target} are rounded {how} before they are used",
        "Does this line round, or write into an array of another dtype?",
    )


def _other_step(cause: OwnValue, factor: float, base: Explained) -> ProgramFault:
    rate = base.run.before[cause.step].get("lr")
    said = (
        "" if rate is None else f", as with a learning rate of {factor * float(rate):.6g} in place of {float(rate):.6g}"
    )
    return ProgramFault(
        "other-rate",
        f"the step of {cause.target} is {factor:.6g} times what it should be{said}",
        "Which learning rate, sign and factor does this line use?",
    )


def _other_factor(cause: OwnValue, factor: float) -> ProgramFault:
    return ProgramFault(
        "other-factor",
        f"{cause.target} is {factor:.6g} times what it should be: a factor too much, or one that is missing",
        f"Which factors has the formula of {cause.target}?",
    )
