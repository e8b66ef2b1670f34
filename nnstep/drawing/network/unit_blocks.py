"""A large layer as a column of blocks, one a neuron or a group of neurons: sign and size of each value."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnstep.drawing.network.character_grid import CharacterGrid
from nnstep.drawing.network.network_scene import NeuronColumn
from nnstep.drawing.network.node_drawing import MISSING
from nnstep.expr.array import Array
from nnstep.expr.digits import MINUS

_BLOCKS = "▁▂▃▄▅▆▇█"
_NOT_FINITE = "?"
_BLOCK = 2


@dataclass(frozen=True, slots=True)
class BlockGrid:
    """Where the blocks of `count` neurons stand: column by column, from top to bottom."""

    x: int
    y: int
    rows: int
    columns: int
    count: int

    @property
    def group(self) -> int:
        """Neurons that share a block."""
        return -(-self.count // max(1, self.rows * self.columns))

    def unit_at(self, x: int, y: int) -> int | None:
        """Return the first neuron of the block at a cell."""
        row, column = y - self.y, (x - self.x) // _BLOCK
        if not (0 <= row < self.rows and 0 <= column < self.columns):
            return None
        unit = (column * self.rows + row) * self.group
        return unit if unit < self.count else None

    def place(self, block: int) -> tuple[int, int]:
        """Return the cell of the sign of a block, counted from 0."""
        column, row = divmod(block, self.rows)
        return self.x + _BLOCK * column, self.y + row


def block_grid(span: tuple[int, int], body: range, count: int) -> BlockGrid:
    """Return where the blocks of a layer stand; the last line is left for the count."""
    x, width = span
    most_rows = max(1, len(body) - 1)
    columns = max(1, min(width // _BLOCK, -(-count // most_rows)))
    rows = min(most_rows, -(-count // columns))
    return BlockGrid(x + (width - _BLOCK * columns) // 2, body.start + (most_rows - rows) // 2, rows, columns, count)


def draw_blocks(grid: CharacterGrid, blocks: BlockGrid, column: NeuronColumn, style: str) -> None:
    """Draw a layer's values; of a group the one farthest from zero, as matters most."""
    if column.values is None:
        for block in range(-(-blocks.count // blocks.group)):
            grid.put(*blocks.place(block), MISSING, "faint")
        return
    shown = _farthest(column.values, blocks.group)
    finite = np.abs(shown[np.isfinite(shown)])
    largest = float(finite.max()) if finite.size else 0.0
    for block, value in enumerate(shown.tolist()):
        first = block * blocks.group
        group = range(first, first + blocks.group)
        own = "cursor" if column.chosen in group else style
        grid.put(*blocks.place(block), f"{MINUS if value < 0 else ' '}{_block(value, largest)}", own)


def _block(value: float, largest: float) -> str:
    if not np.isfinite(value):
        return _NOT_FINITE
    if not value or not largest:
        return MISSING if not value else _BLOCKS[0]
    return _BLOCKS[min(7, int(abs(value) / largest * 8))]


def _farthest(values: Array, group: int) -> Array:
    if group == 1:
        return values
    padded = np.concatenate([values, np.zeros(-values.size % group)]).reshape(-1, group)
    at = np.where(np.isfinite(padded), np.abs(padded), np.inf).argmax(axis=1)
    return np.asarray(padded[np.arange(len(padded)), at])
