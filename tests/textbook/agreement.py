"""The engine's values of a drawn program held against the textbook's, training step by training step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import inf, isfinite

import numpy as np

from nnstep.engine.timeline import Timeline
from nnstep.program.compile import compile_program
from nnstep.scenario.load import parse
from tests.textbook.bounded import DOUBLE, SINGLE, Bounded
from tests.textbook.drawn_graph import DrawnGraph
from tests.textbook.drawn_net import DrawnNet
from tests.textbook.drawn_training import OPTIMIZERS, DrawnTraining
from tests.textbook.graph_step import GraphStep
from tests.textbook.net_step import NetStep

Matrix = list[list[Bounded]]
ARRANGEMENTS = 2.0
"""The bound is so many running errors of the textbook's formula: the engine may arrange it otherwise, and round more
often, as where a factor stands before a sum instead of in each term."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One number of both."""

    id: str
    step: int
    engine: float
    textbook: float
    bound: float

    @property
    def units(self) -> float:
        """How far they are apart, in units of the bound; 0 where nothing is known."""
        if self.bound == inf or self.engine == self.textbook:
            return 0.0
        return abs(self.engine - self.textbook) / self.bound if self.bound and isfinite(self.engine) else inf


def compared_net(net: DrawnNet) -> Iterator[Compared]:
    """Yield every number of a drawn network's run.

    Each training step begins with the engine's own parameters: the bound is of one step, and does not grow.
    """
    timeline = Timeline(compile_program(parse(net.text, "drawn.toml")))
    program, rounding = timeline.program, SINGLE if net.conventions["precision"] == "float32" else DOUBLE
    is_row = net.conventions["orientation"] == "row"
    sign = -1 if net.conventions["delta"] == "y-a" else 1
    values = _start(net)
    batch = min(net.batch_size, len(net.inputs))
    per_epoch = -(-len(net.inputs) // batch)
    for step in range(net.epochs * per_epoch):
        epoch, within = divmod(step, per_epoch)
        order = list(range(len(net.inputs)))
        if net.shuffle:  # as the documentation of NumPy has it, from the seed and the epoch
            order = np.random.default_rng([net.seed, epoch]).permutation(len(order)).tolist()
        start = {id: [[rounding.given(x) for x in row] for row in matrix] for id, matrix in values.items()}
        found = NetStep(net, rounding, start, step, epoch, order[within * batch : (within + 1) * batch]).run()
        frame = timeline.seek((step + 1) * len(program.ops))
        for id, matrix in found.items():
            if id in frame.values:
                turned = 1 if id[0] not in "d" else sign
                yield from _numbers(id, step, _as_matrix(frame.values[id], is_row=is_row), matrix, turned)
        values = {id: _as_matrix(frame.values[id], is_row=is_row) for id in values}


def compared_graph(graph: DrawnGraph) -> Iterator[Compared]:
    """Yield every number of a drawn graph's run, as `compared_net` does."""
    timeline = Timeline(compile_program(parse(graph.text, "drawn.toml")))
    rounding, length = SINGLE if graph.precision == "float32" else DOUBLE, len(timeline.program.ops)
    values = _with_state({id: [[number]] for id, number in graph.parameters.items()}, graph.training)
    for step in range(graph.epochs):
        start = {id: [[rounding.given(matrix[0][0])]] for id, matrix in values.items()}
        frame = timeline.seek((step + 1) * length)
        for id, matrix in GraphStep(graph, rounding, start, step).run().items():
            if id in frame.values:
                yield from _numbers(id, step, [[float(frame.values[id])]], matrix, 1)
        values = {id: [[float(frame.values[id])]] for id in values}


def _start(net: DrawnNet) -> dict[str, list[list[float]]]:
    """Return what training begins with."""
    found: dict[str, list[list[float]]] = {}
    for number, layer in enumerate(net.layers, start=1):
        found[f"W{number}"] = layer.weights
        if net.conventions["biases"] in ("per-neuron", "thresholds"):
            found[f"b{number}"] = [[bias] for bias in layer.biases]
        elif net.conventions["biases"] == "shared":
            found[f"b{number}"] = [[layer.biases[0]]]
    return _with_state(found, net.training)


def _with_state(parameters: dict[str, list[list[float]]], training: DrawnTraining) -> dict[str, list[list[float]]]:
    """Return parameters with what the optimizer keeps of each."""
    state = float(training.settings.get("state", 0.0))
    own = {
        f"{kind}{id}": [[state] * len(row) for row in matrix]
        for id, matrix in parameters.items()
        for kind in OPTIMIZERS[training.optimizer]
    }
    return {**parameters, **own}


def _as_matrix(value: np.ndarray, *, is_row: bool) -> list[list[float]]:
    matrix = np.atleast_2d(np.asarray(value, dtype=float))
    rows: list[list[float]] = (matrix.T if is_row else matrix).tolist()
    return rows


def _numbers(id: str, step: int, engine: list[list[float]], found: Matrix, sign: int) -> Iterator[Compared]:
    assert [len(row) for row in engine] == [len(row) for row in found], (id, engine, found)
    for row, rows in zip(engine, found, strict=True):
        for number, other in zip(row, rows, strict=True):
            yield Compared(id, step, number, sign * other.value, ARRANGEMENTS * other.error)


def furthest(numbers: Iterator[Compared]) -> Mapping[str, Compared]:
    """Return by kind of quantity the number that is furthest off."""
    found: dict[str, Compared] = {}
    for each in numbers:
        kind = each.id.rstrip("0123456789")
        if kind not in found or each.units > found[kind].units:
            found[kind] = each
    return found
