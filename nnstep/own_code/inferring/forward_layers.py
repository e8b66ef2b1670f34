"""The layers of a program: values that are an activation of weights times another value, plus a bias."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from nnstep.activations import ACTIVATIONS
from nnstep.expr.array import Array
from nnstep.expr.walks.evaluate import evaluate
from nnstep.own_code.inferring.value_pool import PooledValue, ValuePool, says_much

_FORMS = {id: one.with_settings({}).value for id, one in ACTIVATIONS.items()}
_MOST_BIASES = 24
_MOST_WEIGHTS = 12
"""So many are tried where no value is seen to be made of the one before."""


@dataclass(frozen=True, slots=True, eq=False)
class SeenLayer:
    """One layer as a program computes it: its activation is a value that was seen."""

    given: PooledValue
    inputs: Array
    """One row a sample."""
    source: PooledValue
    """The program's own weights."""
    weights: Array
    """One row a neuron."""
    bias_source: PooledValue | None
    biases: Array | None
    """One a neuron; None where the layer has none."""
    activations: tuple[str, ...]
    """All whose values are those that were seen."""
    result: PooledValue
    outputs: Array
    """One row a sample."""
    has_rows: bool
    """Whether the weights have one column a neuron in the program."""
    pre_activation: PooledValue | None
    """Where it was seen, too."""
    fold: int | None = None
    """Which column of the program's own weights has the biases, 0 or -1, where they are among them."""

    def parameters_in(self, value: PooledValue) -> Array:
        """Return a later value of the program's own weights, one row a neuron, without biases that are among them."""
        own = value.value if value.value.ndim == 2 else value.value.reshape(1, -1)
        own = own.T if self.has_rows else own
        match self.fold:
            case None:
                return own
            case 0:
                return own[:, 1:]
            case _:
                return own[:, :-1]


@dataclass(frozen=True, slots=True, eq=False)
class _Weights:
    source: PooledValue
    matrix: Array
    has_rows: bool
    bias: Array | None = None
    fold: int | None = None


