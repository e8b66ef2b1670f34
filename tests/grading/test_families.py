"""What each mistake of the common families does to a small network, worked out in plain loops: the catalogue has it.

The loops are in ``by_hand`` and share nothing with the expression language. A mistake is named both by what it gives
and by the check.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from nnstep.grading.grader import Grader
from nnstep.grading.mistakes import MISTAKES
from nnstep.program.program import Program
from tests.grading.by_hand import Net, Numbers, sigmoid, sign
from tests.grading.made_mistakes import GRAPH, ways_of
from tests.grading.worked import network, rounded, sheet_of, worked

_CLOSE = 1e-11
Rules = dict[str, Callable[..., Any]]
Slip = Callable[[Net], object]
"""Changes a net: its numbers, or its rules."""


@dataclass
class Case:
    """A mistake made in an exercise."""

    id: str
    slip: Slip
    exercise: str = "sigmoids"


@dataclass
class Exercise:
    """An exercise, and the rules by which it is right."""

    settings: dict[str, Any] = field(default_factory=dict)
    rules: Callable[[Net], Rules] = lambda _: {}


def entropy(a: Numbers, y: Numbers) -> float:
    return -sum(t * math.log(p) for p, t in zip(a, y, strict=True))


def binary(a: Numbers, y: Numbers, first: float = 1, second: float = 1) -> float:
    pairs = zip(a, y, strict=True)
    return -sum(first * t * math.log(p) + second * (1 - t) * math.log(1 - p) for p, t in pairs)


def adam(net: Net, decay: float = 0.0, power: float = 1) -> Rules:
    """Return the first step of Adam; `power` 0 leaves both corrections out."""

    def updated(_id: str, old: float, gradient: float) -> float:
        mean, square = 0.1 * gradient / 0.1**power, 0.001 * gradient**2 / 0.001**power
        return old - net.rate * decay * old - net.rate * mean / (math.sqrt(square) + 1e-3)

    return {"updated": updated}


def huber(a: float, y: float) -> float:
    size = abs(a - y)
    return size**2 / 2 if size <= 0.2 else 0.2 * (size - 0.1)


def root(a: Numbers, y: Numbers) -> float:
    return math.sqrt(sum((p - t) ** 2 for p, t in zip(a, y, strict=True)) / len(a))


def root_rules(net: Net) -> Rules:
    return {"error": root, "error_slope": lambda a, y: (a - y) / (len(net.y) * root(net.outputs, net.y))}


STEPWISE = {"conventions": {"backward": "stepwise"}}
MOMENTS = {"beta1": 0.9, "beta2": 0.999, "eps": 1e-3}
EXERCISES: dict[str, Exercise] = {
    "sigmoids": Exercise(),
    "wide": Exercise({"sizes": (3, 2, 2)}),
    "tanh": Exercise({"activations": ("tanh", "sigmoid")}),
    "relu": Exercise({"activations": ("relu", "sigmoid"), "seed": 1}),
    "stepwise": Exercise(STEPWISE),
    "binary": Exercise(
        {"error": "binary-cross-entropy", **STEPWISE},
        lambda _: {"error": binary, "error_slope": lambda a, y: (1 - y) / (1 - a) - y / a},
    ),
    "entropy": Exercise(
        {"error": "cross-entropy", **STEPWISE},
        lambda _: {"error": entropy, "error_slope": lambda a, y: -y / a},
    ),
    "absolute": Exercise(
        {"error": "absolute", "seed": 3},
        lambda _: {
            "error": lambda a, y: sum(abs(p - t) for p, t in zip(a, y, strict=True)),
            "error_slope": lambda a, y: sign(a - y),
        },
    ),
    "huber": Exercise(
        {"error": "huber", "error_settings": {"error_delta": 0.2}, "seed": 2},
        lambda _: {
            "error": lambda a, y: sum(huber(p, t) for p, t in zip(a, y, strict=True)),
            "error_slope": lambda a, y: max(-0.2, min(0.2, a - y)),
        },
    ),
    "hinge": Exercise(
        {"error": "hinge", "activations": ("sigmoid", "tanh")},
        lambda _: {
            "error": lambda a, y: sum(max(0.0, 1 - t * p) for p, t in zip(a, y, strict=True)),
            "error_slope": lambda a, y: -y if y * a < 1 else 0.0,
        },
    ),
    "root": Exercise({"error": "root-mean-squared"}, root_rules),
    "perceptron": Exercise(
        {"sizes": (3, 2), "activations": ("sigmoid",), "optimizer": "perceptron"},
        lambda _: {"output_delta": lambda arriving, _slope: arriving},
    ),
    "step": Exercise(
        {"sizes": (3, 2), "activations": ("step",), "optimizer": "perceptron"},
        lambda _: {"output_delta": lambda arriving, _slope: arriving},
    ),
    "adam": Exercise({"optimizer": "adam", "settings": MOMENTS}, adam),
    "adamw": Exercise(
        {"optimizer": "adamw", "settings": {**MOMENTS, "weight_decay": 0.05}}, lambda net: adam(net, 0.05)
    ),
}


def rule(**rules: Callable[..., Any]) -> Slip:
    """Return what puts other rules in place of the right ones."""
    return lambda net: net.rules.update(rules)


def in_layer(number: int, name: str, other: Callable[..., Any]) -> Slip:
    """Return what puts another rule in place of the right one in one layer only; both take the layer first."""

    def slip(net: Net) -> None:
        right = net.rules.get(name, getattr(net, f"_{name}"))
        net.rules[name] = lambda layer, *rest: other(*rest) if layer == number else right(layer, *rest)

    return slip


def seeing(make: Callable[[Net, dict[str, Any]], Rules]) -> Slip:
    """Return what puts in rules that see all that was worked out so far."""

    def slip(net: Net) -> None:
        seen: dict[str, Any] = {}
        rules = make(net, _Latest(seen))
        net.rules.update({**rules, "results": lambda found: seen.__setitem__("found", found)})

    return slip


class _Latest(dict[str, Any]):
    """What was worked out, as it is when it is read."""

    def __init__(self, seen: Mapping[str, Any]) -> None:
        super().__init__()
        self._seen = seen

    def __getitem__(self, id: str) -> Any:
        return self._seen["found"][id]


def swapped_results(id: str) -> Slip:
    def slip(net: Net) -> None:
        done: list[str] = []

        def results(found: dict[str, Any]) -> None:
            if id in found and not done:
                done.append(id)
                found[id].reverse()

        net.rules["results"] = results

    return slip


def swapped(pick: Callable[[Net], list[Any]], one: int = 0, other: int = 1) -> Slip:
    def slip(net: Net) -> None:
        row = pick(net)
        row[one], row[other] = row[other], row[one]

    return slip


def updated_of_another(net: Net, seen: dict[str, Any]) -> Rules:
    """Return the update of W1 with the gradient of W2; both are 2×2."""

    def updated(id: str, old: float, gradient: float) -> float:
        if id != "W1":
            return old - net.rate * gradient
        rows = seen["dW1"]
        row, column = next((i, j) for i in range(2) for j in range(2) if rows[i][j] == gradient)
        return old - net.rate * seen["dW2"][row][column]

    return {"updated": updated}


def gradients_with(layer: int, id: str) -> Slip:
    """Return what uses another quantity, neuron by neuron, in place of the delta in a layer's weight gradients."""

    def make(_net: Net, seen: dict[str, Any]) -> Rules:
        def gradient(own: int, delta: float, incoming: float) -> float:
            return seen[id][seen[f"delta{own}"].index(delta)] * incoming if own == layer else delta * incoming

        return {"gradient": gradient}

    return seeing(make)


