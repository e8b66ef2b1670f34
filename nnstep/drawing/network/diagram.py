"""Where the nodes and the edges of a diagram lie, and what lies at a cell; drawn in the looks that each one has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import Literal, TypeAlias

from nnstep.drawing.braille import FIRST_BRAILLE
from nnstep.drawing.network.character_grid import CharacterGrid
from nnstep.drawing.network.edge_path import EdgePath

NodeKey: TypeAlias = tuple[int, int]
"""A column and a place in it, both from 0."""
EdgeKey: TypeAlias = tuple[NodeKey, NodeKey]
"""From a node to a node further to the right."""
NodeFrame: TypeAlias = Literal["light", "square", "heavy", "double"]
"""Of a node that is just there, one that is read, one that is written, and the chosen one."""
GridPlace: TypeAlias = tuple[int, int]
Involvement: TypeAlias = Literal["none", "read", "lit", "chosen"]
"""How much the present operation has to do with something: nothing, reads it, reads or writes it for the chosen element
or as a whole, or has just this one chosen."""

_CROSSING = 6
"""Cells that a number may be moved along its line to cover one line less."""
_ORDER: tuple[Involvement, ...] = ("none", "read", "lit", "chosen")
_SUFFIXES: dict[Involvement, str] = {"read": "", "lit": "-lit", "chosen": "-lit"}


@dataclass(frozen=True, slots=True)
class NodeBox:
    """The cells of a node."""

    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> int:
        """The line of its value."""
        return self.y + self.height // 2


@dataclass(frozen=True, slots=True)
class NodeLook:
    """What stands in a node, and how."""

    text: str
    style: str = "plain"
    frame: NodeFrame = "light"
    below: str = ""
    """What stands in the lower border of a box, or below a node of one line."""
    below_style: str = "plain"


@dataclass(frozen=True, slots=True)
class EdgeLook:
    """How an edge is drawn."""

    weight: int
    """0 for a dotted line, 1 for a thin one, 2 for a thick one."""
    negative: bool
    involvement: Involvement = "none"
    label: str = ""

    @property
    def style(self) -> str:
        """The name of its style."""
        if self.involvement == "none":
            return "edge"
        return ("negative" if self.negative else "positive") + _SUFFIXES[self.involvement]


@dataclass(frozen=True, eq=False)
class Diagram:
    """Where everything lies, in a rectangle of `width` by `height` cells."""

    width: int
    height: int
    boxes: Mapping[NodeKey, NodeBox]
    paths: Mapping[EdgeKey, EdgePath] = field(default_factory=dict)
    room_below: int = 0
    """Free lines below each node."""

    @cached_property
    def passing(self) -> Mapping[GridPlace, int]:
        """How many edges pass through each cell."""
        return Counter(cell for path in self.paths.values() for cell in path.cells)

    @cached_property
    def handles(self) -> Mapping[EdgeKey, GridPlace]:
        """A cell for each edge that is its own, near its middle, where as few others as possible pass."""
        wishes = {key: _ranked(path.cells, self.passing) for key, path in self.paths.items()}
        taken: dict[GridPlace, EdgeKey] = {}
        for key in wishes:
            _take(key, wishes, taken, set())
        return {key: cell for cell, key in taken.items()}

    @cached_property
    def _label_places(self) -> dict[tuple[EdgeKey, int], list[tuple[GridPlace, int]]]:
        return {}

    def label_places(self, key: EdgeKey, size: int) -> list[tuple[GridPlace, int]]:
        """Return where a text of this size can begin on an edge, the best place first, with the lines it would cover.

        That is one not far from the middle.
        """
        places = self._label_places.get((key, size))
        if places is None:
            places = self._label_places[key, size] = _places_on(self.paths[key].cells, size, self.passing)
        return places

    @cached_property
    def _owners(self) -> Mapping[GridPlace, NodeKey | EdgeKey]:
        owners: dict[GridPlace, NodeKey | EdgeKey] = {}
        for key, path in self.paths.items():
            for cell in path.cells:
                owners.setdefault(cell, key)
        owners.update({cell: key for key, cell in self.handles.items()})
        for node, box in self.boxes.items():
            cells = ((box.x + dx, box.y + dy) for dx in range(box.width) for dy in range(box.height))
            owners.update(dict.fromkeys(cells, node))
        return owners

    def at(self, x: int, y: int) -> NodeKey | EdgeKey | None:
        """Return the node or the edge at a cell."""
        return self._owners.get((x, y))


def _ranked(cells: Sequence[GridPlace], passing: Mapping[GridPlace, int]) -> list[GridPlace]:
    """Return the cells of a line, those first through which the fewest lines pass, then those nearest its middle."""
    middle = len(cells) / 2
    return [cells[at] for at in sorted(range(len(cells)), key=lambda at: (passing[cells[at]], abs(at - middle)))]


def _places_on(cells: Sequence[GridPlace], size: int, passing: Mapping[GridPlace, int]) -> list[tuple[GridPlace, int]]:
    left, right, middle, own = cells[0][0], cells[-1][0], len(cells) // 2, frozenset(cells)
    found = []
    for at, (over, y) in enumerate(cells):
        x = over - size // 2
        if left < x and x + size - 1 < right:
            others = sum(passing.get((x + step, y), 0) - ((x + step, y) in own) for step in range(size))
            found.append((abs(at - middle) + _CROSSING * others, (x, y), others))
    return [(place, others) for _, place, others in sorted(found)]


def _take(
    key: EdgeKey,
    wishes: Mapping[EdgeKey, Sequence[GridPlace]],
    taken: dict[GridPlace, EdgeKey],
    seen: set[GridPlace],
) -> bool:
    """Give an edge a cell of its own; edges that have one already move on to another where that is needed."""
    for cell in wishes[key]:
        if cell not in taken and cell not in seen:
            taken[cell] = key
            return True
    for cell in wishes[key]:
        if cell not in seen:
            seen.add(cell)
            if _take(taken[cell], wishes, taken, seen):
                taken[cell] = key
                return True
    return False


def draw_edges(grid: CharacterGrid, diagram: Diagram, looks: Mapping[EdgeKey, EdgeLook]) -> None:
    """Draw the edges, those that matter most on top; one that crosses others hides what lies below it."""
    ranked = [(_ORDER.index(look.involvement), look.weight, key, look.style) for key, look in looks.items()]
    grid.put_cells(_drawn_edges(diagram, tuple(sorted(ranked, key=itemgetter(0, 1)))))


@lru_cache(maxsize=64)
def _drawn_edges(
    diagram: Diagram, ranked: tuple[tuple[int, int, EdgeKey, str], ...]
) -> tuple[tuple[int, int, str, str], ...]:
    """Return the cells of edges, each with its rank, weight and style; they seldom look as at no earlier operation."""
    bits: dict[GridPlace, tuple[int, int, str]] = {}
    for rank, weight, key, style in ranked:
        for x, y, dots in diagram.paths[key].weights[weight]:
            place = x, y
            below = bits.get(place)
            shared = dots | below[1] if below is not None and below[0] == rank else dots
            bits[place] = rank, shared, style
    return tuple((x, y, chr(FIRST_BRAILLE + dots), style) for (x, y), (_, dots, style) in bits.items())
