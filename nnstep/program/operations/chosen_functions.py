"""The activation of a layer and the error function that a scenario chooses, with their settings as numbers."""

from __future__ import annotations

from functools import lru_cache

from nnstep.activations import ACTIVATIONS
from nnstep.activations.activation import Activation
from nnstep.losses import LOSSES
from nnstep.losses.loss import Loss
from nnstep.scenario.model import Scenario


def activation_of(scenario: Scenario, layer: int) -> Activation:
    """Return the activation of a layer, from 1."""
    stated = scenario.layers[layer - 1]
    return _with_settings(ACTIVATIONS[stated.activation], tuple(stated.settings.items()))


@lru_cache(maxsize=64)
def _with_settings(activation: Activation, settings: tuple[tuple[str, float], ...]) -> Activation:
    """Return an activation with its settings; kept, since every operation of a layer asks for it."""
    return activation.with_settings(dict(settings))


def loss_of(scenario: Scenario) -> Loss:
    """Return the error function."""
    return LOSSES[scenario.error].with_settings(scenario.error_settings)
