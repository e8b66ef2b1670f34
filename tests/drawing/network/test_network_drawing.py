"""A network as text at several sizes: drawn as it is, and never wider or higher than the room."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from nnstep.drawing.network.network_drawing import draw_network, number_widths
from nnstep.drawing.network.network_scene import EdgeBundle, NetworkScene, NeuronColumn
from nnstep.drawing.network.node_drawing import fitted_number
from nnstep.drawing.styled_text import width_of
from nnstep.expr.digits import Digits
from tests.drawing.network.made_scenes import drawn, layered, text, three_four_two

DRAWINGS = Path(__file__).parent / "drawings"
DRAWN = {
    "3-4-2": three_four_two(),
    "2-2-2": layered(2, 2, 2),
    "40-3": layered(40, 3),
    "deep": layered(2, 3, 3, 3, 3, 3, 2, focus=4),
}


@pytest.mark.parametrize("path", sorted(DRAWINGS.glob("*.txt")), ids=lambda path: path.stem)
def test_a_network_is_drawn_as_in_its_file(path: Path) -> None:
    name, _, size = path.stem.partition("-at-")
    width, height = map(int, size.split("x"))
    found = [line.rstrip() for line in text(drawn(DRAWN[name], width, height))]
    assert found == path.read_text(encoding="utf-8").splitlines()


SCENES = {
    "3-4-2": three_four_two(),
    "one neuron": layered(1, 1),
    "8-8-8": layered(8, 8, 8),
    "784-32-10": layered(784, 32, 10),
    "deep": layered(*[3] * 9, focus=5),
    "without target": layered(12, 1, 13, with_target=False),
}


@pytest.mark.sweep
@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES)
def test_no_line_is_wider_than_the_room_and_no_drawing_higher(scene: NetworkScene) -> None:
    chosen = random.Random(1)
    sizes = [(w, h) for w in range(1, 13) for h in (1, 2, 3, 4, 5, 9)]
    sizes += [(chosen.randint(1, 200), chosen.randint(1, 60)) for _ in range(60)]
    for width, height in [(0, 0), (0, 5), (5, 0), (200, 60), *sizes]:
        lines = drawn(scene, width, height).lines
        assert len(lines) == height
        assert max(map(width_of, lines), default=0) <= width, (width, height)


@pytest.mark.parametrize("size", [(40, 7), (40, 12), (60, 9), (72, 25), (100, 7), (100, 25)])
def test_every_neuron_and_every_edge_has_a_cell_that_a_click_can_hit(size: tuple[int, int]) -> None:
    drawing = drawn(three_four_two(), *size)
    neurons = {(0, n) for n in range(3)} | {(1, n) for n in range(4)} | {(2, n) for n in range(2)}
    edges = {((0, i), (1, j)) for i in range(3) for j in range(4)} | {
        ((1, i), (2, j)) for i in range(4) for j in range(2)
    }
    hit = {drawing.at(x, y) for x in range(size[0]) for y in range(size[1])}
    assert hit == {None, *neurons, (3, 0), (3, 1), *edges}
    assert drawing.at(-1, 0) is None
    assert drawing.at(size[0], size[1]) is None


def test_a_click_on_the_number_of_an_edge_hits_that_edge() -> None:
    drawing = drawn(three_four_two(), 64, 14)
    lines = text(drawing)
    found = {lines[y][x]: drawing.at(x, y) for y in range(3, 14) for x in range(5, 24) if lines[y][x] in "135"}
    assert found == {"3": ((0, 0), (1, 2)), "5": ((0, 1), (1, 2)), "1": ((0, 2), (1, 2))}


def test_a_click_on_the_blocks_of_a_large_layer_hits_their_neuron() -> None:
    drawing = drawn(layered(40, 3), 60, 14)
    hit = {drawing.at(x, y) for x in range(60) for y in range(14)}
    assert {(0, n) for n in range(40)} <= hit


def one_edge(weights: list[list[float]], **marks: object) -> list[tuple[str, str]]:
    """Return the pieces between two columns of neurons, in the last line."""
    values = np.array(weights)
    columns = (NeuronColumn("a", values.shape[1], None), NeuronColumn("b", values.shape[0], None))
    scene = NetworkScene((), "forward", columns, (EdgeBundle("W", values, **marks),), Digits())  # type: ignore[arg-type]
    lines = draw_network(scene, 30, 1 + values.size, number_widths(scene)).lines
    return [piece for line in lines for piece in line if piece[1].startswith(("edge", "positive", "negative"))]


def test_a_negative_weight_has_a_sign_beside_its_colour() -> None:
    assert {style for _, style in one_edge([[2.0]], use="read")} == {"positive"}
    negative = one_edge([[-2.0]], use="read")
    assert {style for _, style in negative} == {"negative"}
    assert any("−" in piece for piece, _ in negative)


def test_a_line_is_the_thicker_the_larger_its_weight_is_among_those_of_the_layer() -> None:
    def dots(weight: float) -> int:
        lines = one_edge([[weight], [9.0]], use="read")
        return sum((ord(c) - 0x2800).bit_count() for piece, _ in lines for c in piece if ord(c) > 0x2800)

    thick, thin, dotted = dots(9.0), dots(4.0), dots(1.0)
    assert thick > thin > dotted > dots(9.0) / 2
    assert dots(0.0) == dotted


def test_weights_that_are_not_finite_do_not_count_as_the_largest() -> None:
    assert one_edge([[np.inf], [9.0]])[-1] == one_edge([[0.0], [9.0]])[-1]


@pytest.mark.parametrize(
    ("value", "width", "expected"),
    [
        (None, 3, "·"),
        (16553.0, 6, "16553"),
        (16553.0, 4, "2e4"),
        (16553.0, 2, "…"),
        (-0.123456789, 8, "−0.12346"),
        (-0.123456789, 4, "−0.1"),
        (2.5e-7, 6, "2.5e−7"),
        (float("nan"), 3, "nan"),
        (float("-inf"), 3, "…"),
    ],
)
def test_a_number_has_as_many_digits_as_fit_and_is_never_cut(value: float | None, width: int, expected: str) -> None:
    assert fitted_number(value, Digits(), width) == expected


def test_few_edges_all_have_their_numbers_many_only_those_that_are_read() -> None:
    scene = layered(2, 2)
    weights = np.array([[0.15, 0.2], [0.25, -0.3]])
    few = NetworkScene((), "forward", scene.columns, (EdgeBundle("W", weights, "read"),), Digits())
    lines = "".join(text(drawn(few, 60, 12)))
    assert all(number in lines for number in ("0.15", "0.2", "0.25", "−0.3"))
    many = "".join(text(drawn(three_four_two(), 100, 25))[2:])
    assert [many.count(str(number)) for number in (3, 5)] == [1 + 2, 1 + 2]  # edges, and x = 3, z = 23, 15, y = 5
