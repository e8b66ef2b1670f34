"""The first training step of an imported scenario in double precision, to be held against the other library's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnstep.engine.timeline import Timeline
from nnstep.program.compile import compile_program
from nnstep.scenario.dataset import Samples
from nnstep.scenario.model import Scenario

_RELATIVE, _ABSOLUTE = 1e-7, 1e-9
"""More than the two differ by where PyTorch takes softplus for the identity."""
_SINGLE = 1000
"""So much more room is left for a library that computes in single precision."""


@dataclass(frozen=True, slots=True, eq=False)
class FirstStep:
    """What nnstep computes in the step, without a penalty: one row a sample, one row of weights a neuron."""

    pre_activations: NDArray[Any]
    """Of the last layer, shape (samples, outputs)."""
    outputs: NDArray[Any]
    error: NDArray[Any]
    weight_gradients: tuple[NDArray[Any], ...]
    """Of each layer, shape (neurons, inputs)."""
    bias_gradients: tuple[NDArray[Any] | None, ...]


def first_step(scenario: Scenario) -> FirstStep:
    """Return the first step of a scenario."""
    program = compile_program(_doubled(scenario))
    values = Timeline(program).seek(len(program.ops)).values
    rows, numbers = program.schedule.transposed, range(1, len(scenario.layers) + 1)
    weights = [values[f"dW{number}"].T if rows else values[f"dW{number}"] for number in numbers]
    biases = [values[f"db{number}"].ravel() if f"db{number}" in values else None for number in numbers]
    if scenario.conventions.folded:
        biases, weights = [gradient[:, 0] for gradient in weights], [gradient[:, 1:] for gradient in weights]
    before, after = values[f"z{numbers[-1]}"], values[f"a{numbers[-1]}"]
    return FirstStep(
        before if rows else before.T,
        after if rows else after.T,
        np.asarray(values[program.objective]),
        tuple(weights),
        tuple(biases),
    )


def are_alike(ours: NDArray[Any], theirs: NDArray[Any]) -> bool:
    """Return whether two libraries have computed the same numbers, in the precision of theirs."""
    room = _SINGLE if theirs.dtype == np.float32 else 1
    return ours.size == theirs.size and np.allclose(
        ours.ravel(), theirs.ravel(), rtol=room * _RELATIVE, atol=room * _ABSOLUTE, equal_nan=True
    )


def _doubled(scenario: Scenario) -> Scenario:
    """Return the scenario in double precision with the numbers that it has in its own, and no penalty."""
    kind = scenario.conventions.precision

    def rounded(numbers: NDArray[Any]) -> NDArray[Any]:
        return numbers.astype(kind).astype(np.float64) if numbers.dtype.kind == "f" else numbers

    layers = tuple(
        replace(
            layer,
            weights=rounded(layer.weights),
            biases=None if layer.biases is None else rounded(layer.biases),
        )
        for layer in scenario.layers
    )
    stored = scenario.samples.part(slice(scenario.batch_size))  # all that the first step reads
    samples = Samples(rounded(stored.inputs), rounded(stored.targets), stored.scale, stored.classes)
    double = replace(scenario.conventions, precision="float64")
    return replace(scenario, layers=layers, samples=samples, conventions=double, l2=0.0, state={}, quantities=())
