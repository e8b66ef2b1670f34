"""The gradients agree with PyTorch's autograd, which knows nothing of backpropagation's formulas as written here.

PyTorch is large: without it these tests are skipped (``pip install -e '.[torch]'``).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nnstep.activations import ACTIVATIONS
from nnstep.engine.timeline import Timeline
from nnstep.losses import LOSSES
from nnstep.optimizers import OPTIMIZERS
from nnstep.program.compile import compile_program
from nnstep.scenario.model import Scenario
from tests.conftest import build_scenario

torch: Any = pytest.importorskip("torch", reason="needs PyTorch")

FUNCTIONS = {
    "linear": lambda z: z,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky-relu": lambda z: torch.nn.functional.leaky_relu(z, 0.01),
    "softmax": lambda z: torch.softmax(z, dim=0),
}
ERRORS = {
    "half-squared": lambda a, y: 0.5 * torch.sum((a - y) ** 2),
    "squared": lambda a, y: torch.sum((a - y) ** 2),
    "mean-squared": lambda a, y: torch.sum((a - y) ** 2) / a.shape[0],
    "cross-entropy": lambda a, y: -torch.sum(y * torch.log(a)),
    "binary-cross-entropy": lambda a, y: torch.nn.functional.binary_cross_entropy(a, y, reduction="sum"),
    "none": lambda a, y: torch.sum(a),
}
OPTIMIZED = {
    "gradient-descent": lambda p: torch.optim.SGD(p, lr=0.05),
    # at a constant rate it is the same whether the rate is inside the velocity, as in Kapur's form, or outside
    "momentum": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9),
    "momentum-sum": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9),
    "nesterov": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9, nesterov=True),
    "adagrad": lambda p: torch.optim.Adagrad(p, lr=0.05, eps=1e-8),
    "rmsprop": lambda p: torch.optim.RMSprop(p, lr=0.05, alpha=0.9, eps=1e-8),
    "adam": lambda p: torch.optim.Adam(p, lr=0.05, betas=(0.9, 0.999), eps=1e-8),
}


def parameters_of(scenario: Scenario) -> list[Any]:
    values = [value for layer in scenario.layers for value in (layer.weights, layer.biases)]
    return [torch.tensor(np.array(value), dtype=torch.float64, requires_grad=True) for value in values]


def error_of(scenario: Scenario, parameters: list[Any]) -> Any:
    inputs, targets = scenario.samples.take(np.arange(len(scenario.samples)))
    a, y = torch.tensor(np.array(inputs)), torch.tensor(np.array(targets))
    for layer, (weights, biases) in zip(
        scenario.layers, zip(parameters[::2], parameters[1::2], strict=True), strict=True
    ):
        a = FUNCTIONS[layer.activation](weights @ a + biases)
    return ERRORS[scenario.error](a, y) / len(scenario.samples)


def random_net(error: str, seed: int, *first: str) -> Scenario:
    """Return a net of random sizes and activations, of which the hidden ones begin with those given."""
    random = np.random.default_rng(seed)
    sizes = tuple(random.integers(2, 6, size=random.integers(3, 5)).tolist())
    activations = (*first, *random.choice(sorted(ACTIVATIONS), len(sizes)).tolist())[: len(sizes) - 2]
    # softmax's outputs sum to 1, so that without an error all gradients are 0 but for rounding, which Adam blows up
    outputs = LOSSES[error].outputs or sorted(set(ACTIVATIONS) - ({"softmax"} if error == "none" else set()))
    output = str(random.choice(outputs))
    samples = int(random.integers(1, 7))
    scenario = build_scenario(
        sizes, (*activations, output), error=error, samples=samples, seed=seed, learning_rate=0.05
    )
    return replace(scenario, batch_size=samples)


@pytest.mark.parametrize("activation", sorted(ACTIVATIONS))
@pytest.mark.parametrize("error", sorted(LOSSES))
@pytest.mark.parametrize("seed", range(4))
def test_gradients_agree_with_autograd(activation: str, error: str, seed: int) -> None:
    scenario = random_net(error, seed, activation)
    parameters = parameters_of(scenario)
    value = error_of(scenario, parameters)
    value.backward()
    program = compile_program(scenario)
    values = Timeline(program).seek(len(program.ops)).values
    assert float(values["E"]) == pytest.approx(value.item(), rel=1e-10)
    for id, parameter in zip(program.trained, parameters, strict=True):
        np.testing.assert_allclose(values[f"d{id}"], parameter.grad.numpy(), rtol=1e-10, atol=1e-12)


def test_every_optimizer_is_compared() -> None:
    assert set(OPTIMIZED) == set(OPTIMIZERS)


@pytest.mark.parametrize("optimizer", sorted(OPTIMIZED))
@pytest.mark.parametrize("error", sorted(LOSSES))
@pytest.mark.parametrize("seed", range(4))
def test_optimizers_agree_with_those_of_the_framework(optimizer: str, error: str, seed: int) -> None:
    scenario = random_net(error, seed)
    scenario = replace(scenario, epochs=5, optimizer=optimizer, settings=OPTIMIZERS[optimizer].settings)
    parameters = parameters_of(scenario)
    optimized = OPTIMIZED[optimizer](parameters)
    for _ in range(5):
        optimized.zero_grad()
        error_of(scenario, parameters).backward()
        optimized.step()
    program = compile_program(scenario)
    values = Timeline(program).seek(program.last_position).values
    for id, parameter in zip(program.trained, parameters, strict=True):
        np.testing.assert_allclose(values[id], parameter.detach().numpy(), rtol=1e-10, atol=1e-10)
