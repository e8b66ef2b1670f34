"""The scikit-learn script: the real library computes the same numbers, or the export is refused by name."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from nnstep.errors import ExportError
from nnstep.exports.formats.sklearn_script import sklearn_script
from nnstep.expr.array import frozen
from nnstep.optimizers import OPTIMIZERS
from nnstep.program.compile import compile_program
from nnstep.scenario.dataset import Samples
from nnstep.scenario.load import load
from nnstep.scenario.model import Scenario
from nnstep.scenario.tables.conventions import Conventions
from tests.conftest import build_scenario
from tests.exercises import READY, SMALL
from tests.exports.bias_forms import with_bias_form
from tests.exports.script_output import assert_same_numbers

COMPUTED = ["digits", "logistic-regression", "single-precision", "softmax-three-classes", "xor", "zheng-exercise-1"]
"""The exercises that scikit-learn has a network for."""


@pytest.mark.sweep
@pytest.mark.parametrize("name", COMPUTED)
def test_scikit_learn_computes_the_numbers_of_the_exercises_it_has(name: str) -> None:
    pytest.importorskip("sklearn")
    program = compile_program(load(READY[name]), epochs=4 if name in SMALL else 1)
    assert_same_numbers(sklearn_script(program), program, 1e-12 if program.precision == "float64" else 1e-6)


@pytest.mark.parametrize("name", sorted(set(READY) - set(COMPUTED)))
def test_every_other_exercise_is_refused_with_what_it_lacks(name: str) -> None:
    with pytest.raises(ExportError, match="scikit-learn can't compute the same numbers: "):
        sklearn_script(compile_program(load(READY[name])))


def network(outputs: int = 2, activation: str = "tanh", **settings: Any) -> Scenario:
    settings = {"samples": 5, "epochs": 3, "error": "half-squared", "learning_rate": 0.1, **settings}
    return replace(build_scenario((3, 4, 4, outputs), (activation, activation, "linear"), **settings), batch_size=2)


def trained(scenario: Scenario, optimizer: str, **choices: str) -> Scenario:
    return replace(scenario, optimizer=optimizer, settings=OPTIMIZERS[optimizer].settings, choices=choices)


PENALTIES = ("lambda/2", "lambda", "lambda/(2m)", "lambda/(2B)")
KINDS = {
    **{f"activation {id}": network(activation=id) for id in ("linear", "sigmoid", "tanh", "relu")},
    "one output": network(1),
    "squared": replace(network(), error="squared", error_factor=Fraction(1, 2)),
    "mean of two": replace(network(), error="mean-squared"),
    "mean of three with a factor": replace(
        network(3), error="squared", error_factor=Fraction(3, 2), conventions=Conventions(over_outputs="mean")
    ),
    **{f"penalty {form}": replace(network(), l2=0.1, choices={"penalty": form}) for form in PENALTIES},
    **{
        f"biases {form}": with_bias_form(replace(network(), conventions=Conventions(biases=form, orientation="row")))
        for form in ("per-neuron", "folded", "folded-last", "thresholds")
    },
    "shuffled": replace(network(), shuffled=True, seed=3),
    "stopped": replace(network(), stop=replace(network().stop, error_below=100.0)),
    "momentum": trained(network(), "momentum"),
    "momentum-sum": trained(network(), "momentum-sum"),
    "nesterov": trained(network(), "nesterov"),
    "adam": trained(network(), "adam", bias_correction="rate"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_scikit_learn_computes_what_it_has(kind: str) -> None:
    pytest.importorskip("sklearn")
    program = compile_program(KINDS[kind])
    assert_same_numbers(sklearn_script(program), program)


def classifier(outputs: int, activation: str, error: str) -> Scenario:
    scenario = replace(network(outputs), error=error)
    output = replace(scenario.layers[-1], activation=activation)
    return replace(scenario, layers=(*scenario.layers[:-1], output))


def test_a_classifier_of_several_labels_a_sample_is_one_too() -> None:
    pytest.importorskip("sklearn")
    scenario = classifier(3, "sigmoid", "binary-cross-entropy")
    targets = np.array([[0, 0, 0], [1, 1, 0], [0, 1, 1], [1, 1, 1], [1, 0, 0]], dtype=float)
    samples = Samples(scenario.samples.inputs, frozen(targets))
    program = compile_program(replace(scenario, samples=samples, l2=0.1))
    assert_same_numbers(sklearn_script(program), program)


REFUSED = {
    "no activation gelu": network(activation="gelu"),
    "its hidden layers have one activation": replace(
        network(), layers=(replace(network().layers[0], activation="relu"), *network().layers[1:])
    ),
    "and this one is 2 times that": replace(network(), error="squared"),
    'reduction = "sum"': replace(network(), conventions=Conventions(reduction="sum")),
    'at_kink = "right"': replace(network(activation="relu"), conventions=Conventions(at_kink="right")),
    'biases = "frozen"': replace(network(), conventions=Conventions(biases="frozen")),
    "output-first": replace(network(), conventions=Conventions(update="output-first")),
    "no l1 penalty": replace(network(), l1=0.1),
    "its penalty leaves the biases out": with_bias_form(
        replace(network(), l2=0.1, conventions=Conventions(biases="folded"))
    ),
    "no schedule of the learning rate such as exponential": replace(
        network(), rate="exponential", settings={"factor": 0.9}
    ),
    "one learning rate for all": replace(network(), learning_rates={"W1": 0.2}),
    "no optimizer rmsprop": trained(network(), "rmsprop"),
    'bias_correction = "rate"': trained(network(), "adam"),
    'gradient_at = "weights"': trained(network(), "nesterov", gradient_at="look-ahead"),
    "a softmax for 3 classes or more": classifier(2, "softmax", "cross-entropy"),
    "no error huber": replace(network(), error="huber"),
    "no steepness": classifier(2, "sigmoid", "binary-cross-entropy"),
    "the optimizer's state is stated": replace(trained(network(), "momentum"), state={"vW1": frozen(np.ones((4, 3)))}),
    "it does not show its gradients": replace(network(), stop=replace(network().stop, gradient_below=0.1)),
}
REFUSED["no steepness"] = replace(
    REFUSED["no steepness"],
    layers=(*network().layers[:-1], replace(REFUSED["no steepness"].layers[-1], settings={"steepness": 2.0})),
)


@pytest.mark.parametrize("said", REFUSED)
def test_what_it_computes_in_another_way_is_refused_by_name(said: str) -> None:
    with pytest.raises(ExportError) as caught:
        sklearn_script(compile_program(REFUSED[said]))
    assert said in caught.value.message


def test_the_script_reads_as_a_person_would_write_it() -> None:
    text = sklearn_script(compile_program(replace(network(), l2=0.1)))
    for line in (
        'mlp = MLPRegressor(\n    hidden_layer_sizes=(4, 4),\n    activation="tanh",\n    solver="sgd",\n',
        "        mlp.alpha = 2 * len(rows) * (0.5 * 0.1)\n",
        "        mlp.partial_fit(inputs[rows], labels[rows])\n",
    ):
        assert line in text
