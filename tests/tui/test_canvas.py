"""Where drawings stand on a canvas, and what stays of them in view."""

from __future__ import annotations

import numpy as np

from nnstep.drawing.matrix.cell_format import cell_format
from nnstep.drawing.matrix.matrix_block import Block
from nnstep.drawing.matrix.shown_array import ShownArray
from nnstep.expr.digits import Digits
from nnstep.tui.widgets.canvas import placed


def test_the_head_stays_in_view_as_long_as_a_row_is_seen_below_it() -> None:
    values = np.arange(40.0).reshape(20, 2)
    block = Block(ShownArray("W", values.shape, values), cell_format(values, 2, Digits()))
    (_, below) = placed([block, block], 0)
    assert (below.y, below.bottom, block.head) == (21, 42, 1)
    assert [below.hidden_above(scrolled) for scrolled in (0, 21, 22, 40, 41, 60)] == [0, 0, 1, 19, 0, 0]
