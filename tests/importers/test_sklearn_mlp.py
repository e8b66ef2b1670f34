"""scikit-learn's MLPs against scikit-learn itself: gradients and parameters of its own training steps."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

import nnstep
from nnstep.errors import NetImportError
from tests.importers.one_step import Numbers, assert_same, run_steps

neural_network: Any = pytest.importorskip("sklearn.neural_network", reason="needs scikit-learn")
MLPClassifier, MLPRegressor = neural_network.MLPClassifier, neural_network.MLPRegressor

RANDOM = np.random.default_rng(5)
INPUTS = RANDOM.normal(size=(12, 3))
TARGETS = {
    "two classes": RANDOM.integers(0, 2, 12),
    "three classes": np.array(["b", "a", "c"] * 4),
    "labels": RANDOM.integers(0, 2, (12, 2)),
    "one output": RANDOM.normal(size=12),
    "two outputs": RANDOM.normal(size=(12, 2)),
}


def fitted(kind: str, **settings: Any) -> Any:
    """Return an MLP after one step of training, whose optimizer is fresh again."""
    make = MLPRegressor if "output" in kind else MLPClassifier
    mlp = make(hidden_layer_sizes=(4,), max_iter=1, random_state=3, shuffle=False, **settings)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        mlp.fit(INPUTS, TARGETS[kind])
    del mlp._optimizer
    return mlp


def parameters_of(mlp: Any) -> Numbers:
    return {
        f"{letter}{number}": np.array(value)
        for letter, values in (("W", mlp.coefs_), ("b", mlp.intercepts_))
        for number, value in enumerate(values, start=1)
    }


def trained(mlp: Any, kind: str, steps: int) -> Numbers:
    """Return the parameters after so many of scikit-learn's own steps, each with all samples."""
    for _ in range(steps):
        mlp.partial_fit(INPUTS, TARGETS[kind])
    return parameters_of(mlp)


SOLVERS: dict[str, dict[str, Any]] = {
    "sgd": {"solver": "sgd", "learning_rate_init": 0.1, "momentum": 0},
    "momentum": {"solver": "sgd", "learning_rate_init": 0.1, "momentum": 0.7, "nesterovs_momentum": False},
    "nesterov": {"solver": "sgd", "learning_rate_init": 0.1, "momentum": 0.7},
    "adaptive": {"solver": "sgd", "learning_rate_init": 0.1, "learning_rate": "adaptive"},
    "adam": {"solver": "adam", "learning_rate_init": 0.02, "beta_1": 0.8, "beta_2": 0.95, "epsilon": 1e-7},
}


@pytest.mark.parametrize("kind", TARGETS)
@pytest.mark.parametrize("solver", SOLVERS)
def test_three_steps_of_each_solver_on_each_kind_of_target(kind: str, solver: str) -> None:
    mlp = fitted(kind, activation="tanh", alpha=0.3, **SOLVERS[solver])
    scenario = nnstep.from_sklearn(mlp, INPUTS, TARGETS[kind])
    assert scenario.l2 == 0.3
    assert_same(run_steps(scenario, 3)[2], trained(mlp, kind, 3))


@pytest.mark.parametrize("activation", ["identity", "logistic", "tanh", "relu"])
def test_each_activation(activation: str) -> None:
    mlp = fitted("two outputs", activation=activation, **SOLVERS["sgd"])
    scenario = nnstep.from_sklearn(mlp, INPUTS, TARGETS["two outputs"])
    assert_same(run_steps(scenario, 2)[2], trained(mlp, "two outputs", 2))


@pytest.mark.parametrize("kind", ["two classes", "three classes", "one output"])
def test_the_error_is_scikit_learns_loss_with_its_penalty(kind: str) -> None:
    mlp = fitted(kind, alpha=0.3, **SOLVERS["sgd"])
    ours = run_steps(nnstep.from_sklearn(mlp, INPUTS, TARGETS[kind]))[0]
    mlp.partial_fit(INPUTS, TARGETS[kind])
    assert ours == pytest.approx(mlp.loss_, rel=1e-12)


