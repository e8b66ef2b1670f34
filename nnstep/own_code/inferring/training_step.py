"""What a chain of layers is trained with: the targets, the loss and the learning rate that explain its updates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product

import numpy as np

from nnstep.activations import ACTIVATIONS
from nnstep.activations.activation import UPSTREAM, A, Z
from nnstep.expr.array import Array
from nnstep.expr.walks.evaluate import evaluate
from nnstep.losses import LOSSES
from nnstep.own_code.inferring.forward_layers import SeenLayer
from nnstep.own_code.inferring.value_pool import PooledValue, ValuePool, says_much

_ACTIVATIONS = {id: one.with_settings({}) for id, one in ACTIVATIONS.items()}
_LOSSES = {id: one.with_settings({}) for id, one in LOSSES.items() if one.takes_target}
_FIRST = ("half-squared", "squared", "mean-squared", "cross-entropy", "binary-cross-entropy", "absolute")
"""Losses with the same gradients up to a factor are told apart by their value, else the first of these is taken."""
_USUAL = ("linear", "sigmoid", "tanh", "relu", "softmax")
_MOST_CHOICES = 12
Reduction = tuple[str, str]
"""Over the samples and over the outputs."""


@dataclass(frozen=True, slots=True, eq=False)
class SeenTargets:
    """Targets, and the value of the program that they are in."""

    source: PooledValue
    values: Array
    """One row a sample."""
    are_classes: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class StepProposal:
    """One way in which a program may train its layers."""

    chain: tuple[SeenLayer, ...]
    activations: tuple[str, ...]
    targets: SeenTargets
    loss: str
    reduction: Reduction
    learning_rate: float | None
    """None where no weights change by their gradient."""
    agrees: bool
    """Whether all weights change by the gradients times the learning rate; else only some do."""
    has_error: bool
    """Whether the value of the loss was seen."""
    has_delta: bool = False
    """Whether the output's delta, or the derivative of the loss, was seen."""
    has_rate: bool = False
    """Whether the learning rate stands in the program."""

    @property
    def worth(self) -> tuple[bool, bool, int, int]:
        """How much speaks for it; the largest is the best."""
        order = _FIRST.index(self.loss) if self.loss in _FIRST else len(_FIRST)
        seen = 2 * self.has_error + 2 * self.has_rate + self.has_delta
        return self.agrees, self.learning_rate is not None, seen, -order


def step_proposals(pool: ValuePool, chain: tuple[SeenLayer, ...], words: str) -> list[StepProposal]:
    """Return the ways in which a chain may be trained, the best first; `words` is the source of the program."""
    found: list[StepProposal] = []
    choices = product(*(_ordered(layer.activations, words) for layer in chain))
    for activations in islice(choices, _MOST_CHOICES):
        for targets in _targets(pool, chain):
            for id in _LOSSES:
                found += _with_loss(pool, chain, activations, targets, id)
        if any(one.agrees and (one.has_rate or one.has_error) for one in found):
            break
    return sorted(found, key=lambda one: one.worth, reverse=True)


def _ordered(names: Sequence[str], words: str) -> list[str]:
    """Return activations that agree so far, the likeliest first: those whose names stand in the program, the usual."""
    named = [name for name in names if _stands_in(name, words) or (name == "relu" and "maximum" in words)]
    usual = [name for name in _USUAL if name in names]
    return list(dict.fromkeys([*named, *usual, *names]))


def _stands_in(name: str, words: str) -> bool:
    spelled = re.escape(name).replace(r"\-", "[-_ ]?")
    return re.search(rf"(?<![a-z]){spelled}(?![a-z])", words) is not None


def _targets(pool: ValuePool, chain: tuple[SeenLayer, ...]) -> Iterator[SeenTargets]:
    """Yield what may be the targets: values that are there before the output's delta, as large as the output."""
    last = chain[-1]
    samples, outputs = last.outputs.shape
    until = max(pool.replaced_index(layer.source) for layer in chain)
    parameters = {layer.source.number for layer in chain}
    for pooled in pool.values:
        if pooled.index > until or pooled.number in parameters or pooled is last.result:
            continue
        if pooled.value.size == samples and outputs > 1 and _are_classes(pooled.value, outputs):
            yield SeenTargets(pooled, np.eye(outputs)[pooled.value.ravel().astype(int)], are_classes=True)
        for matrix in pooled.matrices():
            if matrix.shape[1] == outputs and len(matrix) >= samples:
                yield SeenTargets(pooled, matrix[:samples])


