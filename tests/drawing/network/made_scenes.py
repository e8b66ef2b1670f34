"""Scenes of networks that tests draw. Asserts nothing."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from nnstep.drawing.network.network_drawing import NetworkDrawing, draw_network, number_widths
from nnstep.drawing.network.network_scene import EdgeBundle, NetworkScene, NeuronColumn
from nnstep.expr.digits import Digits

W1 = np.array([[2.0, 3, 4], [2, 1, 2], [3, 5, 1], [2, 3, 4]])
W2 = np.array([[3.0, 1, 1, 1], [1, 4, 2, -2]])


def three_four_two() -> NetworkScene:
    """Return a 3-4-2 network whose third neuron of the second column is computed."""
    columns = (
        NeuronColumn("x", 3, np.array([2.0, 1, 3]), "read", feeds={0, 1, 2}),
        NeuronColumn("z₁", 4, np.array([23.0, 12, 15, 21]), "written", chosen=2, below=np.ones(4), below_name="b"),
        NeuronColumn("a₂", 2, None, below=np.array([4.0, 1]), below_name="b"),
        NeuronColumn("y", 2, np.array([4.0, 5]), is_target=True),
    )
    bundles = (EdgeBundle("W₁", W1, "read", feeds={(2, 0), (2, 1), (2, 2)}), EdgeBundle("W₂", W2))
    return NetworkScene(("forward ▶ z₁", "▶ z₁"), "forward", columns, bundles, Digits())


def layered(*sizes: int, focus: int = 0, with_target: bool = True) -> NetworkScene:
    """Return a network of layers of these sizes with values of every length and kind."""
    numbers = np.random.default_rng(1)
    columns = [NeuronColumn(f"a{n}", size, _values(numbers, size)) for n, size in enumerate(sizes)]
    if with_target:
        columns.append(NeuronColumn("y", sizes[-1], _values(numbers, sizes[-1]), is_target=True))
    bundles = [
        EdgeBundle(f"W{n}", numbers.normal(size=(outs, ins)), "read")
        for n, (ins, outs) in enumerate(pairwise(sizes), start=1)
    ]
    return NetworkScene(("made",), "forward", tuple(columns), tuple(bundles), Digits(), focus)


def _values(numbers: np.random.Generator, size: int) -> np.ndarray:
    values = numbers.normal(size=size) * 10.0 ** numbers.integers(-12, 12, size)
    values[:1] = np.nan
    values[1:2] = -np.inf
    values[2:3] = 0
    return values


def drawn(scene: NetworkScene, width: int, height: int) -> NetworkDrawing:
    """Return the drawing in a rectangle."""
    return draw_network(scene, width, height, number_widths(scene))


def text(drawing: NetworkDrawing) -> list[str]:
    """Return the lines without styles."""
    return ["".join(piece for piece, _ in line) for line in drawing.lines]
