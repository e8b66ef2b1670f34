"""Networks with other activations, biases or weights than a scenario states, all else being as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import numpy as np

from nnstep.activations import ACTIVATIONS
from nnstep.expr.array import frozen
from nnstep.grading.conventions.departure import OWN, Forms, usual_settings
from nnstep.losses import LOSSES
from nnstep.scenario.model import Layer, Scenario

_HIDDEN, _OUTPUT = slice(None, -1), slice(-1, None)


def hidden_ways(scenario: Scenario) -> Iterator[tuple[str, Forms]]:
    """Yield every other activation of the hidden layers, all alike, and other settings of their own."""
    return _ways(scenario.layers[_HIDDEN], ACTIVATIONS)


def output_ways(scenario: Scenario) -> Iterator[tuple[str, Forms]]:
    """Yield every other activation of the output that the error can take, and other settings of its own."""
    return _ways(scenario.layers[_OUTPUT], LOSSES[scenario.error].outputs or ACTIVATIONS)


def with_hidden(scenario: Scenario, activation: str, settings: Mapping[str, str]) -> Scenario | None:
    """Return the scenario with another activation in all hidden layers."""
    changed = _changed(scenario.layers[_HIDDEN], activation, settings)
    return replace(scenario, layers=(*changed, *scenario.layers[_OUTPUT]))


def with_output(scenario: Scenario, activation: str, settings: Mapping[str, str]) -> Scenario | None:
    """Return the scenario with another activation in the output layer; None where the error can't take its values."""
    suitable = LOSSES[scenario.error].outputs
    if activation != OWN and suitable and activation not in suitable:
        return None
    changed = _changed(scenario.layers[_OUTPUT], activation, settings)
    return replace(scenario, layers=(*scenario.layers[_HIDDEN], *changed))


def _ways(layers: tuple[Layer, ...], activations: Iterable[str]) -> Iterator[tuple[str, Forms]]:
    if not layers:
        return
    own = {layer.activation for layer in layers}
    for layer in layers:
        yield from ((OWN, forms) for forms in _usual(layer.activation, layer.settings) if forms)
    for id in activations:
        if own != {id}:
            yield from ((id, forms) for forms in _usual(id, {}))


def _usual(activation: str, own: Mapping[str, float]) -> Iterator[Forms]:
    return usual_settings(ACTIVATIONS[activation].declared, own)


def _changed(layers: tuple[Layer, ...], activation: str, settings: Mapping[str, str]) -> Iterator[Layer]:
    """Yield the layers with another activation, or with their own where it has such settings."""
    numbers = {id: float(value) for id, value in settings.items()}
    for layer in layers:
        if activation != OWN:
            yield replace(layer, activation=activation, settings=numbers)
        elif numbers.keys() <= ACTIVATIONS[layer.activation].settings.keys():
            yield replace(layer, settings={**layer.settings, **numbers})
        else:
            yield layer


def turned(scenario: Scenario) -> Scenario:
    """Return the scenario with each matrix of weights, as it was typed, read in the other orientation."""
    return replace(scenario, layers=tuple(replace(one, weights=frozen(one.weights.T)) for one in scenario.layers))


def with_biases(scenario: Scenario, biases: str) -> Scenario | None:
    """Return the scenario with biases of another kind; None where one number can't stand for several."""
    if scenario.conventions.folded or all(layer.biases is None for layer in scenario.layers):
        return None
    layers = []
    for layer in scenario.layers:
        if layer.biases is None or biases == "none":
            layers.append(replace(layer, biases=None))
        elif biases == "shared":
            if np.ptp(layer.biases) != 0:
                return None
            layers.append(replace(layer, biases=np.asarray(layer.biases.ravel()[0])))
        else:
            layers.append(replace(layer, biases=np.broadcast_to(layer.biases, (layer.neurons, 1)).copy()))
    return replace(scenario, layers=tuple(layers))
