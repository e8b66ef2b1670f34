"""Build the scenario of a document in which nothing is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from nnstep.activations import ACTIVATIONS
from nnstep.expr.array import Array
from nnstep.harmless_text import visible
from nnstep.optimizers import OPTIMIZERS
from nnstep.optimizers.optimizer import Optimizer
from nnstep.scenario.compatibility import target_warnings
from nnstep.scenario.model import Layer, Scenario, Stop
from nnstep.scenario.sources.weights import Rules
from nnstep.scenario.tables.conventions import Conventions
from nnstep.scenario.tables.data import Dataset
from nnstep.scenario.tables.graph import Graph
from nnstep.scenario.tables.variants import VariantRules


@dataclass(frozen=True, slots=True)
class Parts:
    """What was read of a document beside the values of single keys."""

    path: str
    rules: Rules
    settings: Mapping[str, float]
    choices: Mapping[str, str]
    learning_rate: float | None
    learning_rates: Mapping[str, float]
    """Those of single parameters."""
    rates_in_use: tuple[float, ...]
    """That of each parameter."""
    state: Mapping[str, Array]
    error_settings: Mapping[str, float]
    breakpoints: tuple[str, ...]
    given: Mapping[str, Array]
    variants: VariantRules
    dataset: Dataset
    layers: tuple[Layer, ...]
    graph: Graph | None


def build(taken: Mapping[str, Any], parts: Parts) -> Scenario:
    """Return the scenario of a document in which nothing is wrong; `taken` has every key with its value."""
    training, rules = taken["training"], parts.rules
    dataset, layers = parts.dataset, parts.layers
    return Scenario(
        name=visible(Path(parts.path).stem),  # JSON can't hold a name that is not UTF-8
        path=parts.path,
        title=taken["title"],
        source=taken["source"],
        notes=taken["notes"],
        notation=taken["notation"],
        symbols=MappingProxyType(dict(taken["symbols"])),
        samples=dataset.training,
        test_samples=dataset.test,
        learning_rate=parts.learning_rate,
        layers=layers,
        graph=parts.graph,
        error=taken["error"],
        error_settings=MappingProxyType(dict(parts.error_settings)),
        error_factor=taken["error_factor"],
        epochs=training["epochs"],
        batch_size=min(training["batch_size"], len(dataset.training)),
        shuffled=training["shuffle"],
        seed=rules.seed,
        stop=Stop(**training["stop"]),
        answers=MappingProxyType(taken["answers"]),
        optimizer=training["optimizer"],
        rate=training["schedule"],
        settings=MappingProxyType(dict(parts.settings)),
        choices=MappingProxyType(dict(parts.choices)),
        conventions=_conventions(rules, layers),
        l2=float(training["l2"]),
        l1=float(training["l1"]),
        learning_rates=MappingProxyType(dict(parts.learning_rates)),
        state=MappingProxyType(dict(parts.state)),
        breakpoints=parts.breakpoints,
        quantities=tuple(taken["quantities"]),
        given=MappingProxyType(dict(parts.given)),
        variants=parts.variants,
        warnings=(
            *_warnings(layers, rules, parts.rates_in_use, OPTIMIZERS[training["optimizer"]]),
            *target_warnings(dataset, layers[-1].activation if layers else None, taken["error"], rules.conventions),
        ),
        files=rules.files.paths,
        arrays=MappingProxyType(dict(rules.files.read)),
        missing_files=tuple(rules.files.missing),
    )


def _conventions(rules: Rules, layers: Sequence[Layer]) -> Conventions:
    """Return the conventions as they are shown: where no layer has biases, that is what is said of them."""
    conventions = rules.conventions
    without = conventions.biases == "per-neuron" and all(layer.biases is None for layer in layers)
    return replace(conventions, biases="none") if without else conventions


def _warnings(layers: Sequence[Layer], rules: Rules, rates: Iterable[float], optimizer: Optimizer) -> Iterator[str]:
    """Yield what is true of a rate, and why a layer can't learn: a derivative that is 0, or neurons that stay alike."""
    if any(rate < 0 for rate in rates):
        yield "the learning rate is negative: the updates climb, so that the error grows"
    for number, layer in enumerate(layers, start=1):
        takes_derivative = number < len(layers) or optimizer.output_delta == "derivative"
        if takes_derivative and ACTIVATIONS[layer.activation].flat:
            which = "the weights of layer 1" if number == 1 else f"the weights of layers 1 to {number}"
            reason = f"layer {number} has the activation {layer.activation}, whose derivative is 0"
            yield f"{reason}: no gradient passes it, so training by gradients never changes {which}"
    for number, (layer, following) in enumerate(pairwise(layers), start=1):
        outgoing = following.weights[:, rules.conventions.inputs]
        if layer.neurons < 2 or not _alike(layer) or (outgoing != outgoing[:, :1]).any():
            continue
        zeros = "weights that are all 0 never learn: no error passes back through a layer of zeros, and "
        known = "" if outgoing.any() else zeros
        alike = f"the neurons of layer {number} begin alike and get the same gradients"
        yield f"{known}{alike}, so they stay alike and never learn to differ"


def _alike(layer: Layer) -> bool:
    """Return whether all neurons of a layer have the same weights and biases."""
    biases = np.zeros(1) if layer.biases is None else np.ravel(layer.biases)
    return bool((layer.weights == layer.weights[:1]).all() and (biases == biases[0]).all())