class LayerSearch:
    """Finds the layers of one program."""

    def __init__(self, pool: ValuePool) -> None:
        """Prepare: weights are what is replaced by other values later."""
        self._pool = pool
        self._known: dict[int, list[SeenLayer]] = {}
        replaced = {id(one): max((after.index for after in pool.replaced_by(one)), default=-1) for one in pool.values}
        self._replaced = replaced
        """By value: when it was replaced, -1 where it never was."""
        moving = [one for one in pool.values if one.value.size > 1 and replaced[id(one)] > 0]
        updated = [one for one in moving if pool.is_updated(one)]
        self._parameters = {one.number for one in updated}
        """Values that an update changes are no inputs."""
        telling = [one for one in updated if one.value.any()]
        self.weights = telling or updated or moving[:_MOST_WEIGHTS]

    def chains(self) -> list[tuple[SeenLayer, ...]]:
        """Return the chains of layers, each the next one's input, the longest first."""
        starting = [chain for pooled in self._pool.values for chain in self._from(pooled, frozenset())]
        outputs = {id(chain[at].result) for chain in starting for at in range(len(chain))}
        whole = [chain for chain in starting if id(chain[0].given) not in outputs]
        # What is computed from parameters is no input: it would make a part of the net look like the whole.
        whole = [chain for chain in whole if not self._pool.comes_from(chain[0].given, self._parameters)]
        return sorted(whole, key=lambda chain: (len(chain), *_size(chain), -chain[0].result.index), reverse=True)

    def _from(self, given: PooledValue, used: frozenset[int]) -> list[tuple[SeenLayer, ...]]:
        """Return the longest chains that begin at a value."""
        found: list[tuple[SeenLayer, ...]] = []
        for layer in self._layers(given):
            if id(layer.source) in used:
                continue
            rest = self._from(layer.result, used | {id(layer.source)})
            found += [(layer, *chain) for chain in rest if _fit(layer, chain[0])] or [(layer,)]
        return found

    def _layers(self, given: PooledValue) -> list[SeenLayer]:
        if given.number not in self._known:
            self._known[given.number] = list(self._found(given))
        return self._known[given.number]

    def _found(self, given: PooledValue) -> Iterator[SeenLayer]:
        if given.number in self._parameters:
            return
        for inputs in given.matrices():
            for weights in self._weights_for(inputs.shape[1]):
                if weights.source is given:
                    continue
                size = len(inputs) * len(weights.matrix)
                until = self._replaced[id(weights.source)]
                possible = [one for one in self._pool.of_size(size) if given.index < one.index < until]
                possible = [one for one in possible if one.index > weights.source.index]
                if given.index < until and possible:
                    yield from self._with(weights, given, inputs, {one.number for one in possible})

    def _weights_for(self, inputs: int) -> Iterator[_Weights]:
        for source in self.weights:
            for at, matrix in enumerate(source.matrices()):
                has_rows = at == 1
                if matrix.shape[1] == inputs:
                    yield _Weights(source, matrix, has_rows)
                elif matrix.shape[1] == inputs + 1 and inputs:
                    yield _Weights(source, matrix[:, 1:], has_rows, matrix[:, 0], 0)
                    yield _Weights(source, matrix[:, :-1], has_rows, matrix[:, -1], -1)

    def _biases_for(self, weights: _Weights, given: PooledValue) -> Iterator[tuple[PooledValue | None, Array | None]]:
        if weights.bias is not None:
            yield weights.source, weights.bias
            return
        neurons = len(weights.matrix)
        arrays = [one for one in self._pool.of_size(neurons) if one is not given and one is not weights.source]
        moving = [one for one in arrays if self._replaced[id(one)] > 0]
        for one in moving[:_MOST_BIASES]:
            yield one, one.value.ravel()
        yield None, None
        still = [one for one in arrays if one not in moving]
        for one in still[:_MOST_BIASES]:
            yield one, one.value.ravel()
        for number in sorted(self._pool.numbers)[:_MOST_BIASES]:
            if number and neurons > 1:
                yield None, np.full(neurons, number)

    def _with(self, weights: _Weights, given: PooledValue, inputs: Array, possible: set[int]) -> Iterator[SeenLayer]:
        """Yield the layer that these weights make of a value, with the first of the biases that fits."""
        biases = list(self._biases_for(weights, given))
        product = weights.matrix @ inputs.T
        columns = [product if bias is None else product + bias[:, np.newaxis] for _, bias in biases]
        stacked = np.hstack(columns)  # one column a sample, bias after bias: all are worked out at once
        telling = np.array([says_much(one) for one in columns])
        fitting: dict[int, list[tuple[str, PooledValue, Array]]] = {}
        for id_, form in _FORMS.items():
            every = evaluate(form, {"z": stacked})
            blocks = every.reshape(len(product), len(biases), -1)
            sums, sizes = blocks.sum(axis=(0, 2)), np.abs(blocks).sum(axis=(0, 2))
            hits = np.flatnonzero(telling & self._pool.may_be(sums, sizes, blocks[:, 0].size, possible))
            for at in map(int, hits):
                outputs = blocks[:, at]
                result = self._pool.look_up(outputs, possible)
                if result is not None:
                    fitting.setdefault(at, []).append((id_, result, outputs.T))
        fitting = {at: those for at, those in fitting.items() if says_much(those[0][2])}
        for at in sorted(fitting)[:1]:
            _, result, outputs = max(fitting[at], key=lambda one: one[1].index)
            names = tuple(name for name, other, _ in fitting[at] if other is result)
            source, bias = biases[at]
            yield SeenLayer(
                *(given, inputs, weights.source, weights.matrix, source, bias, names, result, outputs),
                *(weights.has_rows, self._pool.look_up(columns[at]), weights.fold),
            )


def _fit(layer: SeenLayer, following: SeenLayer) -> bool:
    """Return whether the next layer takes the outputs of this one, one row a sample in both."""
    return layer.outputs.shape == following.inputs.shape and np.allclose(layer.outputs, following.inputs, rtol=1e-4)


def _size(chain: tuple[SeenLayer, ...]) -> tuple[int, int]:
    """Return how many numbers are explained, and how many of them are biases rather than weights of a constant 1."""
    biases = sum(layer.biases.size for layer in chain if layer.bias_source is not None and layer.biases is not None)
    return sum(layer.weights.size for layer in chain) + biases, biases