def test_batches_that_do_not_divide_the_samples_count_alpha_by_their_own_size() -> None:
    """12 samples in batches of 5, 5 and 2; scikit-learn divides alpha by each batch's size."""
    mlp = fitted("one output", alpha=0.5, batch_size=5, **SOLVERS["momentum"])
    scenario = nnstep.from_sklearn(mlp, INPUTS, TARGETS["one output"])
    assert scenario.batch_size == 5
    mlp.set_params(warm_start=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        mlp.fit(INPUTS, TARGETS["one output"])
    program_steps = run_steps_of_an_epoch(scenario)
    assert_same(program_steps, parameters_of(mlp))


def run_steps_of_an_epoch(scenario: Any) -> Numbers:
    from nnstep.engine.timeline import Timeline
    from nnstep.program.compile import compile_program

    program = compile_program(scenario)
    values = Timeline(program).seek(program.last_position).values
    return {id: values[id].ravel() if id.startswith("b") else values[id] for id in ("W1", "W2", "b1", "b2")}


@pytest.mark.parametrize("kind", TARGETS)
def test_single_precision_stays_single(kind: str) -> None:
    mlp = MLPRegressor if "output" in kind else MLPClassifier
    single = mlp(hidden_layer_sizes=(4,), max_iter=1, random_state=3, shuffle=False, **SOLVERS["momentum"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        single.fit(np.float32(INPUTS), TARGETS[kind])
    scenario = nnstep.from_sklearn(single, np.float32(INPUTS), TARGETS[kind])
    assert scenario.conventions.precision == "float32"
    del single._optimizer
    single.partial_fit(np.float32(INPUTS), TARGETS[kind])
    assert_same(run_steps(scenario)[2], parameters_of(single), 1e-5)


def test_an_mlp_that_computes_something_else_is_refused() -> None:
    mlp = fitted("one output", **SOLVERS["sgd"])
    mlp.predict = lambda rows: np.full(len(rows), 0.5)
    with pytest.raises(NetImportError, match="nnstep computes other outputs than scikit-learn"):
        nnstep.from_sklearn(mlp, INPUTS, TARGETS["one output"])


def test_what_alpha_is_and_how_classes_are_numbered_is_said() -> None:
    mlp = fitted("three classes", alpha=0.3, **SOLVERS["sgd"])
    text = nnstep.from_sklearn(mlp, INPUTS, TARGETS["three classes"]).text
    assert "# note: classes a, b, c are numbered from 0\n" in text
    assert "alpha = 0.3 is l2 with the penalty λ/(2B): with the usual one, alpha is l2 * batch_size\n" in text
    assert 'penalty = "lambda/(2B)"' in text


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"solver": "lbfgs"}, "the solver lbfgs"),
        ({"solver": "sgd", "learning_rate": "invscaling"}, "the learning rate schedule invscaling"),
        ({"solver": "sgd", "loss": "poisson"}, "the loss poisson"),
    ],
)
def test_what_nnstep_lacks_is_named(settings: dict[str, Any], message: str) -> None:
    mlp = fitted("one output", **SOLVERS["sgd"])
    mlp.set_params(**settings)
    with pytest.raises(NetImportError, match=message) as caught:
        nnstep.from_sklearn(mlp, INPUTS, np.abs(TARGETS["one output"]))
    assert caught.value.hint


def test_an_mlp_without_weights_and_a_class_it_does_not_know_are_refused() -> None:
    with pytest.raises(NetImportError, match="has no weights yet"):
        nnstep.from_sklearn(MLPClassifier(), INPUTS, TARGETS["two classes"])
    with pytest.raises(NetImportError, match="without the class 'd'"):
        nnstep.from_sklearn(fitted("three classes", **SOLVERS["sgd"]), INPUTS, np.array(["d"] * 12))
