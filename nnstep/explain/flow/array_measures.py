"""What was measured of arrays, so that each is gone through once: arrays never change once they are made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from nnstep.expr.array import Array

_T = TypeVar("_T")


class ArrayMeasures:
    """The measures of the arrays of the last frame; those of earlier ones are let go."""

    def __init__(self) -> None:
        self._before: dict[tuple[int, str], tuple[Array, Any]] = {}
        self._now: dict[tuple[int, str], tuple[Array, Any]] = {}

    def begin(self) -> None:
        """Begin with another frame: what it does not ask for will be let go."""
        self._before, self._now = self._now, {}

    def of(self, value: Array, what: str, measure: Callable[[Array], _T]) -> _T:
        """Return what `measure` gives for `value`; `what` names it."""
        key = (id(value), what)
        found = self._now.get(key) or self._before.get(key)
        # Another array may have the number of one that is gone, but not of one that is kept here.
        if found is None:
            found = value, measure(value)
        self._now[key] = found
        measured: _T = found[1]
        return measured
