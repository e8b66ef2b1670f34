"""What a scenario states of its optimizer, its learning rates and its penalty, as short texts; defaults too."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnstep.expr.array import Array
from nnstep.optimizers import penalty
from nnstep.scenario.chosen_forms import chosen_forms
from nnstep.scenario.model import Scenario


def optimizer_texts(scenario: Scenario) -> Iterator[str]:
    """Yield the optimizer, the settings and the forms of optimizer and schedule."""
    yield scenario.optimizer
    yield from (f"{name} {value:.12g}" for name, value in scenario.settings.items())
    yield from (f"{id} {value}" for id, value in chosen_forms(scenario).items() if id != penalty.PENALTY.id)


def rate_text(scenario: Scenario) -> str:
    """Return the learning rate, and those of single parameters."""
    usual = [] if scenario.learning_rate is None else [f"{scenario.learning_rate:.12g}"]
    return ", ".join([*usual, *(f"{value:.12g} for {id}" for id, value in scenario.learning_rates.items())])


def penalty_texts(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Yield key and value of each factor of the penalty, and how it counts."""
    yield from ((id, f"{value:.12g}") for id, value in (("l2", scenario.l2), ("l1", scenario.l1)) if value)
    yield from ((id, value) for id, value in chosen_forms(scenario).items() if id == penalty.PENALTY.id)


def state_texts(scenario: Scenario) -> Iterator[str]:
    """Yield what each of the optimizer's own quantities starts from, where that is stated."""
    yield from (f"{id} {_array_text(value)}" for id, value in scenario.state.items())


def given_texts(scenario: Scenario) -> Iterator[str]:
    """Yield each quantity that is given in place of being computed, with its value."""
    yield from (f"{id} = {_rows_text(value)}" for id, value in scenario.given.items())


def _array_text(value: Array) -> str:
    """Return one number where all elements are the same."""
    if value.size and (value == value.flat[0]).all():
        return f"{value.flat[0]:.12g}"
    return _rows_text(value)


def _rows_text(value: Array) -> str:
    return np.array2string(value, separator=", ", formatter={"float_kind": "{:.12g}".format}).replace("\n", "")
