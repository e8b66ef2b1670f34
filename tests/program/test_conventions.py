"""Conventions: other operations, and the same numbers where the texts mean the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nnstep.activations import ACTIVATIONS
from nnstep.engine.timeline import Timeline
from nnstep.explain.gradcheck import check_gradients
from nnstep.expr.array import frozen
from nnstep.losses import LOSSES
from nnstep.optimizers import OPTIMIZERS
from nnstep.program.compile import compile_program
from nnstep.scenario.bundled import bundled_paths
from nnstep.scenario.dataset import Samples
from nnstep.scenario.load import load
from nnstep.scenario.model import Scenario
from nnstep.scenario.tables.conventions import Conventions, choices
from tests.conftest import build_scenario


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
            errors.append(after(replace(scenario, samples=Samples.of(replace(sample, input=nudged))))["E"].item())
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
    assert "the delta is just" not in op.remark
    assert "the value is the limit" in op.remark


@pytest.mark.parametrize("optimizer", sorted(id for id, row in OPTIMIZERS.items() if row.output_delta == "derivative"))
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


def trained(scenario: Scenario, steps: int = 3) -> dict[str, np.ndarray]:
    values = after(scenario, steps)
    return {id: value for id, value in values.items() if id[0] in "Wb"}


def with_biases(scenario: Scenario, change: Callable[[np.ndarray], np.ndarray]) -> Scenario:
    layers = tuple(replace(layer, biases=frozen(change(layer.biases))) for layer in scenario.layers)  # type: ignore[arg-type]
    return replace(scenario, layers=layers)


# The pole of 1/z magnifies last digits.
@given(st.sampled_from(sorted(ACTIVATIONS.keys() - {"reciprocal"})), st.integers(0, 1000), st.integers(1, 3))
def test_thresholds_are_biases_with_the_opposite_sign(activation: str, seed: int, batch_size: int) -> None:
    scenario = replace(build_scenario((3, 3, 2), (activation, "sigmoid"), samples=3, seed=seed), batch_size=batch_size)
    biases = trained(scenario)
    negatives = with_biases(scenario, np.negative)
    thresholds = trained(with_conventions(negatives, biases="thresholds"))
    for id, value in biases.items():
        np.testing.assert_allclose(thresholds[id], -value if id[0] == "b" else value, rtol=1e-12, atol=1e-14)


def test_a_threshold_is_subtracted_and_updated_with_the_opposite_sign() -> None:
    scenario = with_conventions(build_scenario((2, 2), ("sigmoid",)), biases="thresholds")
    lines = {op.target: op.source for op in compile_program(scenario).ops}
    assert lines["z1"] == "z1 = W1 @ x - b1"
    assert lines["db1"] == "db1 = -delta1"
    assert lines["b1"] == "b1 = b1 - lr * db1"


# The pole of 1/z magnifies last digits.
@given(
    st.sampled_from(sorted(ACTIVATIONS.keys() - {"reciprocal"})),
    st.integers(0, 1000),
    st.integers(1, 3),
    st.sampled_from([1, -1]),
)
def test_folded_biases_are_the_first_or_last_column_of_the_weights(
    activation: str, seed: int, batch_size: int, order: int
) -> None:
    scenario = replace(build_scenario((3, 3, 2), (activation, "sigmoid"), samples=3, seed=seed), batch_size=batch_size)
    layers = tuple(
        replace(layer, weights=frozen(np.hstack([layer.biases, layer.weights][::order])), biases=None)  # type: ignore[list-item]
        for layer in scenario.layers
    )
    apart = trained(scenario)
    biases = "folded" if order == 1 else "folded-last"
    folded = trained(with_conventions(replace(scenario, layers=layers), biases=biases))
    for number in (1, 2):
        both = np.hstack([apart[f"b{number}"], apart[f"W{number}"]][::order])
        np.testing.assert_allclose(folded[f"W{number}"], both, rtol=1e-12, atol=1e-14)


def test_a_shared_bias_has_the_sum_of_the_gradients_that_its_neurons_would_have() -> None:
    scenario = replace(build_scenario((3, 4, 2), ("tanh", "sigmoid"), samples=3), batch_size=3)
    own = with_biases(scenario, lambda biases: np.full(biases.shape, 0.3))
    shared = with_biases(scenario, lambda biases: np.array(0.3))
    apart, together = after(own), after(with_conventions(shared, biases="shared"))
    for number in (1, 2):
        assert together[f"db{number}"] == pytest.approx(apart[f"db{number}"].sum(), rel=1e-12)
        assert together[f"b{number}"].shape == ()


@given(
    st.sampled_from(sorted(OPTIMIZERS)),
    st.sampled_from(sorted(LOSSES)),
    st.sampled_from(["delta", "stepwise"]),
    st.integers(1, 3),
)
def test_target_less_output_with_a_plus_trains_alike(
    optimizer: str, error: str, backward: str, batch_size: int
) -> None:
    assume(LOSSES[error].takes_target or OPTIMIZERS[optimizer].output_delta == "derivative")
    output = (LOSSES[error].outputs or ("tanh",))[0]
    scenario = build_scenario((3, 3, 2), ("tanh", output), error=error, samples=3)
    settings = OPTIMIZERS[optimizer].settings
    scenario = replace(scenario, batch_size=batch_size, optimizer=optimizer, settings=settings, l2=0.1)
    usual = after(with_conventions(scenario, backward=backward), 4)
    other = after(with_conventions(scenario, backward=backward, delta="y-a"), 4)
    for id, value in usual.items():
        # momentum's and Adam's running means hold the negative gradient in one of the two only where a text does so
        signed = -value if id.startswith("d") else value
        if id[0] in "Wb" or id.startswith("d"):
            np.testing.assert_allclose(other[id], signed, rtol=1e-9, atol=1e-11, err_msg=id)


def test_target_less_output_is_written_without_a_double_minus() -> None:
    scenario = with_conventions(build_scenario((2, 2, 1), ("sigmoid", "sigmoid")), delta="y-a")
    lines = {op.target: op.source for op in compile_program(scenario).ops}
    assert lines["delta2"] == "delta2 = (y - a2) * (a2 * (1 - a2))"
    assert lines["delta1"] == "delta1 = (W2.T @ delta2) * (a1 * (1 - a1))"
    assert lines["W1"] == "W1 = W1 + lr * dW1"


@pytest.mark.parametrize("error", ["half-squared", "squared", "cross-entropy", "binary-cross-entropy"])
def test_the_mean_over_the_outputs_divides_error_and_gradients(error: str) -> None:
    output = (LOSSES[error].outputs or ("tanh",))[0]
    scenario = build_scenario((3, 3, 4), ("tanh", output), error=error)
    total, mean = after(scenario), after(with_conventions(scenario, over_outputs="mean"))
    for id in ("E", "dW1", "db1", "dW2", "delta1", "delta2"):
        np.testing.assert_allclose(mean[id], total[id] / 4, rtol=1e-12)


@pytest.mark.parametrize(
    ("activation", "at_kink", "slope"),
    [
        ("relu", "left", 0.0),
        ("relu", "middle", 0.5),
        ("relu", "right", 1.0),
        ("leaky-relu", "left", 0.01),
        ("leaky-relu", "middle", 0.505),
        ("leaky-relu", "right", 1.0),
    ],
)
def test_the_slope_at_a_kink_is_the_one_that_is_stated(activation: str, at_kink: str, slope: float) -> None:
    scenario = build_scenario((1, 3), (activation,), biases=False)
    layer = replace(scenario.layers[0], weights=frozen([[0.0], [2.0], [-2.0]]))
    values = after(with_conventions(replace(scenario, layers=(layer,)), at_kink=at_kink))
    side = 0.01 if activation == "leaky-relu" else 0.0
    expected = (values["a1"] - values["y"]) * [[slope], [1.0], [side]]
    np.testing.assert_allclose(values["delta1"], expected, rtol=1e-12)


def test_without_an_error_the_output_itself_is_differentiated() -> None:
    scenario = build_scenario((2, 1), ("sigmoid",), error="none")
    values = after(with_conventions(scenario, backward="stepwise"))
    output = values["a1"].item()
    assert values["E"] == output
    weights = scenario.layers[0].weights
    np.testing.assert_allclose(values["dx"], output * (1 - output) * weights.T, rtol=1e-12)


def test_every_convention_passes_the_gradient_check() -> None:
    for name, values in choices().items():
        for value in values:
            biases = value not in ("none", "folded", "folded-last")
            scenario = build_scenario((3, 3, 2), ("tanh", "sigmoid"), samples=2, biases=biases)
            if value == "shared":
                scenario = with_biases(scenario, lambda _: np.array(0.3))
            if value in ("folded", "folded-last"):
                wider = (np.hstack([layer.weights, layer.weights[:, :1]]) for layer in scenario.layers)
                layers = (replace(layer, weights=frozen(w)) for layer, w in zip(scenario.layers, wider, strict=True))
                scenario = replace(scenario, layers=tuple(layers))
            program = compile_program(with_conventions(replace(scenario, batch_size=2), **{name: value}))
            wanted = {"wrong", "right"} if value == "output-first" else {"right"}
            assert {check.verdict for check in check_gradients(program)} == wanted, (name, value)
