"""Networks and graphs as SVG: edges by size and sign, values in the nodes, all within the picture."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

import numpy as np
import pytest

from nnstep.drawing.network.graph_scene import GraphEdge, GraphNode, GraphScene
from nnstep.drawing.network.network_scene import EdgeBundle, NetworkScene, NeuronColumn
from nnstep.drawing.svg.figure import Figure, svg_text
from nnstep.expr.digits import Digits
from tests.drawing.network.made_scenes import W1, W2, layered, three_four_two
from tests.drawing.svg.drawn import found, parsed, texts


def picture(scene: NetworkScene | GraphScene, width: int = 800, height: int = 460) -> Element:
    return parsed(svg_text(Figure("Title", "about", (scene,), width, height)))


def test_every_weight_is_a_line_whose_width_is_its_share_of_the_layers_largest() -> None:
    edges = found(picture(three_four_two()), "path", "edge")
    widths = sorted(float(edge.get("stroke-width", "")) for edge in edges)
    shares = [*(np.abs(W1) / 5).ravel().tolist(), *(np.abs(W2) / 4).ravel().tolist()]
    assert widths == pytest.approx(sorted(0.8 + 3.2 * share for share in shares), abs=0.006)


def test_a_negative_weight_is_dashed_and_has_a_colour_of_its_own() -> None:
    scene = three_four_two()
    read = NetworkScene((), "forward", scene.columns, (scene.bundles[0], EdgeBundle("W₂", W2, "read")), Digits())
    edges = found(picture(read), "path", "edge")
    dashed = [edge for edge in edges if edge.get("stroke-dasharray") != "none"]
    assert len(dashed) == np.count_nonzero(W2 < 0)
    assert {edge.get("stroke") for edge in dashed}.isdisjoint(
        edge.get("stroke") for edge in edges if edge not in dashed
    )


def test_neurons_show_their_values_and_lit_edges_their_weights() -> None:
    root = picture(three_four_two())
    written = texts(root)
    assert {"2", "1", "3", "23", "12", "15", "21", "·", "4", "5", "b 1", "b 4"} <= set(written)
    assert len(found(root, "rect", "node")) == 3 + 4 + 2 + 2
    assert len(found(root, "polygon")) == 3  # arrow heads where the chosen element reads
    assert {"x", "z₁", "a₂", "y", "W₁ ▶", "W₂"} <= set(written)


def test_arrows_point_left_where_deltas_go_back() -> None:
    columns = (NeuronColumn("x", 1, np.ones(1)), NeuronColumn("δ", 1, np.ones(1), "written", "backward"))
    heads = {}
    for flow in ("forward", "backward"):
        bundle = EdgeBundle("W", np.ones((1, 1)), "read", feeds={(0, 0)})
        root = picture(NetworkScene((), flow, columns, (bundle,), Digits()))  # type: ignore[arg-type]
        (head,) = found(root, "polygon")
        points = [tuple(map(float, point.split(","))) for point in head.get("points", "").split()]
        heads[flow] = points[0][0] - points[1][0]
    assert heads["forward"] > 0 > heads["backward"]


@pytest.mark.parametrize("scene", [layered(784, 32, 10), layered(12, 7, 1), layered(*[3] * 8), three_four_two()])
@pytest.mark.parametrize("size", [(800, 460), (300, 300)])
def test_everything_lies_within_the_picture(scene: NetworkScene, size: tuple[int, int]) -> None:
    root = picture(scene, *size)
    for box in [*found(root, "rect", "node"), *found(root, "image")]:
        x, y, width, height = (float(box.get(name, "")) for name in ("x", "y", "width", "height"))
        assert x >= 0
        assert y >= 0
        assert x + width <= size[0]
        assert y + height <= size[1]
    for edge in found(root, "path", "edge"):
        numbers = list(map(float, re.findall(r"-?[\d.]+", edge.get("d", ""))))
        assert all(0 <= number <= max(size) for number in numbers)


def test_a_large_layer_is_an_image_with_its_number_of_neurons() -> None:
    root = picture(layered(784, 32, 10))
    assert len(found(root, "image")) == 2
    assert {"784 neurons", "32 neurons"} <= set(texts(root))


def test_a_graph_shows_local_derivatives_on_its_lines_and_derivatives_below_its_numbers() -> None:
    nodes = (GraphNode("x", 1.0, derivative=5.0), GraphNode("a", -1.0), GraphNode("y", 5.0, "written"))
    edges = (GraphEdge(0, 1, -3.0, "lit"), GraphEdge(1, 2, 2.0), GraphEdge(0, 2, 4.0))
    root = picture(GraphScene((), "backward", nodes, edges, Digits()))
    assert {"x", "a", "y", "1", "−1", "5", "−3", "2", "4", "∂ 5"} <= set(texts(root))
    lines = found(root, "path", "edge")
    assert [line.get("d", "").count("L") for line in lines] == [1, 1, 3]  # the last passes the middle column
    assert [line.get("stroke-dasharray") != "none" for line in lines] == [True, False, False]
