"""Where the neurons of a network stand in a rectangle, and what is left out of them where there is little room."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from nnstep.drawing.braille import DOTS_ACROSS, DOTS_DOWN
from nnstep.drawing.network.diagram import Diagram, EdgeKey, NodeBox, NodeKey
from nnstep.drawing.network.edge_path import EdgePath, path_through
from nnstep.drawing.network.pixel_image import image_width

_LEAST_NUMBER, _GOOD_NUMBER = 3, 6
"""Cells of the number in a neuron."""
_LEAST_GAP, _GOOD_GAP, _MOST_GAP = 5, 9, 26
"""Cells between two columns that have edges between them."""
_TARGET_GAP, _PLAIN_GAP = 2, 8
"""Cells before the target, and the most between columns without edges."""
_BESIDE = 2
"""Cells by which a text may be wider than its column, on each side."""
MOST_DRAWN = 12
"""Neurons of a layer that are drawn one by one."""
_MOST_EDGES = 64
"""Edges between two layers that can be told apart."""
_MOST_PITCH = {1: 4, 3: 8}
"""Lines from a neuron to the next one, by the neuron's own lines."""
_EASY_PITCH = 3
"""Where neurons are this far apart, edges between columns can be told apart; up to it, small columns are spread."""
_EASY_BOX_PITCH = 4
"""The same of neurons in boxes."""
_WIDE_NUMBER, _BLOCK_LINES = 10, 16
"""Cells of a number, and lines of blocks, that more room would not make better."""
_MOST_BLOCK_LINES = 30
_BLOCK_WIDTHS = (32, 16, 8, 4, 2)
"""Cells across that the blocks of a large layer may take."""
_BLOCK = 2
"""Cells of one block: its sign and its size."""
_FEWEST = 3
"""Columns with edges are shown rather than more columns without."""


@dataclass(frozen=True, slots=True)
class NetworkOutline:
    """What an arrangement depends on."""

    sizes: tuple[int, ...]
    """Neurons a column, the target's (if any) last."""
    has_target: bool
    width: int
    height: int
    number_widths: tuple[int, ...]
    """Cells that the numbers of each column would like to have."""
    focus: int = 0
    """The column that must be seen."""
    images: tuple[tuple[int, int] | None, ...] = ()
    """By column: rows and columns, where its neurons are the pixels of an image."""

    @property
    def layers(self) -> int:
        """Columns without the target."""
        return len(self.sizes) - self.has_target


@dataclass(frozen=True, slots=True)
class Columns:
    """What was chosen for the width: the columns shown, as ``range``, the cells of each, and those between them."""

    shown: range
    widths: tuple[int, ...]
    gaps: tuple[int, ...]
    has_edges: bool