def carried_with(id: str) -> Slip:
    """Return what carries another quantity than delta2 back."""

    def make(net: Net, seen: dict[str, Any]) -> Rules:
        def carried(layer: int, neuron: int, delta: Numbers) -> float:
            used = seen[id] if layer == 2 else delta
            return sum(row[neuron] * own for row, own in zip(net.weights[layer], used, strict=True))

        return {"carried": carried}

    return seeing(make)


def last_neuron(other: Callable[[Numbers, Numbers, float], float]) -> Slip:
    """Return a slip in z1 of the last neuron alone, from its weights, its inputs and its bias."""

    def slip(net: Net) -> None:
        def weighted(layer: int, neuron: int, before: Numbers) -> float:
            row, bias = net.weights[layer][neuron], net.biases[layer][neuron]
            if (layer, neuron) == (1, len(net.weights[1]) - 1):
                return other(row, before, bias)
            return sum(w * v for w, v in zip(row, before, strict=True)) + bias

        net.rules["weighted"] = weighted

    return slip


def own_index(net: Net) -> None:
    def weighted(layer: int, neuron: int, before: Numbers) -> float:
        row, bias = net.weights[layer][neuron], net.biases[layer][neuron]
        used = [before[neuron]] * len(row) if layer == 1 else before
        return sum(w * v for w, v in zip(row, used, strict=True)) + bias

    net.rules["weighted"] = weighted


