"""Remembers how arrays are written, so that what did not change is not measured again. Knows blocks, no frames."""

from __future__ import annotations

from nnstep.expr.array import Array
from nnstep.expr.digits import Digits
from nnstep.tui.widgets.block import Form, form_of

_MOST = 128


class Forms:
    """Forms by array; arrays never change once they are made, so identity is enough."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], tuple[Array, Form]] = {}

    def of(self, values: Array | None, digits: Digits) -> Form:
        """Return the form of `values`."""
        if values is None:
            return form_of(None, digits)
        key = (id(values), digits.significant)
        known = self._known.get(key)
        if known is not None:
            return known[1]
        if len(self._known) >= _MOST:
            self._known.clear()
        form = form_of(values, digits)
        # The array is kept with its form, so that its identity can't pass to another one.
        self._known[key] = (values, form)
        return form
