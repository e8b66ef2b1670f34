"""What was made of arrays, kept while they live: arrays never change once they are made."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import partial
from typing import TypeVar, cast
from weakref import ref

from nnstep.expr.array import Array

Made = TypeVar("Made")


class ArrayCache:
    """Remembers what was made of an array under a key, and forgets it with the array."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[ref[Array], dict[Hashable, object]]] = {}

    def get(self, values: Array, key: Hashable, make: Callable[[], Made]) -> Made:
        """Return what `make` returned when it was asked for last with this array and this key, or ask it now."""
        number = id(values)
        known = self._kept.get(number)
        if known is None or known[0]() is not values:
            known = self._kept[number] = ref(values, partial(self._forget, number)), {}
        if key not in known[1]:
            known[1][key] = make()
        return cast("Made", known[1][key])

    def _forget(self, number: int, dead: ref[Array]) -> None:
        """Forget an array that is gone, unless another one lives at its place already."""
        known = self._kept.get(number)
        if known is not None and known[0] is dead:
            del self._kept[number]