def weights_of_first_layer(net: Net) -> None:
    def weighted(layer: int, neuron: int, before: Numbers) -> float:
        row = net.weights[1][neuron]
        return sum(w * v for w, v in zip(row, before, strict=True)) + net.biases[layer][neuron]

    net.rules["weighted"] = weighted


def steps_listed(net: Net) -> None:
    net.rules |= {
        "gradient": lambda _layer, delta, incoming: -net.rate * delta * incoming,
        "bias_gradient": lambda _layer, delta: -net.rate * delta,
        "updated": lambda _id, old, step: old + step,
    }


def decay_in_gradient(net: Net) -> None:
    plain = adam(net)["updated"]
    net.rules["updated"] = lambda id, old, gradient: plain(id, old, gradient + 0.05 * old)


def decay_without_rate(net: Net) -> None:
    plain = adam(net)["updated"]
    right = adam(net, 0.05)["updated"]
    net.rules["updated"] = lambda id, old, g: plain(id, old, g) - 0.05 * old if id == "W1" else right(id, old, g)


def uncorrected(net: Net) -> None:
    right = adam(net)["updated"]
    net.rules["updated"] = lambda id, *rest: (adam(net, power=0)["updated"] if id == "W2" else right)(id, *rest)


def single_rate(net: Net) -> None:
    net.rules["updated"] = lambda id, old, g: old - (float(np.float32(net.rate)) if id == "W1" else net.rate) * g


def signs_alone(net: Net) -> None:
    net.rules["updated"] = lambda id, old, g: old - net.rate * (sign(g) if id == "W1" else g)


def ones_alone(net: Net) -> None:
    net.rules["updated"] = lambda id, old, g: old - net.rate * (1 if id == "b1" else g)


def other_functions(**functions: str) -> Slip:
    return lambda net: net.functions.update({int(layer.removeprefix("layer")): f for layer, f in functions.items()})


def squares(a: Numbers, y: Numbers) -> Numbers:
    return [(p - t) ** 2 for p, t in zip(a, y, strict=True)]


