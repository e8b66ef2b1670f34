"""Every optimizer against plain loops over floats, step by step."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstep.engine.timeline import Timeline
from nnstep.explain.gradcheck import check_gradients
from nnstep.expr.array import frozen
from nnstep.optimizers import OPTIMIZERS
from nnstep.program.compile import compile_program
from nnstep.scenario.dataset import Sample, Samples
from nnstep.scenario.model import Layer, Scenario
from tests.conftest import build_scenario

X, Y, RATE, STEPS = 2.0, 1.0, 0.1, 5
Next = Callable[[float, float, dict[str, float], int], float]
"""From weight, gradient, what is kept, and the step from 1, to the next weight."""


def gradient_descent(w: float, g: float, kept: dict[str, float], t: int) -> float:
    return w - RATE * g


def momentum(w: float, g: float, kept: dict[str, float], t: int) -> float:
    kept["v"] = 0.9 * kept.get("v", 0.0) - RATE * g
    return w + kept["v"]


def momentum_sum(w: float, g: float, kept: dict[str, float], t: int) -> float:
    kept["v"] = 0.9 * kept.get("v", 0.0) + g
    return w - RATE * kept["v"]


def nesterov(w: float, g: float, kept: dict[str, float], t: int) -> float:
    before = kept.get("v", 0.0)
    kept["v"] = 0.9 * before - RATE * g
    return w - 0.9 * before + (1 + 0.9) * kept["v"]


def adagrad(w: float, g: float, kept: dict[str, float], t: int) -> float:
    kept["s"] = kept.get("s", 0.0) + g * g
    return w - RATE * g / (math.sqrt(kept["s"]) + 1e-8)


def rmsprop(w: float, g: float, kept: dict[str, float], t: int) -> float:
    kept["s"] = 0.9 * kept.get("s", 0.0) + 0.1 * g * g
    return w - RATE * g / (math.sqrt(kept["s"]) + 1e-8)


def adam(w: float, g: float, kept: dict[str, float], t: int) -> float:
    kept["m"] = 0.9 * kept.get("m", 0.0) + 0.1 * g
    kept["v"] = 0.999 * kept.get("v", 0.0) + 0.001 * g * g
    mean, square = kept["m"] / (1 - 0.9**t), kept["v"] / (1 - 0.999**t)
    return w - RATE * mean / (math.sqrt(square) + 1e-8)


def adamw(w: float, g: float, kept: dict[str, float], t: int) -> float:
    return adam(w, g, kept, t) - RATE * 0.01 * w


def momentum_average(w: float, g: float, kept: dict[str, float], t: int) -> float:
    kept["v"] = 0.9 * kept.get("v", 0.0) + 0.1 * g
    return w - RATE * kept["v"]


def perceptron(w: float, g: float, kept: dict[str, float], t: int) -> float:
    return w + RATE * (Y - X * w) * X


REFERENCE: dict[str, Next] = {
    "gradient-descent": gradient_descent,
    "momentum": momentum,
    "momentum-sum": momentum_sum,
    "nesterov": nesterov,
    "adagrad": adagrad,
    "rmsprop": rmsprop,
    "adam": adam,
    "adamw": adamw,
    "momentum-average": momentum_average,
    "perceptron": perceptron,
}


def neuron(optimizer: str, weight: float, **changes: object) -> Scenario:
    """One linear neuron with one weight: E = 1/2 (2 w - 1)^2, so that dE/dw = 2 (2 w - 1)."""
    scenario = replace(
        build_scenario((1, 1), ("linear",), epochs=STEPS, learning_rate=RATE),
        layers=(Layer("linear", frozen([[weight]]), None),),
        samples=Samples.of(Sample(frozen([[X]]), frozen([[Y]]))),
        optimizer=optimizer,
        settings=OPTIMIZERS[optimizer].settings,
    )
    return replace(scenario, **changes)  # type: ignore[arg-type]


def weights(scenario: Scenario) -> list[float]:
    program = compile_program(scenario)
    timeline = Timeline(program)
    return [timeline.seek(n * len(program.ops)).values["W1"].item() for n in range(1, STEPS + 1)]


def test_each_optimizer_has_a_reference() -> None:
    assert set(OPTIMIZERS) == set(REFERENCE)


@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS))
@given(st.floats(-3, 3))
def test_every_step_is_the_one_of_the_plain_loop(optimizer: str, weight: float) -> None:
    expected, kept, w = [], {}, weight  # type: ignore[var-annotated]
    for t in range(1, STEPS + 1):
        w = REFERENCE[optimizer](w, X * (X * w - Y), kept, t)
        expected.append(w)
    assert weights(neuron(optimizer, weight)) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    ("optimizer", "by_hand"),
    [
        # g = 2, 1.2, 0.72
        ("gradient-descent", [0.8, 0.68, 0.608]),
        # g = 2, v = -0.2; g = 1.2, v = -0.3; g = 0, v = -0.27
        ("momentum", [0.8, 0.5, 0.23]),
        # v = 2; v = 3; v = 2.7
        ("momentum-sum", [0.8, 0.5, 0.23]),
        # g = 2, v = -0.2; g = 0.48, v = -0.228; g = -0.5328, v = -0.15192
        ("nesterov", [0.62, 0.3668, 0.283352]),
        # g = 2, s = 4; g = 1.6, s = 6.56; g = 1.350122, s = 8.3828294
        ("adagrad", [0.9, 0.8375305, 0.7908992]),
        # g = 2, s = 0.4; g = 0.7350889, s = 0.4140356; g = 0.2781257, s = 0.3803674
        ("rmsprop", [0.6837722, 0.5695314, 0.5244352]),
        # mhat = 2, shat = 4; mhat = 1.7894737, shat = 3.2796398; mhat = 1.5737084, shat = 2.6696240
        ("adam", [0.9, 0.8011874, 0.7048712]),
        # as adam, and w loses 0.001 w: mhat = 1.7873684, shat = 3.2732446; mhat = 1.5696063, shat = 2.6593388
        ("adamw", [0.899, 0.7993083, 0.7022583]),
        # g = 2, v = 0.2; g = 1.92, v = 0.372; g = 1.7712, v = 0.51192
        ("momentum-average", [0.98, 0.9428, 0.891608]),
        # y - a = -1; -0.6; -0.36
        ("perceptron", [0.8, 0.68, 0.608]),
    ],
)
def test_the_first_three_steps_are_those_worked_by_hand(optimizer: str, by_hand: list[float]) -> None:
    """From w = 1, with the learning rate 0.1, dE/dw = 2 (2 w - 1) and the default settings, to seven decimals."""
    assert weights(neuron(optimizer, 1.0))[:3] == pytest.approx(by_hand, abs=1e-7)


def test_adam_s_first_step_is_the_learning_rate_whatever_the_gradient() -> None:
    assert weights(neuron("adam", 1.0))[0] == pytest.approx(0.9)
    assert weights(neuron("adam", 100.0))[0] == pytest.approx(99.9)


def test_an_optimizer_is_a_few_visible_operations() -> None:
    program = compile_program(neuron("adam", 1.0))
    assert [op.source for op in program.ops if op.phase == "update"] == [
        "mW1 = beta1 * mW1 + (1 - beta1) * dW1",
        "sW1 = beta2 * sW1 + (1 - beta2) * dW1 ** 2",
        "mhatW1 = mW1 / (1 - beta1 ** t)",
        "shatW1 = sW1 / (1 - beta2 ** t)",
        "W1 = W1 - lr * mhatW1 / (np.sqrt(shatW1) + eps)",
    ]


def test_going_back_gives_the_same_bits_with_what_an_optimizer_carries() -> None:
    program = compile_program(
        replace(
            build_scenario((2, 3, 2), ("tanh", "sigmoid"), samples=2, epochs=30),
            optimizer="adam",
            settings=OPTIMIZERS["adam"].settings,
        )
    )
    timeline = Timeline(program)
    seen = [{id: v.tobytes() for id, v in timeline.seek(p).values.items()} for p in range(program.last_position + 1)]
    for position in (program.last_position, 7, 900, 450, 451, 0):
        assert {id: v.tobytes() for id, v in timeline.seek(position).values.items()} == seen[position]


@pytest.mark.parametrize("optimizer", sorted(set(OPTIMIZERS) - {"perceptron"}))
def test_the_gradients_with_l2_are_the_central_differences(optimizer: str) -> None:
    scenario = replace(
        build_scenario((2, 3, 2), ("tanh", "sigmoid")),
        optimizer=optimizer,
        settings=OPTIMIZERS[optimizer].settings,
        l2=0.3,
    )
    checks = check_gradients(compile_program(scenario))
    assert [check.parameter for check in checks] == ["W1", "b1", "W2", "b2"]
    assert {check.verdict for check in checks} == {"right"}


def test_l2_is_on_the_weights_and_in_the_error() -> None:
    scenario = neuron("gradient-descent", 3.0, l2=0.5)
    program = compile_program(scenario)
    values = Timeline(program).seek(len(program.ops)).values
    assert values["E"].item() == pytest.approx(0.5 * 25 + 0.25 * 9)
    assert values["dW1"].item() == pytest.approx(10 + 0.5 * 3)
