"""Every form of the optimizers against the update formulas that PyTorch and Keras document, as plain loops.

Sources: the documentation of torch.optim (SGD, Adagrad, RMSprop, Adam, AdamW) and of keras.optimizers (SGD, Adagrad,
RMSprop, Adam, AdamW), each algorithm written out for one layer of tanh neurons.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstep.engine.timeline import Timeline
from nnstep.errors import ProgramError
from nnstep.explain.chain_rule import chain
from nnstep.explain.gradcheck import check_gradients, error_position
from nnstep.explain.graph_paths import graph_chain
from nnstep.expr.array import Array, frozen
from nnstep.optimizers import OPTIMIZERS
from nnstep.program.compile import compile_program
from nnstep.scenario.dataset import Samples
from nnstep.scenario.load import parse
from nnstep.scenario.model import Layer, Scenario
from nnstep.scenario.tables.conventions import Conventions
from nnstep.schedules import RATES
from tests.conftest import build_scenario
from tests.random_training import with_random_training

LR, STEPS = 0.3, 6
Arrays = dict[str, np.ndarray]


def layer(seed: int) -> Scenario:
    random = np.random.default_rng(seed)
    return replace(
        build_scenario((3, 2), ("tanh",), epochs=STEPS, learning_rate=LR),
        layers=(Layer("tanh", frozen(random.normal(size=(2, 3))), frozen(random.normal(size=(2, 1)))),),
        samples=Samples(random.normal(size=(1, 3)), random.uniform(-1, 1, (1, 2))),
    )


def gradients(scenario: Scenario, w: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """dE/dW and dE/db of E = 1/2 sum (tanh(W x + b) - y)^2, by hand."""
    x, y = scenario.samples.inputs[0], scenario.samples.targets[0]
    a = np.tanh(w @ x + b)
    delta = (a - y) * (1 - a**2)
    return np.outer(delta, x), delta


def run(scenario: Scenario, steps: int = STEPS) -> list[Mapping[str, Array]]:
    program = compile_program(scenario)
    timeline = Timeline(program)
    return [dict(timeline.seek(n * len(program.ops)).values) for n in range(1, steps + 1)]


def trained(scenario: Scenario, optimizer: str, *, choices: Mapping[str, str] | None = None, **more: float) -> Scenario:
    own = OPTIMIZERS[optimizer].settings
    assert set(more) <= set(own)
    return replace(scenario, optimizer=optimizer, settings={**own, **more}, choices=choices or {})


Rule = Callable[[np.ndarray, np.ndarray, Arrays, int], np.ndarray]
"""From a parameter, its gradient, what is kept, and the step from 1, to the next value of the parameter."""


def torch_sgd(*, momentum: float, dampening: float = 0.0, nesterov: bool = False) -> Rule:
    def rule(p: np.ndarray, g: np.ndarray, kept: Arrays, t: int) -> np.ndarray:
        kept["b"] = g if t == 1 else momentum * kept["b"] + (1 - dampening) * g
        return p - LR * (g + momentum * kept["b"] if nesterov else kept["b"])

    return rule


def keras_sgd(*, momentum: float) -> Rule:
    def rule(p: np.ndarray, g: np.ndarray, kept: Arrays, t: int) -> np.ndarray:
        kept["v"] = momentum * kept.get("v", np.zeros_like(p)) - g * LR
        return p + kept["v"]

    return rule


def torch_adagrad(*, eps: float, start: float) -> Rule:
    def rule(p: np.ndarray, g: np.ndarray, kept: Arrays, t: int) -> np.ndarray:
        kept["sum"] = kept.get("sum", np.full_like(p, start)) + g * g
        return p - LR * g / (np.sqrt(kept["sum"]) + eps)

    return rule


def keras_adagrad(*, eps: float, start: float) -> Rule:
    def rule(p: np.ndarray, g: np.ndarray, kept: Arrays, t: int) -> np.ndarray:
        kept["accumulator"] = kept.get("accumulator", np.full_like(p, start)) + np.square(g)
        return p - (LR * g) / np.sqrt(kept["accumulator"] + eps)

    return rule


def torch_rmsprop(*, alpha: float, eps: float) -> Rule:
    def rule(p: np.ndarray, g: np.ndarray, kept: Arrays, t: int) -> np.ndarray:
        kept["v"] = alpha * kept.get("v", np.zeros_like(p)) + (1 - alpha) * g**2
        return p - LR * g / (np.sqrt(kept["v"]) + eps)

    return rule


def keras_rmsprop(*, rho: float, eps: float) -> Rule:
    def rule(p: np.ndarray, g: np.ndarray, kept: Arrays, t: int) -> np.ndarray:
        kept["velocity"] = rho * kept.get("velocity", np.zeros_like(p)) + (1 - rho) * np.square(g)
        return p - LR * g / np.sqrt(kept["velocity"] + eps)

    return rule


def moments(p: np.ndarray, g: np.ndarray, kept: Arrays, b1: float, b2: float) -> tuple[np.ndarray, np.ndarray]:
    kept["m"] = b1 * kept.get("m", np.zeros_like(p)) + (1 - b1) * g
    kept["v"] = b2 * kept.get("v", np.zeros_like(p)) + (1 - b2) * g * g
    return kept["m"], kept["v"]


def torch_adam(
    *, b1: float, b2: float, eps: float, decay: float = 0.0, inside: bool = False, corrected: str = "both"
) -> Rule:
    """Adam as PyTorch states it, AdamW with a `decay`, and what it is with epsilon or a correction elsewhere."""

    def rule(p: np.ndarray, g: np.ndarray, kept: Arrays, t: int) -> np.ndarray:
        m, v = moments(p, g, kept, b1, b2)
        p = p - LR * decay * p
        if corrected in ("both", "first"):
            m = m / (1 - b1**t)
        if corrected in ("both", "second"):
            v = v / (1 - b2**t)
        return p - LR * m / (np.sqrt(v + eps) if inside else np.sqrt(v) + eps)

    return rule


def keras_adam(*, b1: float, b2: float, eps: float, decay: float = 0.0) -> Rule:
    def rule(p: np.ndarray, g: np.ndarray, kept: Arrays, t: int) -> np.ndarray:
        p = p - p * decay * LR
        alpha = LR * np.sqrt(1 - b2**t) / (1 - b1**t)
        m, v = moments(p, g, kept, b1, b2)
        return p - (m * alpha) / (np.sqrt(v) + eps)

    return rule


INSIDE = {"eps_place": "inside"}
CASES: dict[str, tuple[Rule, dict[str, object]]] = {
    "torch.SGD(momentum)": (torch_sgd(momentum=0.8), {"optimizer": "momentum-sum", "mu": 0.8}),
    "torch.SGD(nesterov)": (torch_sgd(momentum=0.8, nesterov=True), {"optimizer": "nesterov", "mu": 0.8}),
    "keras.SGD(momentum)": (keras_sgd(momentum=0.7), {"optimizer": "momentum", "mu": 0.7}),
    "torch.Adagrad": (torch_adagrad(eps=1e-10, start=0.0), {"optimizer": "adagrad", "eps": 1e-10}),
    "torch.RMSprop": (torch_rmsprop(alpha=0.99, eps=0.01), {"optimizer": "rmsprop", "rho": 0.99, "eps": 0.01}),
    "keras.RMSprop": (keras_rmsprop(rho=0.9, eps=0.01), {"optimizer": "rmsprop", "eps": 0.01, "choices": INSIDE}),
    "rmsprop, eps = 0": (torch_rmsprop(alpha=0.9, eps=0), {"optimizer": "rmsprop", "eps": 0.0}),
    "torch.Adam": (torch_adam(b1=0.8, b2=0.9, eps=0.1), {"optimizer": "adam", "beta1": 0.8, "beta2": 0.9, "eps": 0.1}),
    "keras.Adam": (
        keras_adam(b1=0.9, b2=0.999, eps=0.01),
        {"optimizer": "adam", "eps": 0.01, "choices": {"bias_correction": "rate"}},
    ),
    "torch.AdamW": (
        torch_adam(b1=0.9, b2=0.999, eps=1e-8, decay=0.05),
        {"optimizer": "adamw", "weight_decay": 0.05},
    ),
    "keras.AdamW": (
        keras_adam(b1=0.9, b2=0.999, eps=1e-7, decay=0.004),
        {"optimizer": "adamw", "eps": 1e-7, "weight_decay": 0.004, "choices": {"bias_correction": "rate"}},
    ),
    **{
        f"adam, {corrected} corrected, {place}": (
            torch_adam(b1=0.9, b2=0.99, eps=0.02, inside=place == "inside", corrected=corrected),
            {
                "optimizer": "adam",
                "beta2": 0.99,
                "eps": 0.02,
                "choices": {"bias_correction": corrected, "eps_place": place},
            },
        )
        for corrected in ("both", "first", "second", "none")
        for place in ("outside", "inside")
    },
}


def expected(scenario: Scenario, rule: Rule, steps: int = STEPS) -> list[tuple[np.ndarray, np.ndarray]]:
    biases = scenario.layers[0].biases
    assert biases is not None
    w, b = np.array(scenario.layers[0].weights), np.array(biases[:, 0])
    kept: tuple[Arrays, Arrays] = ({}, {})
    found = []
    for t in range(1, steps + 1):
        gw, gb = gradients(scenario, w, b)
        w, b = rule(w, gw, kept[0], t), rule(b, gb, kept[1], t)
        found.append((w, b))
    return found


def assert_same(scenario: Scenario, found: list[tuple[np.ndarray, np.ndarray]]) -> None:
    for values, (w, b) in zip(run(scenario, len(found)), found, strict=True):
        np.testing.assert_allclose(values["W1"], w, rtol=1e-11, atol=1e-13)
        np.testing.assert_allclose(values["b1"][:, 0], b, rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("case", CASES)
@settings(max_examples=10)
@given(st.integers(0, 10_000))
def test_a_form_gives_the_numbers_of_the_library_that_documents_it(case: str, seed: int) -> None:
    rule, stated = CASES[case]
    scenario = layer(seed)
    assert_same(trained(scenario, **stated), expected(scenario, rule))  # type: ignore[arg-type]


@given(st.integers(0, 10_000), st.floats(0.01, 2))
def test_sums_that_start_from_another_number_are_those_of_both_libraries(seed: int, start: float) -> None:
    scenario = layer(seed)
    state = {f"s{id}": frozen(np.full(shape, start)) for id, shape in (("W1", (2, 3)), ("b1", (2, 1)))}
    torch = replace(trained(scenario, "adagrad"), state=state)
    assert_same(torch, expected(scenario, torch_adagrad(eps=1e-8, start=start)))
    keras = replace(trained(scenario, "adagrad", choices=INSIDE), state=state)
    assert_same(keras, expected(scenario, keras_adagrad(eps=1e-8, start=start)))


@given(st.integers(0, 10_000))
def test_an_average_that_starts_from_the_first_gradient_is_pytorch_s_dampening(seed: int) -> None:
    scenario = layer(seed)
    biases = scenario.layers[0].biases
    assert biases is not None
    gw, gb = gradients(scenario, scenario.layers[0].weights, biases[:, 0])
    state = {"vW1": frozen(gw), "vb1": frozen(gb[:, None])}
    averaged = replace(trained(scenario, "momentum-average", mu=0.7), state=state)
    assert_same(averaged, expected(scenario, torch_sgd(momentum=0.7, dampening=0.7)))


@given(st.integers(0, 10_000))
def test_nesterov_s_gradient_is_taken_at_the_look_ahead_point(seed: int) -> None:
    scenario = layer(seed)
    biases = scenario.layers[0].biases
    assert biases is not None
    w, b = np.array(scenario.layers[0].weights), np.array(biases[:, 0])
    v, u = np.zeros_like(w), np.zeros_like(b)
    found = []
    for _ in range(STEPS):
        gw, gb = gradients(scenario, w + 0.9 * v, b + 0.9 * u)
        v, u = 0.9 * v - LR * gw, 0.9 * u - LR * gb
        w, b = w + v, b + u
        found.append((w, b))
    ahead = trained(scenario, "nesterov", choices={"gradient_at": "look-ahead"})
    assert_same(ahead, found)
    assert [op.source for op in compile_program(ahead).ops][:3] == [
        "aheadW1 = W1 + mu * vW1",
        "aheadb1 = b1 + mu * vb1",
        "z1 = aheadW1 @ x + aheadb1",
    ]


def test_the_look_ahead_form_is_the_other_one_moved_by_the_velocity() -> None:
    """Both are one method: with u = W + mu v, the gradient of the next step is taken at u (Bengio et al., 2012)."""
    scenario = layer(3)
    ahead = run(trained(scenario, "nesterov", choices={"gradient_at": "look-ahead"}))
    plain = run(trained(scenario, "nesterov"))
    for one, other in zip(ahead, plain, strict=True):
        np.testing.assert_allclose(one["W1"] + 0.9 * one["vW1"], other["W1"], rtol=1e-11)


@given(st.integers(0, 10_000), st.sampled_from(["linear", "tanh", "sigmoid"]), st.sampled_from(["a-y", "y-a"]))
def test_the_perceptron_rule_takes_the_difference_whatever_the_activation(
    seed: int, activation: str, delta: str
) -> None:
    scenario = build_scenario((3, 2), (activation,), samples=2, epochs=2, learning_rate=LR, seed=seed)
    biases = scenario.layers[0].biases
    assert biases is not None
    w, b = np.array(scenario.layers[0].weights), np.array(biases[:, 0])
    of = {"linear": lambda z: z, "tanh": np.tanh, "sigmoid": lambda z: 1 / (1 + np.exp(-z))}[activation]
    found = []
    for _ in range(2):
        for x, y in zip(scenario.samples.inputs, scenario.samples.targets, strict=True):
            difference = y - of(w @ x + b)
            w, b = w + LR * np.outer(difference, x), b + LR * difference
            found.append((w, b))
    conventions = Conventions(delta=delta)  # type: ignore[arg-type]
    ruled = replace(trained(scenario, "perceptron"), conventions=conventions)
    assert_same(ruled, found)
    assert {check.verdict for check in check_gradients(compile_program(ruled))} == {"no derivative"}


@given(st.integers(0, 10_000))
def test_each_parameter_has_its_own_rate_and_the_others_that_of_all(seed: int) -> None:
    scenario = layer(seed)
    own = replace(scenario, learning_rates={"b1": 0.05})

    def both(p: np.ndarray, g: np.ndarray, kept: Arrays, t: int) -> np.ndarray:
        return p - (LR if p.ndim == 2 else 0.05) * g

    assert_same(own, expected(scenario, both))
    scheduled = replace(own, rate="exponential", settings={"factor": 0.5})

    def halved(p: np.ndarray, g: np.ndarray, kept: Arrays, t: int) -> np.ndarray:
        return p - (LR if p.ndim == 2 else 0.05) * 0.5 ** (t - 1) * g

    assert_same(scheduled, expected(scenario, halved))


@pytest.mark.parametrize(
    ("rate", "stated", "rates"),
    [
        ("exponential", {"factor": 0.5}, [0.15, 0.075, 0.0375]),
        ("1/t", {"decay": 0.5}, [0.2, 0.15, 0.12]),
        ("step", {"factor": 0.1, "every": 2.0}, [0.3, 0.03, 0.03]),
    ],
)
def test_a_first_epoch_that_counts_as_one_has_the_rate_of_the_second(
    rate: str, stated: dict[str, float], rates: list[float]
) -> None:
    scenario = replace(layer(0), rate=rate, settings={**RATES[rate].settings, **stated}, choices={"count_from": "one"})
    assert [float(values["lr"]) for values in run(scenario, 3)] == pytest.approx(rates)


@pytest.mark.thorough
@settings(max_examples=60)
@given(st.integers(0, 10_000))
def test_the_gradients_and_the_chain_rule_are_central_differences_whatever_the_form(seed: int) -> None:
    random = np.random.default_rng(seed)
    delta = str(random.choice(["a-y", "y-a"]))
    conventions = Conventions(orientation=str(random.choice(["column", "row"])), delta=delta)  # type: ignore[arg-type]
    scenario = build_scenario((2, 3, 2), ("tanh", "sigmoid"), samples=3, seed=seed)
    scenario = replace(scenario, batch_size=2, conventions=conventions)
    program = compile_program(with_random_training(scenario, random))
    if not program.descends:
        return
    assert {check.verdict for check in check_gradients(program)} == {"right"}
    timeline = Timeline(program)
    forward = timeline.seek(error_position(program))
    values = timeline.seek(len(program.ops)).values
    for parameter, gradient in program.gradients.items():
        for index in np.ndindex(program.shapes[parameter]):
            found = chain(forward, parameter, index).derivative
            assert found == pytest.approx(program.gradient_sign * float(values[gradient][index]), rel=1e-10, abs=1e-13)


@pytest.mark.parametrize(
    ("penalty", "squares", "sizes"),
    [
        ("lambda/2", 0.5 * 0.3, 0.2),
        ("lambda", 0.3, 0.2),
        ("lambda/(2m)", 0.3 / 6, 0.2 / 3),
        ("lambda/(2B)", 0.3 / 4, 0.2 / 2),
    ],
)
def test_the_penalty_is_on_the_weights_and_in_the_error(penalty: str, squares: float, sizes: float) -> None:
    """Of 3 samples in batches of 2, with lambda 0.3 and 0.2; the gradient's signs are PyTorch's sign(0) = 0."""
    scenario = replace(build_scenario((2, 3, 2), ("tanh", "sigmoid"), samples=3), batch_size=2)
    weights = [np.array(layer.weights) for layer in scenario.layers]
    weights[0][0, 0] = 0.0
    layers = tuple(replace(layer, weights=frozen(w)) for layer, w in zip(scenario.layers, weights, strict=True))
    scenario = replace(scenario, layers=layers)
    plain = run(scenario, 1)[0]
    penalised = run(replace(scenario, l2=0.3, l1=0.2, choices={"penalty": penalty}), 1)[0]
    added = sum(squares * np.sum(w**2) + sizes * np.sum(np.abs(w)) for w in weights)
    assert float(penalised["E"] - plain["E"]) == pytest.approx(added)
    for number, w in enumerate(weights, start=1):
        slope = 2 * squares * w + sizes * np.sign(w)
        np.testing.assert_allclose(penalised[f"dW{number}"] - plain[f"dW{number}"], slope, rtol=1e-9, atol=1e-13)
        np.testing.assert_array_equal(penalised[f"db{number}"], plain[f"db{number}"])


def test_epsilon_under_the_root_gives_the_numbers_of_a_text_that_has_it_there() -> None:
    """RMSProp's first step by hand: 0.4 - 0.01 * 0.003 / sqrt(0.1 * 0.003^2 + 1e-6) = 0.378236."""
    text = """
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
eps_place = "inside"
"""
    weights = run(parse(text, "a.toml"), 1)[0]["W1"]
    np.testing.assert_allclose(weights, [[0.378236, 0.131235]], atol=5e-7)