CASES = [
    Case("other-function", in_layer(1, "activated", math.tanh)),
    Case("other-function", in_layer(1, "activated", sigmoid), "tanh"),
    Case("other-function", in_layer(1, "activated", lambda z: max(0.0, z)), "tanh"),
    Case("other-function", in_layer(2, "activated", lambda z: z)),
    Case("other-function-throughout", other_functions(layer1="tanh")),
    Case("other-function-throughout", other_functions(layer1="relu", layer2="relu")),
    Case("exponent-sign", in_layer(2, "activated", lambda z: 1 / (1 + math.exp(z)))),
    Case("sigmoid-formula", in_layer(1, "activated", lambda z: 1 / (1 - math.exp(-z)))),
    Case("sigmoid-formula", in_layer(1, "activated", lambda z: 1 + math.exp(-z))),
    Case("e-rounded", in_layer(1, "activated", lambda z: 1 / (1 + 2.72**-z))),
    Case("e-rounded", in_layer(1, "activated", lambda z: (2.7**z - 2.7**-z) / (2.7**z + 2.7**-z)), "tanh"),
    Case("constant-in-single-precision", single_rate),
    Case("derivative-part", in_layer(1, "slope", lambda _z, a: a)),
    Case("derivative-part", in_layer(2, "slope", lambda _z, a: 1 - a)),
    Case("derivative-part", in_layer(1, "slope", lambda _z, a: 1 - a), "stepwise"),
    Case("derivative-of-other-function", in_layer(1, "slope", lambda _z, a: 1 - a * a)),
    Case("derivative-of-other-function", in_layer(1, "slope", lambda _z, a: a * (1 - a)), "relu"),
    Case("derivative-of-other-at-z", in_layer(1, "slope", lambda z, _a: 1 - z * z)),
    Case("derivative-of-other-at-z", in_layer(1, "slope", lambda z, _a: z * (1 - z)), "tanh"),
    Case("derivative-of-other-at-z", in_layer(1, "slope", lambda z, _a: sigmoid(z) * (1 - sigmoid(z))), "relu"),
    Case("derivative-sign-inside", in_layer(2, "slope", lambda _z, a: a * (1 + a))),
    Case("derivative-sign-inside", in_layer(1, "slope", lambda _z, a: 1 + a * a), "tanh"),
    Case("derivative-twice", rule(hidden_delta=lambda arriving, slope: arriving * slope * slope)),
    Case("gradient-without-input", in_layer(2, "gradient", lambda delta, _incoming: delta)),
    Case("gradient-without-delta", in_layer(1, "gradient", lambda _delta, incoming: incoming), "wide"),
    Case("gradient-without-derivative", gradients_with(2, "da2")),
    Case("gradient-without-derivative", gradients_with(1, "da1"), "stepwise"),
    Case("delta-of-another-layer", gradients_with(1, "delta2")),
    Case("step-for-gradient", in_layer(1, "bias_gradient", lambda delta: -0.37 * delta)),
    Case("step-for-gradient", in_layer(1, "gradient", lambda delta, incoming: 0.37 * delta * incoming)),
    Case("steps-for-gradients", steps_listed),
    Case("gradient-of-another", seeing(updated_of_another)),
    Case("step-without-gradient", signs_alone),
    Case("step-without-gradient", ones_alone),
    Case("factor-left-out", rule(carried=lambda layer, _neuron, delta: sum(delta)), "wide"),
    Case("factor-left-out", rule(output_delta=lambda _arriving, slope: slope)),
    Case("factor-left-out", rule(hidden_delta=lambda _arriving, slope: slope)),
    Case("activation-for-factor", carried_with("a2")),
    Case("activation-for-factor", rule(error_slope=lambda a, _y: a)),
    Case("activation-for-factor", rule(error_slope=lambda _a, y: y), "stepwise"),
    Case("error-carried-back", carried_with("da2")),
    Case("weights-of-another-layer", weights_of_first_layer),
    Case("own-index", own_index),
    Case("own-term-alone", last_neuron(lambda row, before, bias: row[1] * before[1] + bias)),
    Case("term-without-factor", last_neuron(lambda row, v, bias: row[0] * v[0] + row[1] + bias)),
    Case("factors-exchanged", last_neuron(lambda row, v, bias: row[1] * v[0] + row[0] * v[1] + bias)),
    Case("weights-exchanged", swapped(lambda net: net.weights[1][0])),
    Case("weights-exchanged", swapped(lambda net: net.biases[2])),
    Case("inputs-exchanged", swapped(lambda net: net.x, 0, 2), "wide"),
    Case("targets-exchanged", swapped(lambda net: net.y)),
    Case("results-exchanged", swapped_results("a1")),
    Case("results-exchanged", swapped_results("delta2")),
    Case("error-without-square", rule(error=lambda a, y: (sum(a) - sum(y)) / 2)),
    Case("error-without-square", rule(error=lambda a, y: sum(a) - sum(y))),
    Case("error-absolute", rule(error=lambda a, y: sum(abs(p - t) for p, t in zip(a, y, strict=True)))),
    Case("error-root", rule(error=lambda a, y: math.sqrt(sum(squares(a, y)) / 2))),
    Case("error-root", rule(error=lambda a, y: math.sqrt(sum(squares(a, y))))),
    Case("error-root", rule(error=lambda a, y: sum(squares(a, y)) / 2), "root"),
    Case("error-sum-squared", rule(error=lambda a, y: (sum(a) - sum(y)) ** 2 / 2)),
    Case("error-of-one-output", rule(error=lambda a, y: (a[1] - y[1]) ** 2 / 2)),
    Case("error-of-one-output", rule(error=lambda a, y: binary(a[:1], y[:1])), "binary"),
    Case("error-difference", rule(error=lambda a, y: sum(p * p - t * t for p, t in zip(a, y, strict=True)) / 2)),
    Case("cross-entropy-sign", rule(error=lambda a, y: -entropy(a, y)), "entropy"),
    Case("cross-entropy-sign", rule(error=lambda a, y: -binary(a, y)), "binary"),
    Case("cross-entropy-terms", rule(error=lambda a, y: binary(a, y, second=0)), "binary"),
    Case("cross-entropy-terms", rule(error=lambda a, y: binary(a, y, second=-1)), "binary"),
    Case("cross-entropy-terms", rule(error_slope=lambda a, y: -y / a), "binary"),
    Case("cross-entropy-terms", rule(error_slope=lambda a, y: y / a + (1 - y) / (1 - a)), "binary"),
    Case("cross-entropy-as-binary", rule(error=binary), "entropy"),
    Case("cross-entropy-term", rule(error=lambda a, y: -sum(p * t for p, t in zip(a, y, strict=True))), "entropy"),
    Case("cross-entropy-term", rule(error=lambda a, _y: -sum(map(math.log, a))), "entropy"),
    Case("cross-entropy-slope", rule(error_slope=lambda a, _y: -1 / a), "entropy"),
    Case("cross-entropy-slope", rule(error_slope=lambda a, y: -y * a), "entropy"),
    Case("short-delta-as-error-derivative", rule(error_slope=lambda a, y: a - y), "binary"),
    Case("short-delta-as-error-derivative", rule(error_slope=lambda a, y: a - y), "entropy"),
    Case("absolute-error", rule(error=lambda a, y: sum(squares(a, y))), "absolute"),
    Case("absolute-error", rule(error_slope=lambda a, y: a - y), "absolute"),
    Case("huber-branch", rule(error=lambda a, y: sum(squares(a, y)) / 2), "huber"),
    Case("huber-branch", rule(error_slope=lambda a, y: a - y), "huber"),
    Case("huber-branch", rule(error_slope=lambda a, y: 0.2 * sign(a - y)), "huber"),
    Case("hinge-margin", rule(error=lambda a, y: sum(max(0, -t * p) for p, t in zip(a, y, strict=True))), "hinge"),
    Case("hinge-margin", rule(error_slope=lambda a, y: -1.0 if y * a < 1 else 0.0), "hinge"),
    Case("root-slope", rule(error_slope=lambda a, y: (a - y) / 2), "root"),
    Case("root-slope", rule(error_slope=lambda a, y: a - y), "root"),
    Case("perceptron-with-derivative", rule(output_delta=lambda arriving, slope: arriving * slope), "perceptron"),
    Case("perceptron-difference", rule(error_slope=lambda _a, y: -y), "perceptron"),
    Case("step-function", in_layer(1, "activated", lambda z: 1.0 if z > 0 else -1.0), "step"),
    Case("moment-not-corrected", uncorrected, "adam"),
    Case("decay-in-gradient", decay_in_gradient, "adamw"),
    Case("decay-term", decay_without_rate, "adamw"),
]


