"""Scenarios with another error, optimizer or learning rate than they state, all else being as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product

import numpy as np

from nnstep.errors import NNStepError
from nnstep.expr.array import frozen
from nnstep.expr.setting import choices
from nnstep.grading.conventions.departure import OWN, Forms, number_text, usual_settings
from nnstep.losses import LOSSES
from nnstep.optimizers import OPTIMIZERS
from nnstep.program.compile import compile_program
from nnstep.program.operations.updates import update_ids
from nnstep.scenario.chosen_forms import chosen_forms
from nnstep.scenario.model import Scenario
from nnstep.scenario.tables.training import declared_for

_STATE = "state"
_STARTS = ("0.1", "1")
"""What texts and libraries start squares from, if not from 0: Keras' Adagrad, TensorFlow's RMSProp."""


def error_ways(scenario: Scenario) -> Iterator[tuple[str, Forms]]:
    """Yield every other error that the output can have, and other settings of its own."""
    last, own = scenario.layers[-1].activation, LOSSES[scenario.error]
    yield from ((OWN, forms) for forms in usual_settings(own.declared, scenario.error_settings) if forms)
    for loss in LOSSES.values():
        fits = loss.takes_target == own.takes_target and (not loss.outputs or last in loss.outputs)
        if loss is not own and fits:
            yield from ((loss.id, forms) for forms in usual_settings(loss.declared, {}))


def with_error(scenario: Scenario, error: str, settings: Mapping[str, str]) -> Scenario | None:
    """Return the scenario with another error; None where it would be a mean of a mean."""
    numbers = {id: float(value) for id, value in settings.items()}
    if error == OWN:
        return replace(scenario, error_settings={**scenario.error_settings, **numbers})
    twice = LOSSES[error].is_mean and scenario.conventions.over_outputs == "mean"
    return None if twice else replace(scenario, error=error, error_settings=numbers)


def rate_ways(scenario: Scenario) -> Iterator[tuple[str, Forms]]:
    """Yield the negative of the learning rate: updates that climb."""
    if scenario.learning_rate:
        yield number_text(-scenario.learning_rate), ()


def with_rate(scenario: Scenario, rate: str, _forms: Mapping[str, str]) -> Scenario:
    """Return the scenario with the learning rate, and the rates of single parameters, of the other sign."""
    own = {id: -value for id, value in scenario.learning_rates.items()}
    return replace(scenario, learning_rate=float(rate), learning_rates=own)


def optimizer_ways(scenario: Scenario) -> Iterator[tuple[str, Forms]]:
    """Yield other optimizers in all their forms and from their usual starts, and other forms of the scenario's own."""
    for name in OPTIMIZERS:
        own = chosen_forms(replace(scenario, optimizer=name))
        every = choices(declared_for(name, scenario.rate))
        for start, values in product(_starts(scenario, name), product(*(every[id].forms for id in own))):
            chosen = dict(zip(own, values, strict=True))
            forms = (*((id, value) for id, value in chosen.items() if value != own[id]), *start)
            if name != scenario.optimizer:
                yield name, forms
            elif forms:
                yield OWN, forms


def _starts(scenario: Scenario, optimizer: str) -> Iterator[Forms]:
    """Yield what an optimizer's own quantities start from: as stated, and where all are squares, as texts do."""
    yield ()
    state = OPTIMIZERS[optimizer].state
    if state and not scenario.state and all(own.meaning in ("sum of squares", "second moment") for own in state):
        yield from (((_STATE, start),) for start in _STARTS)


def with_optimizer(scenario: Scenario, optimizer: str, forms: Mapping[str, str]) -> Scenario | None:
    """Return the scenario with another optimizer, and forms; None where there is no program with it."""
    name = scenario.optimizer if optimizer == OWN else optimizer
    settings = {**OPTIMIZERS[name].settings, **scenario.settings}
    chosen = {**scenario.choices, **{id: value for id, value in forms.items() if id != _STATE}}
    changed = replace(scenario, optimizer=name, settings=settings, choices=chosen)
    return _started(changed, float(forms[_STATE])) if _STATE in forms else changed


def _started(scenario: Scenario, start: float) -> Scenario | None:
    """Return the scenario with all that its optimizer carries along started from a number."""
    try:
        program = compile_program(scenario)
    except NNStepError:
        return None
    ids, own = update_ids(scenario), OPTIMIZERS[scenario.optimizer].state
    state = {ids.state(each, id) for each in own for id in program.parameters}
    return replace(scenario, state={id: frozen(np.full(program.shapes[id], start)) for id in state & {*program.shapes}})
