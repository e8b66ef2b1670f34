"""What is measured of arrays once, for all drawings of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nnstep.drawing.matrix.array_cache import ArrayCache
from nnstep.drawing.matrix.array_facts import ArrayFacts, facts_of
from nnstep.drawing.matrix.cell_format import CellFormat, cell_format
from nnstep.drawing.matrix.diverging_scale import levels_of
from nnstep.drawing.matrix.map_layout import MapLayout
from nnstep.expr.array import Array
from nnstep.expr.digits import Digits


class MeasuredArrays:
    """Formats, facts and map levels of arrays, each made when it is first asked for."""

    def __init__(self) -> None:
        self._cache = ArrayCache()

    def form(self, values: Array | None, columns: int, digits: Digits) -> CellFormat:
        """Return the format of an array's numbers."""
        if values is None:
            return cell_format(None, columns, digits)
        return self._cache.get(values, digits, lambda: cell_format(values, columns, digits))

    def facts(self, values: Array) -> ArrayFacts:
        """Return the measures of an array."""
        return self._cache.get(values, "facts", lambda: facts_of(values))

    def levels(self, values: Array, layout: MapLayout) -> NDArray[np.int8]:
        """Return the level of each cell of a map, on the scale of the whole array."""
        return self._cache.get(values, layout, lambda: levels_of(layout.pooled(values), self.facts(values).extent))
