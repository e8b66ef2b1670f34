"""What a text may do in another way than a scenario states: a table with one row for each kind of departure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from nnstep.activations import ACTIVATIONS
from nnstep.grading.conventions.changed_layers import (
    hidden_ways,
    output_ways,
    turned,
    with_biases,
    with_hidden,
    with_output,
)
from nnstep.grading.conventions.changed_training import (
    error_ways,
    optimizer_ways,
    rate_ways,
    with_error,
    with_optimizer,
    with_rate,
)
from nnstep.grading.conventions.departure import Departure, DepartureRow, Forms
from nnstep.losses import LOSSES
from nnstep.scenario.model import Scenario
from nnstep.scenario.tables.conventions import choices

_SAME_NUMBERS = ("backward", "output_delta", "precision")
"""The conventions that change which operations there are, or the rounding, and no number that a person compares."""
_OTHER_WEIGHTS = ("folded", "folded-last")
"""The values that would need other weights in the scenario."""


def _ways(key: str, scenario: Scenario) -> Iterator[tuple[str, Forms]]:
    """Yield the other values of a convention, where it can make a difference."""
    if key not in _without_effect(scenario):
        own = getattr(scenario.conventions, key)
        yield from ((value, ()) for value in choices()[key] if value != own and value not in _OTHER_WEIGHTS)


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


def _with_convention(key: str, scenario: Scenario, value: str, _forms: Mapping[str, str]) -> Scenario | None:
    """Return the scenario with another value of a convention; None where that can't be with the rest."""
    stated: dict[str, Any] = {key: value}
    if key == "over_outputs" and value == "mean" and LOSSES[scenario.error].is_mean:
        return None
    changed: Scenario | None = scenario
    if key == "orientation":
        changed = turned(scenario)
    elif key == "biases":
        changed = with_biases(scenario, value)
    return None if changed is None else replace(changed, conventions=replace(changed.conventions, **stated))


DEPARTURES = (
    DepartureRow("error", error_ways, with_error),
    *(
        DepartureRow(key, partial(_ways, key), partial(_with_convention, key))
        for key in choices()
        if key not in _SAME_NUMBERS
    ),
    DepartureRow("learning_rate", rate_ways, with_rate, of_graphs=True),
    DepartureRow("optimizer", optimizer_ways, with_optimizer, of_graphs=True),
    DepartureRow("output_activation", output_ways, with_output),
    DepartureRow("hidden_activation", hidden_ways, with_hidden),
)
"""Every kind of departure, the likelier first."""


def departures(scenario: Scenario) -> Iterator[Departure]:
    """Yield every single departure that can make a difference to the numbers of a scenario, the likelier first."""
    for row in DEPARTURES:
        if row.of_graphs or scenario.graph is None:
            yield from (Departure(row.key, value, forms) for value, forms in row.ways(scenario))


def apply(scenario: Scenario, combination: Mapping[str, Departure]) -> Scenario | None:
    """Return the scenario with all of a combination, by key; None where they exclude each other."""
    changed: Scenario | None = scenario
    for row in DEPARTURES:
        if changed is not None and row.key in combination:
            departure = combination[row.key]
            changed = row.changed(changed, departure.value, dict(departure.forms))
    return changed
