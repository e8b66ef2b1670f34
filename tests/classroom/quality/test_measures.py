"""The measures of an exercise, against counts made in plain loops and by eye."""

from __future__ import annotations

import tomllib
from decimal import Decimal

import pytest

from nnstep.classroom.quality.examined import Examined
from nnstep.classroom.quality.measures import digits_of
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load, parse


def test_an_exercise_of_whole_numbers_is_counted_as_one_counts_on_paper() -> None:
    scenario = load(find("zheng-exercise-1"))
    measures = Examined(scenario).measures
    answers = tomllib.loads(scenario.text, parse_float=Decimal)["answers"]
    weights, x = [layer.weights.tolist() for layer in scenario.layers], [2, 1, 3]

    def counts(*factors: float) -> bool:
        return all(abs(factor) not in (0, 1) for factor in factors)

    products = sum(counts(w, v) for row in weights[0] for w, v in zip(row, x, strict=True))
    products += sum(counts(w, v) for row in weights[1] for w, v in zip(row, answers["a1"], strict=True))
    products += 1  # half of the sum of squares
    products += sum(counts(w, d) for row, d in zip(weights[1], answers["delta2"], strict=True) for w in row)
    products += sum(counts(d, v) for d in answers["delta2"] for v in answers["a1"])
    products += sum(counts(d, v) for d in answers["delta1"] for v in x)
    products += 2 * 4 + 2 + 4 * 3 + 4  # each gradient times the learning rate
    assert measures.products == products
    assert measures.results == 71
    assert measures.negative == 8 + 2 + 12 + 4
    assert measures.longest == 5
    assert measures.endless == 0
    assert measures.alike == ("b1[1] and b1[2]", "delta1[2] and delta1[3]", "db1[2] and db1[3]")
    assert measures.idle == ()


@pytest.mark.parametrize(
    ("number", "digits"), [(0.0, 0), (5.0, 1), (-261.5, 4), (0.1 + 0.2, 1), (1200.0, 2), (0.00305, 3), (1 / 3, 12)]
)
def test_digits_are_counted_but_for_the_rounding_of_a_calculation(number: float, digits: int) -> None:
    assert digits_of(number) == digits


def test_idle_neurons_and_equal_inputs_are_named() -> None:
    text = """
title = "Idle"
input = [2, 2]
target = [1, 1]
learning_rate = 0.1
[[layers]]
activation = "relu"
weights = [[1, 2], [-3, 1]]
[[layers]]
activation = "sigmoid"
weights = [[9, 1], [0.1, 0.1]]
"""
    measures = Examined(parse(text, "idle.toml")).measures
    assert measures.idle == ("layer 1, neuron 1 is dead", "layer 2, neuron 0 is saturated")
    assert "x[0] and x[1]" in measures.alike


def test_results_that_are_no_finite_numbers_are_not_counted() -> None:
    layer = '[[layers]]\nactivation = "linear"\nweights = [[1e200]]\n'
    text = f'title = "Far"\ninput = [1e200]\ntarget = [1]\nlearning_rate = 1\n{layer}'
    assert not Examined(parse(text, "far.toml")).measures.finite
