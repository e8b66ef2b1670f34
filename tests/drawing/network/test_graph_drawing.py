"""A graph as text: nodes right of what they are computed from, lines that pass between others, within the room."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import pytest

from nnstep.drawing.network.graph_drawing import GraphDrawing, draw_graph
from nnstep.drawing.network.graph_levels import levels_of
from nnstep.drawing.network.graph_scene import GraphEdge, GraphNode, GraphScene
from nnstep.drawing.styled_text import width_of
from nnstep.expr.digits import Digits

DRAWINGS = Path(__file__).parent / "graphs"


def graph(*links: tuple[int, int]) -> GraphScene:
    """Return a graph whose nodes are a, b, c ... with their numbers as values."""
    count = 1 + max(max(link) for link in links)
    nodes = tuple(GraphNode(chr(ord("a") + n), float(n), derivative=-0.5 * n) for n in range(count))
    edges = tuple(GraphEdge(source, target, 1.5 * source - target) for source, target in links)
    return GraphScene(("forward ▶ c", "▶ c"), "forward", nodes, edges, Digits())


DIAMOND = graph((0, 1), (0, 2), (1, 3), (2, 3), (0, 3))
DRAWN = {"diamond": DIAMOND, "neuron": graph((0, 3), (1, 3), (2, 3), (3, 5), (4, 5))}


def text(drawing: GraphDrawing) -> list[str]:
    return ["".join(piece for piece, _ in line).rstrip() for line in drawing.lines]


@pytest.mark.parametrize("path", sorted(DRAWINGS.glob("*.txt")), ids=lambda path: path.stem)
def test_a_graph_is_drawn_as_in_its_file(path: Path) -> None:
    name, _, size = path.stem.partition("-at-")
    width, height = map(int, size.split("x"))
    assert text(draw_graph(DRAWN[name], width, height)) == path.read_text(encoding="utf-8").splitlines()


def random_graph(seed: int) -> GraphScene:
    chosen = random.Random(seed)
    count = chosen.randint(2, 14)
    return graph(*{(chosen.randrange(target), target) for target in range(1, count) for _ in range(3)})


@pytest.mark.parametrize("seed", range(12))
def test_each_link_leads_to_the_right_through_one_slot_of_each_column(seed: int) -> None:
    scene = random_graph(seed)
    links = tuple((edge.source, edge.target) for edge in scene.edges)
    levels = levels_of(len(scene.nodes), links)
    column_of = {slot: n for n, column in enumerate(levels.columns) for slot in column}
    assert sorted(slot for column in levels.columns for slot in column) == list(range(len(column_of)))
    assert set(levels.routes) == set(links)
    for (source, target), route in levels.routes.items():
        assert (route[0], route[-1]) == (source, target)
        assert all(column_of[right] == column_of[left] + 1 for left, right in pairwise(route))


@pytest.mark.parametrize("seed", range(6))
def test_no_line_is_wider_than_the_room_and_no_drawing_higher(seed: int) -> None:
    scene, chosen = random_graph(seed), random.Random(seed)
    sizes = [(chosen.randint(0, 200), chosen.randint(0, 60)) for _ in range(40)]
    for width, height in [*sizes, *((w, h) for w in range(1, 9) for h in (1, 2, 3, 4, 6))]:
        lines = draw_graph(scene, width, height).lines
        assert len(lines) == height
        assert max(map(width_of, lines), default=0) <= width, (width, height)


def test_every_node_and_every_edge_can_be_hit() -> None:
    drawing = draw_graph(DIAMOND, 60, 14)
    hit = {drawing.at(x, y) for x in range(60) for y in range(14)}
    edges = {((0, edge.source), (0, edge.target)) for edge in DIAMOND.edges}
    assert hit == {None, *((0, n) for n in range(4)), *edges}


def test_nodes_that_have_no_room_are_counted() -> None:
    scene = graph(*((n, 12) for n in range(12)))
    assert "8 more" in text(draw_graph(scene, 60, 5))[0]