def program_of(exercise: str) -> Program:
    return network(**EXERCISES[exercise].settings)


def net_of(exercise: str) -> Net:
    """Return the exercise's numbers with the rules by which it is right."""
    scenario = program_of(exercise).scenario
    layers = dict(enumerate(scenario.layers, start=1))
    feeds = program_of(exercise).schedule.feeds(0)
    net = Net(
        x=feeds["x"].ravel().tolist(),
        y=feeds["y"].ravel().tolist(),
        weights={number: layer.weights.tolist() for number, layer in layers.items()},
        biases={number: layer.biases.ravel().tolist() for number, layer in layers.items() if layer.biases is not None},
        functions={number: layer.activation for number, layer in layers.items()},
        rate=scenario.learning_rate,
    )
    net.rules.update(EXERCISES[exercise].rules(net))
    return net


def by_hand(case: Case) -> dict[str, np.ndarray]:
    net = net_of(case.exercise)
    case.slip(net)
    return shaped(net, program_of(case.exercise))


def shaped(net: Net, program: Program) -> dict[str, np.ndarray]:
    """Return what the loops give, of what the program has, in its shapes."""
    found = {id: np.array(value, dtype=float) for id, value in net.worked().items()}
    targets = {op.target for op in program.ops}
    return {id: value.reshape(program.shapes[id]) for id, value in found.items() if id in targets}


def agree(one: Mapping[str, np.ndarray], values: Mapping[tuple[int, str], np.ndarray]) -> bool:
    pairs = ((value, values.get((1, id))) for id, value in one.items())
    return all(other is not None and np.allclose(value, other, rtol=_CLOSE, atol=1e-14) for value, other in pairs)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_loops_without_a_slip_are_right(exercise: str) -> None:
    program = program_of(exercise)
    assert agree(shaped(net_of(exercise), program), worked(program))


