"""Forms of an optimizer, a schedule or the penalty found from a sheet, as their files declare them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nnstep.grading.conventions.alternatives import apply
from nnstep.grading.conventions.alternatives import departures as every_departure
from nnstep.grading.conventions.outcomes import outcomes
from nnstep.grading.sheet.sheet_reader import parse_sheet
from nnstep.grading.tolerance import Tolerance
from nnstep.optimizers import OPTIMIZERS
from nnstep.program.compile import compile_program
from nnstep.scenario.load import parse

EXERCISE = """
title = "A neuron"
input = [[0.3, -0.2], [1, 2]]
target = [[0.9], [0.1]]
learning_rate = 0.1
[[layers]]
activation = "tanh"
weights = [[0.4, 0.1]]
[training]
epochs = 2
l2 = 0.3
schedule = "exponential"
eps = 1e-3
optimizer = "adam"
"""
RMSPROP = """
title = "RMSProp"
input = [[0.003, -0.02]]
error = "none"
learning_rate = 0.01
[[layers]]
activation = "linear"
weights = [[0.4, 0.1]]
[training]
optimizer = "rmsprop"
eps = 1e-6
"""


def found(scenario: str, sheet: str) -> list[dict[str, str]]:
    program = compile_program(parse(scenario, "a.toml"))
    every = outcomes(program, parse_sheet(sheet, "sheet.toml", program), Tolerance())
    return [outcome.departures for outcome in every if outcome.reproduces]


def test_epsilon_under_the_root_is_a_convention_that_gives_all_numbers() -> None:
    """By hand: 0.4 - 0.01 * 0.003 / sqrt(0.1 * 0.003^2 + 1e-6), and 0.1 + 0.01 * 0.02 / sqrt(0.1 * 0.02^2 + 1e-6)."""
    assert found(RMSPROP, "W1 = [[0.378236, 0.131235]]") == [{"eps_place": "inside"}]


@pytest.mark.parametrize(
    "departures",
    [
        {"bias_correction": "none"},
        {"bias_correction": "rate"},
        {"eps_place": "inside", "bias_correction": "second"},
        {"penalty": "lambda/(2m)"},
        {"count_from": "one"},
        {"optimizer": "adamw", "eps_place": "inside"},
        {"optimizer": "nesterov", "gradient_at": "look-ahead"},
        {"optimizer": "momentum-average"},
        {"optimizer": "perceptron"},
    ],
    ids=lambda departures: " ".join(departures.values()),
)
def test_every_form_is_among_what_is_tried(departures: dict[str, str]) -> None:
    scenario = parse(EXERCISE, "a.toml")
    tried = [
        other
        for one in every_departure(scenario)
        if one.names == departures and (other := apply(scenario, {one.key: one}))
    ]
    assert len(tried) == 1
    forms = {id: value for id, value in departures.items() if id != "optimizer"}
    settings = {**scenario.settings, "mu": 0.9, "weight_decay": 0.01}
    stated = replace(scenario, optimizer=departures.get("optimizer", "adam"), choices=forms, settings=settings)
    assert [op.source for op in compile_program(tried[0]).ops] == [op.source for op in compile_program(stated).ops]
    assert set(OPTIMIZERS[tried[0].optimizer].settings) <= set(tried[0].settings)


def test_what_the_scenario_states_is_no_departure() -> None:
    scenario = parse(EXERCISE + 'eps_place = "inside"\n', "a.toml")
    own = [
        apply(scenario, {one.key: one}) for one in every_departure(scenario) if one.names == {"eps_place": "outside"}
    ]
    assert [other.choices["eps_place"] for other in own if other is not None] == ["outside"]
    assert not any(one.names.get("eps_place") == "inside" for one in every_departure(scenario))