def _are_classes(value: Array, outputs: int) -> bool:
    return bool(((value == np.rint(value)) & (value >= 0) & (value < outputs)).all())


@np.errstate(all="ignore")
def _with_loss(
    pool: ValuePool, chain: tuple[SeenLayer, ...], activations: tuple[str, ...], targets: SeenTargets, id: str
) -> Iterator[StepProposal]:
    loss, last = _LOSSES[id], chain[-1]
    if (loss.outputs and activations[-1] not in loss.outputs) or (targets.are_classes and not loss.takes_classes):
        return
    if loss.targets and not set(np.unique(targets.values)) <= set(loss.targets):
        return
    samples, outputs = last.outputs.shape
    known = {"a": last.outputs.T, "y": targets.values.T, "n": np.asarray(float(outputs))}
    delta = _pulled_back(activations[-1], evaluate(loss.slope, known), last)
    if delta is None or not delta.any():
        return
    error = float(evaluate(loss.value, known))
    rate, agrees = _rate(pool, chain, activations, delta)
    slopes = (delta, evaluate(loss.slope, known))
    has_delta = any(_is_seen(pool, one * factor) for one in slopes for factor in (1, -1, 1 / samples))
    for reduction in (("mean", "sum"), ("sum", "sum"), ("mean", "mean"), ("sum", "mean")):
        over, across = reduction
        if (across == "mean" and (loss.is_mean or outputs == 1)) or (over == "sum" and samples == 1):
            continue
        divisor = (samples if over == "mean" else 1) * (outputs if across == "mean" else 1)
        has_error = pool.has_number(error / divisor)
        own = None if rate is None else rate * divisor
        if has_error or has_delta:  # a rate alone may be an accident, as of weights that are all 0
            written = None if own is None else pool.number_near(own)
            yield StepProposal(
                *(chain, activations, targets, id, reduction, own if written is None else written),
                *(agrees, has_error, has_delta, written is not None),
            )


def _is_seen(pool: ValuePool, value: Array) -> bool:
    return says_much(value) and pool.look_up(value) is not None


def _pulled_back(activation: str, upstream: Array, layer: SeenLayer) -> Array | None:
    """Return dE/dz of a layer, one column a sample."""
    z = layer.inputs @ layer.weights.T
    z = z if layer.biases is None else z + layer.biases
    expression = _ACTIVATIONS[activation].pull_back(UPSTREAM, Z, A)
    delta = evaluate(expression, {"upstream": upstream, "z": z.T, "a": layer.outputs.T})
    delta = np.broadcast_to(delta, upstream.shape)
    return delta if np.isfinite(delta).all() else None


def _rate(
    pool: ValuePool, chain: tuple[SeenLayer, ...], activations: tuple[str, ...], delta: Array
) -> tuple[float | None, bool]:
    """Return by what the gradient of a sum over the samples is multiplied in the updates, and whether in all of them.

    The layers are looked at from the last one on, up to one that is updated otherwise.
    """
    rate: float | None = None
    agrees = True
    for at in range(len(chain) - 1, -1, -1):
        layer = chain[at]
        gradient = delta @ layer.inputs
        found = _rate_of(pool, layer, gradient) if gradient.any() else rate
        if gradient.any() and (
            found is None or (rate is not None and abs(found - rate) > 1e4 * pool.close * abs(rate))
        ):
            agrees = False
            break
        rate = found if rate is None else rate
        pulled = _pulled_back(activations[at - 1], layer.weights.T @ delta, chain[at - 1]) if at else delta
        if pulled is None:
            agrees = False
            break
        delta = pulled
    if rate is None:
        return None, False
    return float(f"{rate:.{5 if pool.is_single else 10}g}"), agrees


def _rate_of(pool: ValuePool, layer: SeenLayer, gradient: Array) -> float | None:
    square = float((gradient * gradient).sum())
    for later in pool.later(layer.source):
        change = layer.weights - layer.parameters_in(later)
        if change.shape != gradient.shape or not change.any():
            continue
        rate = float((change * gradient).sum()) / square
        lost = 8e-16 if not pool.is_single else 5e-7
        room = 1e3 * pool.close * np.abs(change).max() + lost * np.abs(layer.weights).max()
        if rate and np.abs(change - rate * gradient).max() <= room:
            return rate
    return None