@dataclass(frozen=True, eq=False)
class NetworkArrangement:
    """A network's diagram, and what else has a place in it."""

    outline: NetworkOutline
    diagram: Diagram
    spans: Mapping[int, tuple[int, int]]
    """By column that is shown: its first cell and its width."""
    folded: frozenset[int]
    """The columns that are drawn as blocks."""
    heading: int | None
    """The line of the heading, and of the columns' titles; None where there is no room."""
    titles: int | None
    body: range
    """The lines of the neurons."""

    def caption(self, column: int) -> tuple[int, int]:
        """Return the first cell and the width of the room for a text above or below a column: centred on it."""
        x, width = self.spans[column]
        before = sum(self.spans[column - 1]) if column - 1 in self.spans else -x
        after = self.spans[column + 1][0] if column + 1 in self.spans else 2 * self.outline.width - x - width
        beside = max(0, min(_BESIDE, (x - before) // 2, (after - x - width) // 2))
        return x - beside, width + 2 * beside


@lru_cache(maxsize=64)
def arranged_network(outline: NetworkOutline) -> NetworkArrangement:
    """Return where everything stands; only what changes the outline costs a new arrangement."""
    heading = 0 if outline.height >= 5 else None
    titles = None if outline.height < 3 else 0 if heading is None else 1
    top = 0 if titles is None else titles + 1
    body = range(top, max(0, min(outline.height, top + _most_body(outline.sizes))))
    folded = frozenset(c for c, size in enumerate(outline.sizes) if size > min(len(body), MOST_DRAWN))
    columns = _shared_out(outline, folded, len(body))
    spans = _spans(outline, columns)
    boxes, room_below = _boxes(outline, spans, folded, body)
    paths = _paths(outline, boxes) if columns.has_edges else {}
    diagram = Diagram(outline.width, outline.height, boxes, paths, room_below)
    return NetworkArrangement(outline, diagram, spans, folded, heading, titles, body)


def _most_body(sizes: Sequence[int]) -> int:
    """Return the lines that neurons may take: farther apart they would be no picture any more."""
    drawn = max((size for size in sizes if size <= MOST_DRAWN), default=1)
    blocks = _MOST_BLOCK_LINES if any(size > MOST_DRAWN for size in sizes) else 0
    return max(blocks, _MOST_PITCH[3] * (drawn - 1) + 3)


def most_columns(sizes: Sequence[int]) -> int:
    """Return the cells across that a network with columns of these sizes can fill."""
    each = [_BLOCK_WIDTHS[0] if size > MOST_DRAWN else _WIDE_NUMBER + 2 for size in sizes]
    return sum(each) + _MOST_GAP * (len(sizes) - 1)


def most_lines(sizes: Sequence[int]) -> int:
    """Return the lines that a network with columns of these sizes can fill."""
    drawn = max((size for size in sizes if size <= MOST_DRAWN), default=0)
    blocks = _BLOCK_LINES if any(size > MOST_DRAWN for size in sizes) else 0
    return 2 + max(blocks, _EASY_BOX_PITCH * (drawn - 1) + 3)


def _shared_out(outline: NetworkOutline, folded: frozenset[int], lines: int) -> Columns:
    """Return the first way to fill the width that has room, the best one first."""
    for shown, number, blocks, gap in _ways(outline):
        widths = tuple(
            min(blocks, _blocks_width(outline, c, lines))
            if c in folded
            else min(number, max(_LEAST_NUMBER, outline.number_widths[c])) + 2
            for c in shown
        )
        rest = outline.width - sum(widths)
        most = (_gaps(outline, shown, folded, wide) for wide in range(_MOST_GAP, gap - 1, -1))
        gaps = next((gaps for gaps in most if sum(gaps) <= rest), None)
        if gaps is not None:
            return Columns(shown, widths, gaps, gap >= _LEAST_GAP)
    return Columns(range(outline.focus, outline.focus + 1), (max(0, outline.width),), (), has_edges=False)


def _gaps(outline: NetworkOutline, shown: range, folded: frozenset[int], wide: int) -> tuple[int, ...]:
    """Return the cells between columns if those with edges between them are `wide` cells apart."""
    plain = min(_PLAIN_GAP, max(min(wide, _TARGET_GAP), wide - 3))
    return tuple(
        _TARGET_GAP if right == outline.layers else wide if _has_edges(outline, folded, left) else plain
        for left, right in pairwise(shown)
    )


def _has_edges(outline: NetworkOutline, folded: frozenset[int], left: int) -> bool:
    """Return whether the edges from a column to the next one are drawn where there is room."""
    both = outline.sizes[left] * outline.sizes[left + 1]
    return left not in folded and left + 1 not in folded and both <= _MOST_EDGES


def _ways(outline: NetworkOutline) -> Iterator[tuple[range, int, int, int]]:
    """Yield the columns to show, the widths of numbers and of blocks, and the least gap."""
    every, without = range(len(outline.sizes)), range(outline.layers)
    wished = max(_LEAST_NUMBER, *outline.number_widths)
    good = min(_GOOD_NUMBER, wished)
    for shown in dict.fromkeys((every, without)):
        yield from ((shown, number, _BLOCK_WIDTHS[0], _GOOD_GAP) for number in range(wished, good - 1, -1))
        yield shown, good, _BLOCK_WIDTHS[0], _LEAST_GAP
    for shown in dict.fromkeys((every, without)):
        for blocks in _BLOCK_WIDTHS[:3]:
            yield from ((shown, number, blocks, _LEAST_GAP) for number in range(good, _LEAST_NUMBER - 1, -1))
    for count in range(outline.layers - 1, _FEWEST - 1, -1):
        yield from ((_window(outline, count), number, 8, _LEAST_GAP) for number in range(good, _LEAST_NUMBER, -1))
    for shown in (every, without, *(_window(outline, count) for count in range(outline.layers - 1, 0, -1))):
        for blocks in _BLOCK_WIDTHS[2:]:
            yield from ((shown, number, blocks, 1) for number in range(good, 0, -1))


def _window(outline: NetworkOutline, count: int) -> range:
    """Return so many layers around the one that must be seen."""
    first = max(0, min(outline.focus - count // 2, outline.layers - count))
    return range(first, first + count)


def _blocks_width(outline: NetworkOutline, column: int, lines: int) -> int:
    rows = max(1, lines - 1)
    image = outline.images[column] if outline.images else None
    return _BLOCK * -(-outline.sizes[column] // rows) if image is None else image_width(image, rows)


def _spans(outline: NetworkOutline, columns: Columns) -> dict[int, tuple[int, int]]:
    x = max(0, (outline.width - sum(columns.widths) - sum(columns.gaps)) // 2)
    spans = {}
    for column, width, gap in zip(columns.shown, columns.widths, [*columns.gaps, 0], strict=True):
        spans[column] = x, width
        x += width + gap
    return spans


def _boxes(
    outline: NetworkOutline, spans: Mapping[int, tuple[int, int]], folded: frozenset[int], body: range
) -> tuple[dict[NodeKey, NodeBox], int]:
    """Return the cells of each neuron that is drawn alone, and the free lines below each."""
    drawn = [column for column in spans if column not in folded]
    most = max((outline.sizes[column] for column in drawn), default=1)
    between = max(1, most - 1)
    height = 3 if 3 * most <= len(body) else 1
    pitch = max(1, min(_MOST_PITCH[height], (len(body) - height) // between))
    if height == 1:  # a line below the last neuron too, where that leaves one below each of the others
        with_below = (len(body) - 2) // between
        pitch = min(pitch, with_below) if with_below > 1 else pitch
    room_below = min(pitch - height, len(body) - height - pitch * (most - 1))
    boxes = {}
    for column in drawn:
        (x, width), size = spans[column], outline.sizes[column]
        own = max(pitch, min(_EASY_PITCH, (len(body) - height - (room_below > 0)) // max(1, size - 1)))
        taken = own * (size - 1) + height + (room_below > 0)
        top = body.start + max(0, (len(body) - taken) // 2)
        boxes.update({(column, unit): NodeBox(x, top + own * unit, width, height) for unit in range(size)})
    return boxes, max(0, room_below)


def _paths(outline: NetworkOutline, boxes: Mapping[NodeKey, NodeBox]) -> dict[EdgeKey, EdgePath]:
    paths = {}
    for column in range(outline.layers - 1):
        left, right = outline.sizes[column], outline.sizes[column + 1]
        if not {(column, 0), (column + 1, 0)} <= boxes.keys() or left * right > _MOST_EDGES:
            continue
        for i in range(left):
            for j in range(right):
                begin, end = boxes[column, i], boxes[column + 1, j]
                start = DOTS_ACROSS * (begin.x + begin.width), _port(begin, j, right)
                stop = DOTS_ACROSS * end.x - 1, _port(end, i, left)
                paths[(column, i), (column + 1, j)] = path_through((start, stop))
    return paths


def _port(box: NodeBox, rank: int, count: int) -> int:
    """Return the row of dots at which the edge to or from the node of this rank touches a box."""
    first, last = DOTS_DOWN * box.y, DOTS_DOWN * (box.y + box.height) - 1
    if box.height > 1:
        first, last = first + DOTS_DOWN // 2, last - DOTS_DOWN // 2
    return (first + last) // 2 if count == 1 else first + round((last - first) * rank / (count - 1))
