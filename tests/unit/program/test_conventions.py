"""Conventions: other operations, and the same numbers where the texts mean the same."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstep.functions import ACTIVATIONS
from nnstep.losses import LOSSES
from nnstep.machine.gradcheck import check_gradients
from nnstep.machine.timeline import Timeline
from nnstep.optimizers import OPTIMIZERS
from nnstep.program.compile import compile_program
from nnstep.scenario.bundled import bundled_paths
from nnstep.scenario.conventions import Conventions, choices
from nnstep.scenario.load import load
from nnstep.scenario.model import Scenario
from tests.unit.conftest import build_scenario


def with_conventions(scenario: Scenario, **conventions: str) -> Scenario:
    return replace(scenario, conventions=Conventions(**conventions))  # type: ignore[arg-type]


def after(scenario: Scenario, steps: int = 1) -> dict[str, np.ndarray]:
    program = compile_program(replace(scenario, epochs=steps))
    return dict(Timeline(program).seek(program.last_position).values)


def targets(scenario: Scenario, phase: str) -> list[str]:
    return [op.target for op in compile_program(scenario).ops if op.phase == phase]


@given(st.sampled_from(sorted(ACTIVATIONS)), st.sampled_from(sorted(LOSSES)), st.integers(0, 1000), st.integers(1, 3))
def test_stepwise_gives_the_same_numbers_as_deltas(activation: str, error: str, seed: int, steps: int) -> None:
    output = (LOSSES[error].outputs or (activation,))[0]
    scenario = build_scenario((2, 3, 2), (activation, output), error=error, seed=seed)
    deltas, stepwise = after(scenario, steps), after(with_conventions(scenario, backward="stepwise"), steps)
    for id, value in deltas.items():
        np.testing.assert_allclose(stepwise[id], value, rtol=1e-10, atol=1e-12)


def test_stepwise_goes_down_to_the_input_one_derivative_an_operation() -> None:
    scenario = with_conventions(build_scenario((2, 2, 2, 1), ("sigmoid",) * 3, biases=False), backward="stepwise")
    assert targets(scenario, "backward") == ["da3", "delta3", "da2", "delta2", "da1", "delta1", "dx"]
    sources = [op.source for op in compile_program(scenario).ops if op.phase == "backward"]
    assert sources == [
        "da3 = a3 - y",
        "delta3 = da3 * (a3 * (1 - a3))",
        "da2 = W3.T @ delta3",
        "delta2 = da2 * (a2 * (1 - a2))",
        "da1 = W2.T @ delta2",
        "delta1 = da1 * (a1 * (1 - a1))",
        "dx = W1.T @ delta1",
    ]


def test_the_derivative_by_the_input_is_the_central_difference() -> None:
    scenario = with_conventions(build_scenario((3, 4, 2), ("tanh", "sigmoid")), backward="stepwise")
    gradient, sample = after(scenario)["dx"], scenario.samples[0]
    for i in range(3):
        errors = []
        for step in (1e-6, -1e-6):
            nudged = sample.input.copy()
            nudged[i] += step
            errors.append(after(replace(scenario, samples=(replace(sample, input=nudged),)))["E"].item())
        assert gradient[i, 0] == pytest.approx((errors[0] - errors[1]) / 2e-6, rel=1e-6)


@pytest.mark.parametrize(("error", "output"), [("cross-entropy", "softmax"), ("binary-cross-entropy", "sigmoid")])
def test_the_unfused_output_delta_agrees_with_the_fused_one(error: str, output: str) -> None:
    scenario = build_scenario((3, 4, 3), ("tanh", output), error=error)
    fused, unfused = after(scenario), after(with_conventions(scenario, output_delta="unfused"))
    for id, value in fused.items():
        np.testing.assert_allclose(unfused[id], value, rtol=1e-10, atol=1e-12)
    op = next(
        op for op in compile_program(with_conventions(scenario, output_delta="unfused")).ops if op.target == "delta2"
    )
    assert op.remark == ""


@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS))
def test_frozen_biases_have_no_gradient_no_update_and_nothing_carried(optimizer: str) -> None:
    scenario = replace(
        build_scenario((2, 3, 2), ("tanh", "sigmoid")), optimizer=optimizer, settings=OPTIMIZERS[optimizer].settings
    )
    frozen = with_conventions(scenario, biases="frozen")
    program = compile_program(frozen)
    assert not [op.target for op in program.ops if op.target.endswith(("b1", "b2"))]
    assert not [id for id in program.parameters if "b" in id]
    values = after(frozen, 3)
    assert frozen.layers[0].biases is not None
    np.testing.assert_array_equal(values["b1"], frozen.layers[0].biases)
    assert {check.verdict for check in check_gradients(program)} == {"right"}


def test_output_first_updates_a_layer_before_its_weights_carry_the_delta_back() -> None:
    scenario = with_conventions(build_scenario((2, 2, 2), ("sigmoid", "sigmoid")), update="output-first")
    assert [op.target for op in compile_program(scenario).ops][5:] == [
        *("delta2", "dW2", "db2", "W2", "b2"),
        *("delta1", "dW1", "db1", "W1", "b1"),
    ]
    verdicts = {check.parameter: check.verdict for check in check_gradients(compile_program(scenario))}
    assert verdicts == {"W1": "wrong", "b1": "wrong", "W2": "right", "b2": "right"}


def test_the_published_error_of_the_2_2_2_exercise_comes_from_updating_the_output_first() -> None:
    """Exact is 0.291027774; the text prints 0.291027924."""
    scenario = load(bundled_paths()["sigmoid-2-2-2"])
    assert after(scenario, 2)["E"].item() == pytest.approx(0.291027774, abs=5e-10)
    mistaken = replace(scenario, conventions=replace(scenario.conventions, update="output-first"))
    assert after(mistaken, 2)["E"].item() == pytest.approx(0.291027924, abs=5e-10)


def test_each_convention_has_its_default_first() -> None:
    assert Conventions() == Conventions(**{name: values[0] for name, values in choices().items()})  # type: ignore[arg-type]