def named(cases: list[Any]) -> list[str]:
    return [f"{case.id}-{number}" for number, case in enumerate(cases)]


@pytest.mark.parametrize("case", CASES, ids=named(CASES))
def test_the_catalogue_has_it(case: Case) -> None:
    program, values = program_of(case.exercise), by_hand(case)
    assert not agree(values, worked(program)), "the slip changes nothing here"
    (mistake,) = (mistake for mistake in MISTAKES if mistake.id == case.id)
    assert any(agree(values, way) for _, way in ways_of(program, mistake))


@pytest.mark.sweep
@pytest.mark.parametrize("case", CASES, ids=named(CASES))
def test_the_check_names_it(case: Case) -> None:
    assert_named(Grader(program_of(case.exercise)), by_hand(case), case.id)


def assert_named(grader: Grader, values: Mapping[str, np.ndarray], id: str) -> None:
    sheet = sheet_of({(1, name): value for name, value in values.items()}, lambda value: rounded(value, 12))
    first = grader.grade(sheet).first_mistake
    assert first is not None
    assert id in {mistake.id for explanation in first.explanations for mistake in explanation.mistakes}


_LINES: dict[str, Callable[[dict[str, float]], float]] = {
    "z": lambda v: v["w"] * v["x"] + v["b"],
    "a": lambda v: sigmoid(v["z"]),
    "u": lambda v: v["a"] ** 3,
    "p": lambda v: 3.14159265 * v["q"] ** 2 * v["a"],
    "E": lambda v: (v["u"] - v["t"]) ** 2 / 2 + v["p"],
    "dz_dw": lambda v: v["x"],
    "dz_dx": lambda v: v["w"],
    "dz_db": lambda _: 1.0,
    "da_dz": lambda v: sigmoid(v["z"]) * (1 - sigmoid(v["z"])),
    "du_da": lambda v: 3 * v["a"] ** 2,
    "dp_dq": lambda v: 2 * 3.14159265 * v["q"] * v["a"],
    "dp_da": lambda v: 3.14159265 * v["q"] ** 2,
    "du": lambda v: v["u"] - v["t"],
    "dt": lambda v: v["t"] - v["u"],
    "dp": lambda _: 1.0,
    "da_through_u": lambda v: v["du"] * v["du_da"],
    "da_through_p": lambda v: v["dp"] * v["dp_da"],
    "da": lambda v: v["da_through_u"] + v["da_through_p"],
    "dz": lambda v: v["da"] * v["da_dz"],
    "dw": lambda v: v["dz"] * v["dz_dw"],
    "db": lambda v: v["dz"] * v["dz_db"],
    "dx": lambda v: v["dz"] * v["dz_dx"],
    "dq": lambda v: v["dp"] * v["dp_dq"],
    "w": lambda v: v["w"] - 0.37 * v["dw"],
    "b": lambda v: v["b"] - 0.37 * v["db"],
}
"""The graph of ``made_mistakes`` with its derivatives, line by line."""


@dataclass
class GraphCase:
    """A mistake made in the graph: the lines that it changes."""

    id: str
    lines: dict[str, Callable[[dict[str, float]], float]]


