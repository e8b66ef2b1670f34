"""Backpropagation against central differences, and against an implementation that shares nothing with it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstep.activations import ACTIVATIONS
from nnstep.engine.timeline import Timeline
from nnstep.expr.array import frozen
from nnstep.losses import LOSSES
from nnstep.program.compile import compile_program
from nnstep.scenario.dataset import Samples
from nnstep.scenario.model import Layer, Scenario
from tests.conftest import build_scenario

POSITIVE_OUTPUTS = {"cross-entropy": ["softmax", "sigmoid"], "binary-cross-entropy": ["sigmoid"]}


def after_one_step(scenario: Scenario) -> dict[str, np.ndarray]:
    program = compile_program(scenario)
    return dict(Timeline(program).seek(len(program.ops)).values)


def error_of(scenario: Scenario) -> float:
    return float(after_one_step(scenario)["E"])


def nudged(scenario: Scenario, layer: int, parameter: str, index: tuple[int, int], by: float) -> Scenario:
    old = scenario.layers[layer]
    values = np.array(getattr(old, parameter))
    values[index] += by
    layers = list(scenario.layers)
    layers[layer] = replace(old, **{parameter: frozen(values)})
    return replace(scenario, layers=tuple(layers))


@pytest.mark.sweep
@pytest.mark.parametrize("error", sorted(LOSSES))
@settings(max_examples=25)
@given(data=st.data())
def test_every_gradient_is_the_central_difference_of_the_error(error: str, data: st.DataObject) -> None:
    hidden = data.draw(st.lists(st.sampled_from(sorted(ACTIVATIONS)), min_size=0, max_size=2))
    output = data.draw(st.sampled_from(POSITIVE_OUTPUTS.get(error, sorted(ACTIVATIONS))))
    sizes = (*(data.draw(st.integers(1, 3)) for _ in range(len(hidden) + 1)), data.draw(st.integers(2, 3)))
    scenario = build_scenario(sizes, (*hidden, output), error=error, seed=data.draw(st.integers(0, 10_000)))
    values = after_one_step(scenario)
    kinks = [values[f"z{n}"] for n, layer in enumerate(scenario.layers, 1) if "relu" in layer.activation]
    if any(np.abs(z).min() < 1e-3 for z in kinks):
        return
    for number, layer in enumerate(scenario.layers):
        for parameter, gradient in (("weights", f"dW{number + 1}"), ("biases", f"db{number + 1}")):
            for index in np.ndindex(getattr(layer, parameter).shape):
                up = error_of(nudged(scenario, number, parameter, index, 1e-6))
                down = error_of(nudged(scenario, number, parameter, index, -1e-6))
                assert values[gradient][index] == pytest.approx((up - down) / 2e-6, rel=2e-5, abs=2e-8)


def plain_python_step(
    weights: list[list[list[float]]], biases: list[list[float]], x: list[float], y: list[float], rate: float
) -> tuple[float, list[list[list[float]]], list[list[float]]]:
    """One training step of a sigmoid network with the half-squared error, in loops over floats."""
    activations = [x]
    for rows, own in zip(weights, biases, strict=True):
        z = [
            sum(w * a for w, a in zip(row, activations[-1], strict=True)) + b for row, b in zip(rows, own, strict=True)
        ]
        activations.append([1 / (1 + math.exp(-v)) for v in z])
    error = sum((a - t) ** 2 for a, t in zip(activations[-1], y, strict=True)) / 2
    delta = [(a - t) * a * (1 - a) for a, t in zip(activations[-1], y, strict=True)]
    new_weights, new_biases = [], []
    for layer in range(len(weights) - 1, -1, -1):
        before = activations[layer]
        new_weights.insert(
            0,
            [
                [w - rate * d * a for w, a in zip(row, before, strict=True)]
                for row, d in zip(weights[layer], delta, strict=True)
            ],
        )
        new_biases.insert(0, [b - rate * d for b, d in zip(biases[layer], delta, strict=True)])
        delta = [
            sum(weights[layer][k][j] * delta[k] for k in range(len(delta))) * before[j] * (1 - before[j])
            for j in range(len(before))
        ]
    return error, new_weights, new_biases


@given(st.lists(st.integers(1, 4), min_size=2, max_size=4), st.integers(0, 10_000))
def test_a_training_step_agrees_with_loops_over_floats(sizes: list[int], seed: int) -> None:
    scenario = build_scenario(tuple(sizes), ("sigmoid",) * (len(sizes) - 1), seed=seed)
    values = after_one_step(scenario)
    error, weights, biases = plain_python_step(
        [layer.weights.tolist() for layer in scenario.layers],
        [layer.biases.ravel().tolist() for layer in scenario.layers if layer.biases is not None],
        scenario.samples[0].input.ravel().tolist(),
        scenario.samples[0].target.ravel().tolist(),
        scenario.learning_rate,
    )
    assert values["E"].item() == pytest.approx(error, rel=1e-12)
    for number, (rows, own) in enumerate(zip(weights, biases, strict=True), start=1):
        np.testing.assert_allclose(values[f"W{number}"], rows, rtol=1e-12, atol=1e-15)
        np.testing.assert_allclose(values[f"b{number}"].ravel(), own, rtol=1e-12, atol=1e-15)


def test_hidden_deltas_use_the_weights_before_the_update() -> None:
    program = compile_program(build_scenario((2, 2, 2), ("sigmoid", "sigmoid")))
    targets = [op.target for op in program.ops]
    assert targets == [
        *("z1", "a1", "z2", "a2", "E", "delta2", "delta1"),
        *("dW2", "db2", "dW1", "db1", "W2", "b2", "W1", "b1"),
    ]


def test_a_layer_without_biases_has_no_bias_operations() -> None:
    program = compile_program(build_scenario((2, 2), ("sigmoid",), biases=False))
    assert [op.source for op in program.ops] == [
        "z1 = W1 @ x",
        "a1 = sigmoid(z1)",
        "E = 0.5 * np.sum((a1 - y) ** 2)",
        "delta1 = (a1 - y) * (a1 * (1 - a1))",
        "dW1 = delta1 @ x.T",
        "W1 = W1 - lr * dW1",
    ]


@pytest.mark.parametrize(("error", "output"), [("cross-entropy", "softmax"), ("binary-cross-entropy", "sigmoid")])
def test_a_fused_output_delta_says_that_it_is_one(error: str, output: str) -> None:
    program = compile_program(build_scenario((2, 3), (output,), error=error))
    op = next(op for op in program.ops if op.role == "output delta")
    assert op.source == "delta1 = a1 - y"
    assert f"the derivative of {output} cancels" in op.remark


def test_the_published_2_2_2_exercise_has_the_published_numbers() -> None:
    """Weights .15 to .55, biases .35 and .60, rate .5, as in the widely copied exercise; nine printed digits."""
    scenario = replace(
        build_scenario((2, 2, 2), ("sigmoid", "sigmoid")),
        layers=(
            Layer("sigmoid", frozen([[0.15, 0.20], [0.25, 0.30]]), frozen([[0.35], [0.35]])),
            Layer("sigmoid", frozen([[0.40, 0.45], [0.50, 0.55]]), frozen([[0.60], [0.60]])),
        ),
        samples=Samples(frozen([[0.05, 0.10]]), frozen([[0.01, 0.99]])),
    )
    values = after_one_step(scenario)
    assert values["E"].item() == pytest.approx(0.298371109, abs=5e-10)
    assert values["delta2"][0, 0] == pytest.approx(0.138498562, abs=5e-10)
    assert values["delta1"][0, 0] == pytest.approx(0.008771355, abs=5e-10)
    np.testing.assert_allclose(values["W2"].ravel()[:2], [0.358916480, 0.408666186], atol=5e-10)
    assert values["W1"][0, 0] == pytest.approx(0.149780716, abs=5e-10)
    assert values["W1"][1, 1] == pytest.approx(0.299502287, abs=5e-10)
