"""What a text may do in another way than a scenario states: by convention, each other way as a changed scenario."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from itertools import product
from typing import Any

import numpy as np

from nnstep.activations import ACTIVATIONS
from nnstep.expr.array import frozen
from nnstep.expr.setting import choices as form_choices
from nnstep.losses import LOSSES
from nnstep.optimizers import OPTIMIZERS
from nnstep.scenario.chosen_forms import chosen_forms
from nnstep.scenario.model import Scenario
from nnstep.scenario.tables.conventions import choices
from nnstep.scenario.tables.training import declared_for

_FORMS = "forms"
"""The key of departures that are other forms of what the scenario has."""
_SAME_NUMBERS = ("backward", "output_delta", "precision")
"""The conventions that change which operations there are, or the rounding, and no number that a person compares."""
_OTHER_WEIGHTS = ("folded", "folded-last")
"""The values that would need other weights in the scenario."""


@dataclass(frozen=True, slots=True)
class Departure:
    """One thing done in another way."""

    key: str
    value: str
    forms: tuple[tuple[str, str], ...] = ()
    """Of an optimizer: the choices made otherwise than by default, or than the scenario makes them."""

    @property
    def names(self) -> dict[str, str]:
        """What is other, by the scenario's keys."""
        own = {} if self.key == _FORMS else {self.key: self.value}
        return {**own, **dict(self.forms)}

    def of(self, scenario: Scenario) -> Scenario | None:
        """Return the scenario with it; None where it can't be so with the rest."""
        match self.key:
            case "error":
                return _with_error(scenario, self.value)
            case "optimizer" | "forms":
                name = scenario.optimizer if self.key == _FORMS else self.value
                settings = {**OPTIMIZERS[name].settings, **scenario.settings}
                chosen = {**scenario.choices, **dict(self.forms)}
                return replace(scenario, optimizer=name, settings=settings, choices=chosen)
            case "orientation":
                return _turned(scenario, self.value)
            case "biases":
                layers = _layers(scenario, self.value)
                changed = None if layers is None else replace(scenario, layers=layers)
                return None if changed is None else _with_convention(changed, "biases", self.value)
            case _:
                return _with_convention(scenario, self.key, self.value)


def departures(scenario: Scenario) -> Iterator[Departure]:
    """Yield every single departure that can make a difference to a network's numbers; none for a graph."""
    if scenario.graph is not None:
        yield from _optimizers(scenario)
        return
    yield from (Departure("error", name) for name in _errors(scenario))
    irrelevant = {*_SAME_NUMBERS, *_without_effect(scenario)}
    own = asdict(scenario.conventions)
    for key, values in choices().items():
        if key not in irrelevant:
            yield from (Departure(key, each) for each in values if each != own[key] and each not in _OTHER_WEIGHTS)
    yield from _optimizers(scenario)


def _optimizers(scenario: Scenario) -> Iterator[Departure]:
    """Yield other optimizers in all their forms, and other forms of what the scenario has."""
    for name in OPTIMIZERS:
        other = replace(scenario, optimizer=name)
        own = chosen_forms(other)
        every = form_choices(declared_for(name, scenario.rate))
        for values in product(*(every[id].forms for id in own)):
            chosen = dict(zip(own, values, strict=True))
            forms = tuple((id, value) for id, value in chosen.items() if value != own[id])
            if name != scenario.optimizer:
                yield Departure("optimizer", name, forms)
            elif forms:
                yield Departure(_FORMS, "", forms)


def apply(scenario: Scenario, combination: Mapping[str, Departure]) -> Scenario | None:
    """Return the scenario with all of a combination; None where they exclude each other."""
    changed: Scenario | None = scenario
    for departure in combination.values():
        changed = None if changed is None else departure.of(changed)
    return changed


def _without_effect(scenario: Scenario) -> Iterator[str]:
    if not scenario.batched:
        yield "reduction"
    if scenario.layers[-1].neurons == 1:
        yield "over_outputs"
    if not any(ACTIVATIONS[layer.activation].kinked for layer in scenario.layers):
        yield "at_kink"
    if len(scenario.layers) == 1:
        yield "update"
    if any(layer.weights.shape[0] != layer.weights.shape[1] for layer in scenario.layers):
        yield "orientation"  # only square weights can have been meant the other way


def _errors(scenario: Scenario) -> Iterator[str]:
    last, own = scenario.layers[-1].activation, LOSSES[scenario.error]
    for loss in LOSSES.values():
        fits = loss.takes_target == own.takes_target and (not loss.outputs or last in loss.outputs)
        if loss is not own and fits:
            yield loss.id


def _with_error(scenario: Scenario, error: str) -> Scenario | None:
    twice = LOSSES[error].is_mean and scenario.conventions.over_outputs == "mean"
    return None if twice else replace(scenario, error=error)


def _with_convention(scenario: Scenario, key: str, value: str) -> Scenario | None:
    changed: dict[str, Any] = {key: value}
    if key == "over_outputs" and value == "mean" and LOSSES[scenario.error].is_mean:
        return None
    return replace(scenario, conventions=replace(scenario.conventions, **changed))


def _turned(scenario: Scenario, orientation: str) -> Scenario | None:
    """Return the scenario with each matrix of weights, as it was typed, read in the other orientation."""
    layers = tuple(replace(layer, weights=frozen(layer.weights.T)) for layer in scenario.layers)
    return _with_convention(replace(scenario, layers=layers), "orientation", orientation)


def _layers(scenario: Scenario, biases: str) -> Any:
    """Return the layers with biases of another kind; None where one number can't stand for several."""
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
    return tuple(layers)
