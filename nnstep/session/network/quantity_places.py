"""Where each quantity of a network lies in a picture of it: in the neurons of a layer, on its edges, in its biases."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from nnstep.expr.array import Array, Shape
from nnstep.expr.notation import parts
from nnstep.program.program import Op, Program


@dataclass(frozen=True, slots=True)
class InNeurons:
    """A number for each neuron of a column, and for each sample; the input is column 0, the target the last one."""

    column: int


@dataclass(frozen=True, slots=True)
class OnEdges:
    """A number for each weight of a layer, from 1."""

    layer: int


@dataclass(frozen=True, slots=True)
class InBiases:
    """A number for each bias of a layer, from 1, or one for all."""

    layer: int


QuantityPlace: TypeAlias = InNeurons | OnEdges | InBiases

_IN_NEURONS = ("z", "a", "delta")


class QuantityPlaces:
    """The places of one program's quantities; a network's, not a graph's."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._conventions = program.scenario.conventions
        self.sizes = program.scenario.sizes
        self.target_column = len(self.sizes)
        self._axis = 1 - program.sample_axis
        self.known: Mapping[str, QuantityPlace] = self._all()
        """By id."""
        self.given_deltas = frozenset(id for id in program.scenario.given if parts(id)[0] == "delta")
        """The deltas that are not computed."""

    def _all(self) -> dict[str, QuantityPlace]:
        found = {}
        ops = {op.target: op for op in self._program.ops}
        for id in self._program.quantities:
            place = self._by_id(id) or (self._of_result(ops[id]) if id in ops else None)
            if place is not None:
                found[id] = place
        for id in list(found):
            for op in self._program.ops:
                if op.parameter == id and self._program.shapes[op.target] == self._program.shapes[id]:
                    found.setdefault(op.target, found[id])
        return found

    def _by_id(self, id: str) -> QuantityPlace | None:
        kind, layer = "", 0
        with suppress(ValueError):
            kind, layer = parts(id)
        if kind == "x":
            return InNeurons(0)
        if kind == "y":
            return InNeurons(self.target_column)
        if kind in _IN_NEURONS:
            return InNeurons(layer)
        if kind in ("W", "dW"):
            return OnEdges(layer)
        return InBiases(layer) if kind in ("b", "db") else None

    def _of_result(self, op: Op) -> QuantityPlace | None:
        """Return the place of what has an id of its own: by its operation's layer, and its shape."""
        shapes, shape = self._program.shapes, self._program.shapes[op.target]
        if op.phase in ("forward", "error", "backward"):
            column = op.layer
            fits = shape == shapes["x"] if not column else shape[self._axis : self._axis + 1] == (self.sizes[column],)
            return InNeurons(column) if fits and len(shape) == 2 else None
        if shape == shapes.get(f"W{op.layer}"):
            return OnEdges(op.layer)
        return InBiases(op.layer) if op.layer and shape == shapes.get(f"b{op.layer}") else None

    def neurons(self, values: Array, sample: int) -> Array:
        """Return the values of one sample, shape (neurons,)."""
        return values[:, sample] if self._axis == 0 else values[sample]

    def samples(self, shape: Shape) -> int:
        """Return how many samples a quantity of this shape has values for."""
        return shape[1 - self._axis]

    def neuron_of(self, index: tuple[int, ...]) -> tuple[int, int]:
        """Return the neuron and the sample that an index names."""
        return index[self._axis], index[1 - self._axis]

    def neuron_index(self, neuron: int, sample: int) -> tuple[int, ...]:
        """Return the index of a neuron's value for a sample."""
        return (neuron, sample) if self._axis == 0 else (sample, neuron)

    def weights(self, values: Array) -> Array:
        """Return the weights, shape (neurons, inputs), without folded biases."""
        upright = values if self._axis == 0 else values.T
        return upright[:, self._conventions.inputs]

    def folded_biases(self, values: Array) -> Array | None:
        """Return the biases that are among the weights, shape (neurons,), if they are."""
        if not self._conventions.folded:
            return None
        upright = values if self._axis == 0 else values.T
        return upright[:, self._bias_column]

    @property
    def _bias_column(self) -> int:
        return -1 if self._conventions.biases == "folded-last" else 0

    @property
    def _offset(self) -> int:
        return self._conventions.inputs.start or 0

    def edge_of(self, layer: int, index: tuple[int, ...]) -> tuple[int, int | None]:
        """Return the neuron and the input that an index of a layer's weights names; None for a folded bias."""
        neuron, column = index if self._axis == 0 else index[::-1]
        at = column - self._offset
        return neuron, at if 0 <= at < self.sizes[layer - 1] else None

    def edge_index(self, edge: tuple[int, int]) -> tuple[int, ...]:
        """Return the index of a weight, by neuron and input."""
        index = (edge[0], edge[1] + self._offset)
        return index if self._axis == 0 else index[::-1]

    def biases(self, values: Array, layer: int) -> Array:
        """Return a layer's biases, shape (neurons,)."""
        return np.broadcast_to(values.reshape(-1), (self.sizes[layer],))

    def bias_index(self, neuron: int, shape: Shape) -> tuple[int, ...]:
        """Return the index of a neuron's bias in a quantity of this shape."""
        return tuple(min(neuron, size - 1) for size in shape)

    def bias_of(self, index: tuple[int, ...]) -> int:
        """Return whose bias an index names; of one that all share the first."""
        return max(index, default=0)
