"""The gradients of networks and graphs, held against those that another library takes of the textbook's formulas.

The package ``autograd`` differentiates NumPy code. Nothing here knows nnstep's rules of backpropagation.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from itertools import cycle
from typing import Any

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from autograd.extend import defvjp, primitive

from nnstep.activations import ACTIVATIONS
from nnstep.engine.executor import Executor
from nnstep.expr.array import Array
from nnstep.expr.walks.numpy_line import source
from nnstep.losses import LOSSES
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.load import load, parse
from nnstep.scenario.model import Scenario
from nnstep.scenario.tables.conventions import Conventions
from tests.conftest import build_scenario
from tests.exercises import READY

ROUNDING = 1e-10

erf = primitive(np.vectorize(math.erf))
defvjp(erf, lambda _, x: lambda g: g * 2 / math.sqrt(math.pi) * np.exp(-(x**2)))


def sigmoid(z: Any) -> Any:
    return 1 / (1 + anp.exp(-z))


def softmax(z: Any) -> Any:
    return anp.exp(z) / anp.sum(anp.exp(z), axis=0, keepdims=True)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "arctan": anp.arctan,
    "cube": lambda z: z**3,
    "elu": lambda z, alpha: anp.where(z > 0, z, alpha * (anp.exp(z) - 1)),
    "exponential": anp.exp,
    "gelu": lambda z: 0.5 * z * (1 + erf(z / math.sqrt(2))),
    "gelu-tanh": lambda z: 0.5 * z * (1 + anp.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z**3))),
    "hard-sigmoid": lambda z, slope: anp.clip(slope * z + 0.5, 0.0, 1.0),
    "leaky-relu": lambda z, leak: anp.where(z > 0, z, leak * z),
    "linear": lambda z: z,
    "reciprocal": lambda z: 1 / z,
    "relu": lambda z: anp.where(z > 0, z, 0.0),
    "sigmoid": lambda z, steepness: sigmoid(steepness * z),
    "sign": lambda z: anp.sign(z) + 0 * z,
    "softmax": softmax,
    "softplus": lambda z: anp.log(1 + anp.exp(z)),
    "square": lambda z: z**2,
    "step": lambda z, at_zero: anp.where(z > 0, 1.0, 0.0) + 0 * z,
    "swish": lambda z, steepness: z * sigmoid(steepness * z),
    "tanh": anp.tanh,
}
"""Each activation of the pre-activations, one column a sample, and of its settings."""


def huber(a: Any, y: Any, error_delta: float) -> Any:
    off = anp.abs(a - y)
    return anp.sum(anp.where(off <= error_delta, 0.5 * off**2, error_delta * (off - 0.5 * error_delta)))


ERRORS: dict[str, Callable[..., Any]] = {
    "absolute": lambda a, y: anp.sum(anp.abs(a - y)),
    "binary-cross-entropy": lambda a, y: -anp.sum(y * anp.log(a) + (1 - y) * anp.log(1 - a)),
    "cross-entropy": lambda a, y: -anp.sum(y * anp.log(a)),
    "half-squared": lambda a, y: 0.5 * anp.sum((a - y) ** 2),
    "hinge": lambda a, y: anp.sum(anp.where(1 - y * a > 0, 1 - y * a, 0.0)),
    "huber": huber,
    "mean-squared": lambda a, y: anp.sum((a - y) ** 2) / a.shape[0],
    "none": lambda a, y: anp.sum(a),
    "root-mean-squared": lambda a, y: anp.sum(anp.sqrt(anp.mean((a - y) ** 2, axis=0))),
    "squared": lambda a, y: anp.sum((a - y) ** 2),
}
"""Each error of a batch, one column a sample, and of its settings: the sum over the samples."""
SHAPES = ((3, 4, 2), (2, 3, 3, 2), (3, 2), (4, 5, 3))
CONVENTIONS = (
    Conventions(),
    Conventions(backward="stepwise"),
    Conventions(output_delta="unfused", orientation="row"),
    Conventions(reduction="sum", over_outputs="mean"),
    Conventions(delta="y-a", backward="stepwise", orientation="row"),
)


def test_the_reference_has_every_activation_and_every_error() -> None:
    assert set(FUNCTIONS) == set(ACTIVATIONS)
    assert set(ERRORS) == set(LOSSES)


@pytest.mark.sweep
@pytest.mark.parametrize("activation", sorted(ACTIVATIONS))
def test_the_gradients_of_networks_are_those_of_autograd(activation: str) -> None:
    """With every error, in nets of several sizes, with batches and penalties, under several conventions."""
    forms, sizes = cycle(CONVENTIONS), cycle(SHAPES)
    for seed, error in enumerate(sorted(LOSSES)):
        outputs = LOSSES[error].outputs
        for output in outputs or (activation, "linear"):
            shape, conventions = next(sizes), next(forms)
            if LOSSES[error].is_mean:
                conventions = replace(conventions, over_outputs="sum")
            scenario = build_scenario(
                shape, (activation,) * (len(shape) - 2) + (output,), error=error, samples=3, seed=seed
            )
            settings = {
                "batch_size": 3,
                "error_factor": Fraction(3, 2),
                "l2": 0.1 * (seed % 2),
                "l1": 0.05 * (seed % 3),
            }
            assert_gradients(compile_program(replace(scenario, conventions=conventions, **settings)))  # type: ignore[arg-type]


def test_the_gradients_of_every_bundled_network_are_those_of_autograd() -> None:
    for path in READY.values():
        program = compile_program(load(path), epochs=1)
        scenario = program.scenario
        is_plain = program.descends and not scenario.given and not scenario.conventions.folded
        if scenario.graph is None and is_plain and program.precision == "float64":
            assert_gradients(program)


def assert_gradients(program: Program) -> None:
    values = Executor(program).run(Executor(program).start_values(0, {}))
    turned = program.scenario.conventions.orientation == "row"
    given = {id: value.T if turned else value for id, value in {**program.start, **program.schedule.feeds(0)}.items()}
    for parameter, gradient in program.gradients.items():
        if gradient not in values:
            continue  # a frozen bias
        found = program.gradient_sign * (values[gradient].T if turned else values[gradient])

        def error_of(value: Any, parameter: str = parameter) -> Any:
            return error(program.scenario, {**given, parameter: value})

        assert_close(found, grad(error_of)(given[parameter]), f"{gradient} of {program.scenario.layers}")
    own = values[program.objective]
    assert_close(own, error(program.scenario, given), program.objective)


def error(scenario: Scenario, given: dict[str, Any]) -> Any:
    """Return E of a batch, one column a sample."""
    a = given["x"]
    penalty = 0.0
    for number, layer in enumerate(scenario.layers, start=1):
        bias = given.get(f"b{number}", 0.0)
        settings = {**ACTIVATIONS[layer.activation].settings, **layer.settings}
        a = FUNCTIONS[layer.activation](anp.dot(given[f"W{number}"], a) + bias, **settings)
        weights = given[f"W{number}"]
        penalty = penalty + 0.5 * scenario.l2 * anp.sum(weights**2) + scenario.l1 * anp.sum(anp.abs(weights))
    settings = {**LOSSES[scenario.error].settings, **scenario.error_settings}
    total = float(scenario.error_factor) * ERRORS[scenario.error](a, given["y"], **settings)
    total = total / a.shape[0] if scenario.conventions.over_outputs == "mean" else total
    return (total / a.shape[1] if scenario.conventions.reduction == "mean" else total) + penalty


GRAPH = """title = "t"
learning_rate = 0.1
[graph]
given = { x = 0.7, k = 2 }
parameters = { u = 0.4, v = -1.3, w = 2.1 }
lines = [
  "p = sigmoid(u*x + v) * tanh(w)",
  "q = exp(-u**2) + ln(w + x) - sqrt(w*k)",
  "r = relu(p - v) + max(u, v*w) + abs(q)",
  "s = sin(p*q) / cos(u) + leaky_relu(v, 0.1)",
  "E = (r - s)**2 + p*r*s + k/w",
]
"""


@pytest.mark.parametrize("name", [*(name for name in sorted(READY) if load(READY[name]).graph is not None), ""])
def test_the_derivatives_of_graphs_are_those_of_autograd(name: str) -> None:
    program = compile_program(load(READY[name]) if name else parse(GRAPH, "a.toml"), epochs=1)
    graph = program.scenario.graph
    assert graph is not None
    values = Executor(program).run(Executor(program).start_values(0, {}))
    functions = {"np": anp, "sigmoid": sigmoid}
    lines = [(target, source(expression)) for target, expression in graph.lines]

    def result(value: Any, parameter: str) -> Any:
        known = {**graph.numbers, parameter: value}
        for target, text in lines:
            known[target] = eval(text, functions, known)
        return known[graph.result]

    for parameter, gradient in program.gradients.items():
        assert_close(values[gradient], grad(result)(graph.numbers[parameter], parameter), gradient)


def assert_close(found: Array, wanted: Any, what: str) -> None:
    assert np.shape(found) == np.shape(wanted), what
    assert np.all(np.abs(found - wanted) <= ROUNDING * np.maximum(1, np.abs(wanted))), (what, found, wanted)
