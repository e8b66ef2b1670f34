"""The scenario of a proposal: its net, its samples and its training, put together as an imported net is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from nnstep.expr.array import Array
from nnstep.importers.found_net import FoundLayer, FoundLoss, FoundNet, FoundOptimizer
from nnstep.importers.imported import Imported, Training, imported
from nnstep.importers.net_samples import samples_for
from nnstep.own_code.inferring.forward_layers import SeenLayer
from nnstep.own_code.inferring.training_step import StepProposal
from nnstep.own_code.inferring.value_pool import PooledValue, ValuePool

_MOST_SAMPLES = 64
UNKNOWN_RATE = 0.1
"""Where nothing tells the learning rate."""


@dataclass(frozen=True, slots=True)
class UpdateRule:
    """How gradients change the parameters, beside the learning rate."""

    optimizer: str = "gradient-descent"
    settings: dict[str, float] = field(default_factory=dict)
    learning_rate: float | None = None
    """In place of the proposal's own."""


@dataclass(frozen=True, slots=True, eq=False)
class SeenSamples:
    """Inputs and targets, one row a sample, and how many make a training step."""

    inputs: Array
    targets: Array
    batch_size: int

    @property
    def epochs(self) -> int:
        """How many epochs show a few training steps."""
        steps = -(-len(self.inputs) // self.batch_size)
        return 3 if steps == 1 else 2 if steps <= 4 else 1


def sample_choices(pool: ValuePool, proposal: StepProposal) -> Iterator[SeenSamples]:
    """Yield what the samples may be: those of several training steps, then those of the first one alone."""
    first, targets = proposal.chain[0], proposal.targets
    count = len(first.inputs)
    for place in first.given.places:
        inputs = np.concatenate([first.inputs, *_following(pool, place, first.given, first.inputs)])
        if len(inputs) > count:
            yield from _with_targets(pool, proposal, inputs[:_MOST_SAMPLES], count)
    yield SeenSamples(first.inputs, targets.values, count)


def _with_targets(pool: ValuePool, proposal: StepProposal, inputs: Array, count: int) -> Iterator[SeenSamples]:
    targets = proposal.targets
    whole = [one for one in targets.source.matrices() if one.shape[1] == targets.values.shape[1]]
    whole = [one for one in whole if np.array_equal(one[:count], targets.values)]
    for rows in whole:
        if len(rows) > count:
            most = min(len(rows), len(inputs))
            yield SeenSamples(inputs[:most], rows[:most], count)
    for place in targets.source.places:
        rows = np.concatenate([targets.values, *_following(pool, place, targets.source, targets.values)])
        most = min(len(rows), len(inputs))
        if whole and most > count:
            yield SeenSamples(inputs[:most], rows[:most], count)


def _following(pool: ValuePool, place: str, first: PooledValue, rows: Array) -> Iterator[Array]:
    """Yield what stands at a place in the next training steps, until the first comes again."""
    series = pool.at(place)
    turned = not np.array_equal(next(iter(first.matrices())), rows)
    for one in series[series.index(first) + 1 :]:
        if one is first:
            return
        matrix = one.value if one.value.ndim == 2 else one.value.reshape(1, -1)
        matrix = matrix.T if turned else matrix
        if matrix.shape[1] != rows.shape[1] or len(matrix) > len(rows):
            return
        yield matrix
        if len(matrix) < len(rows):
            return  # the last batch of an epoch


def proposed(pool: ValuePool, proposal: StepProposal, samples: SeenSamples, rule: UpdateRule, path: Path) -> Imported:
    """Return the scenario of a proposal, to be written to `path`; raise NNStepError where nnstep refuses it."""
    chain = proposal.chain
    layers = tuple(
        FoundLayer(f"layer {number}", layer.weights, layer.biases, name, turned=layer.has_rows)
        for number, (layer, name) in enumerate(zip(chain, proposal.activations, strict=True), 1)
    )
    net = FoundNet(
        f"What {pool.script.name} computes",
        layers,
        "row" if chain[0].has_rows else "column",
        "float32" if pool.is_single else "float64",
    )
    over, across = proposal.reduction
    conventions = {"reduction": over, "over_outputs": across}
    still = [number for number, layer in enumerate(chain, 1) if layer.biases is not None and not moves(pool, layer)]
    if still and len(still) == sum(layer.biases is not None for layer in chain):
        conventions["biases"] = "frozen"
        still = []
    rate = rule.learning_rate or proposal.learning_rate or UNKNOWN_RATE
    optimizer = FoundOptimizer(rule.optimizer, rate, rule.settings, learning_rates={f"b{one}": 0.0 for one in still})
    loss = FoundLoss(proposal.loss, proposal.loss, conventions)
    training = Training(
        loss,
        optimizer,
        samples_for(net, loss, samples.inputs, samples.targets),
        samples.epochs,
        samples.batch_size,
    )
    return imported(net, training, path)


def moves(pool: ValuePool, layer: SeenLayer) -> bool:
    """Return whether the biases of a layer are seen to change."""
    return layer.bias_source is not None and pool.replaced_index(layer.bias_source) >= 0