GRAPH_CASES = [
    GraphCase("other-function", {"a": lambda v: math.tanh(v["z"])}),
    GraphCase("other-function", {"a": lambda v: math.tanh(v["z"]), "da_dz": lambda v: v["a"] * (1 - v["a"])}),
    GraphCase("exponent-sign", {"a": lambda v: 1 / (1 + math.exp(v["z"]))}),
    GraphCase("e-rounded", {"a": lambda v: 1 / (1 + 2.7 ** -v["z"])}),
    GraphCase("pi-rounded", {"p": lambda v: 3.14 * v["q"] ** 2 * v["a"]}),
    GraphCase("factor-left-out", {"dz": lambda v: v["da"]}),
    GraphCase("factor-left-out", {"du_da": lambda v: v["a"] ** 2}),
    GraphCase("factor-left-out", {"E": lambda v: (v["u"] - v["t"]) ** 2 + v["p"]}),
    GraphCase("activation-for-factor", {"dz": lambda v: v["da"] * v["a"]}),
    GraphCase("activation-for-factor", {"dw": lambda v: v["z"] * v["dz_dw"]}),
    GraphCase("other-local-derivative", {"dz_dw": lambda v: v["w"]}),
    GraphCase("other-local-derivative", {"dw": lambda v: v["dz"] * v["dz_dx"]}),
    GraphCase("value-for-local-derivative", {"du_da": lambda v: v["u"]}),
    GraphCase("value-for-local-derivative", {"da_dz": lambda v: v["z"]}),
    GraphCase("local-derivative-formula", {"da_dz": lambda v: 1 - v["a"]}),
    GraphCase("local-derivative-formula", {"da_dz": lambda v: v["z"] * (1 - v["z"])}),
    GraphCase("local-derivative-formula", {"da_dz": lambda v: 1 - v["a"] ** 2}),
    GraphCase("local-derivative-formula", {"da_dz": lambda v: sigmoid(v["a"]) * (1 - sigmoid(v["a"]))}),
    GraphCase("power-rule", {"du_da": lambda v: 3 * v["a"] ** 3}),
    GraphCase("power-rule", {"du_da": lambda v: 3 * v["a"]}),
    GraphCase("local-derivative-difference", {"du": lambda v: v["u"] + v["t"]}),
    GraphCase("local-derivative-difference", {"du": lambda v: v["u"]}),
    GraphCase("sign-lost", {"dt": lambda v: v["u"] - v["t"]}),
    GraphCase("sign-lost", {"da_through_u": lambda v: -v["du"] * v["du_da"]}),
    GraphCase("one-path", {"da": lambda v: v["da_through_u"]}),
    GraphCase("paths-multiplied", {"da": lambda v: v["da_through_u"] * v["da_through_p"]}),
    GraphCase("chain-rule-added", {"dz": lambda v: v["da"] + v["da_dz"]}),
    GraphCase("other-number", {"u": lambda v: v["z"] ** 3}),
    GraphCase("results-exchanged", {"dz_dw": lambda v: v["w"], "dz_dx": lambda v: v["x"]}),
    GraphCase("step-for-gradient", {"dw": lambda v: -0.37 * v["dz"] * v["dz_dw"]}),
    GraphCase(
        "steps-for-gradients",
        {
            "dw": lambda v: -0.37 * v["dz"] * v["dz_dw"],
            "db": lambda v: -0.37 * v["dz"] * v["dz_db"],
            "w": lambda v: v["w"] + v["dw"],
            "b": lambda v: v["b"] + v["db"],
        },
    ),
    GraphCase("gradient-of-another", {"w": lambda v: v["w"] - 0.37 * v["db"]}),
    GraphCase("step-added", {"w": lambda v: v["w"] + 0.37 * v["dw"]}),
    GraphCase("error-without-square", {"E": lambda v: (v["u"] - v["t"]) / 2 + v["p"]}),
]


def graph_by_hand(lines: Mapping[str, Callable[[dict[str, float]], float]]) -> dict[str, np.ndarray]:
    values = {"x": 0.7, "q": 0.3, "t": 0.2, "w": 0.4, "b": 0.1}
    found = {}
    for id, line in _LINES.items():
        values[id] = found[id] = lines.get(id, line)(values)
    return {id: np.array(value) for id, value in found.items()}


def test_the_graph_without_a_slip_is_right() -> None:
    program = network(graph=GRAPH)
    assert {op.target for op in program.ops} == set(_LINES)
    assert agree(graph_by_hand({}), worked(program))


@pytest.mark.parametrize("case", GRAPH_CASES, ids=named(GRAPH_CASES))
def test_the_catalogue_has_it_for_graphs(case: GraphCase) -> None:
    program, values = network(graph=GRAPH), graph_by_hand(case.lines)
    assert not agree(values, worked(program)), "the slip changes nothing here"
    (mistake,) = (mistake for mistake in MISTAKES if mistake.id == case.id)
    ways = [way for _, way in ways_of(program, mistake)]
    assert any(agree(values, way) for way in ways)


@pytest.mark.sweep
@pytest.mark.parametrize("case", GRAPH_CASES, ids=named(GRAPH_CASES))
def test_the_check_names_it_in_graphs(case: GraphCase) -> None:
    assert_named(Grader(network(graph=GRAPH)), graph_by_hand(case.lines), case.id)
