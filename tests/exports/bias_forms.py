"""A network with its biases in the form that a convention has them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nnstep.expr.array import frozen
from nnstep.scenario.model import Layer, Scenario


def with_bias_form(scenario: Scenario) -> Scenario:
    """Return a network, with a bias for each neuron, with them as its conventions say: folded, one a layer, none."""
    return replace(scenario, layers=tuple(_layer(layer, scenario.conventions.biases) for layer in scenario.layers))


def _layer(layer: Layer, form: str) -> Layer:
    assert layer.biases is not None
    match form:
        case "folded":
            return replace(layer, weights=frozen(np.hstack([layer.biases, layer.weights])), biases=None)
        case "folded-last":
            return replace(layer, weights=frozen(np.hstack([layer.weights, layer.biases])), biases=None)
        case "shared":
            return replace(layer, biases=frozen(layer.biases[0, 0]))
        case "none":
            return replace(layer, biases=None)
        case _:
            return layer
