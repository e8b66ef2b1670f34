"""Keeps how arrays are written, so that what has not changed is not measured again."""

from __future__ import annotations

from nnstep.drawing.matrix_block import Form, form_of
from nnstep.expr.array import Array
from nnstep.expr.digits import Digits


class Forms:
    """The form of the array that each quantity had last; arrays never change once they are made."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Array | None, Digits, Form]] = {}

    def of(self, name: str, values: Array | None, digits: Digits) -> Form:
        """Return the form of `values`, those of the quantity `name`."""
        known = self._known.get(name)
        if known is None or known[0] is not values or known[1] != digits:
            known = self._known[name] = values, digits, form_of(values, digits)
        return known[2]