def test_the_first_step_of_adam_without_any_correction() -> None:
    """m = 0.1 g and s = 0.001 g^2, so that the step is 0.1 / sqrt(0.001) = 3.16 times the rate."""
    scenario = trained(layer(1), "adam", choices={"bias_correction": "none"}, eps=0.0)
    step = run(scenario, 1)[0]["W1"] - scenario.layers[0].weights
    np.testing.assert_allclose(np.abs(step), LR * 0.1 / np.sqrt(0.001))
    assert [op.target for op in compile_program(scenario).ops if op.parameter == "W1"] == ["mW1", "sW1", "W1"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"optimizer": "perceptron", "error": "none"}, "takes the difference of output and target"),
        (
            {
                "optimizer": "nesterov",
                "settings": {"mu": 0.9},
                "choices": {"gradient_at": "look-ahead"},
                "conventions": Conventions(update="output-first"),
            },
            "output-first has no meaning where the gradient is taken at the look-ahead point",
        ),
    ],
)
def test_what_an_optimizer_can_not_be_used_with_is_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ProgramError, match=message):
        compile_program(replace(layer(0), **changes))  # type: ignore[arg-type]


def test_the_chain_rule_of_a_graph_is_taken_at_the_look_ahead_point() -> None:
    """f = (x y)^2 + x at x = 2 + 0.9 * 0.3 and y = 1 + 0.9 * 0.3: df/dx = 2 x y^2 + 1."""
    text = """
title = "G"
learning_rate = 0.1
[graph]
parameters = { x = 2, y = 1 }
lines = ["u = x*y", "f = u**2 + x"]
[training]
optimizer = "nesterov"
gradient_at = "look-ahead"
state = 0.3
"""
    program = compile_program(parse(text, "a.toml"))
    timeline = Timeline(program)
    values = timeline.seek(len(program.ops)).values
    by_hand = 2 * 2.27 * 1.27**2 + 1
    assert float(values["dx"]) == pytest.approx(by_hand)
    graph = program.scenario.graph
    assert graph is not None
    assert graph_chain(timeline.seek(error_position(program)), graph, "x").derivative == pytest.approx(by_hand)
