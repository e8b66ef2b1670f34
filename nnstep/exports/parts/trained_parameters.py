"""The parameters of a network as other libraries hold them: weights, and biases of their own that are added."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnstep.expr.array import Array, in_precision
from nnstep.expr.setting import formed
from nnstep.expr.tree import Expr, Name, Number, substitute
from nnstep.expr.walks.numpy_line import source
from nnstep.optimizers import penalty
from nnstep.scenario.model import Scenario


def separate_parameters(scenario: Scenario) -> Iterator[tuple[Array, Array | None]]:
    """Yield the weights of each layer, one row a neuron, and its biases, shape (neurons,); None without any."""
    conventions = scenario.conventions
    for layer in scenario.layers:
        weights, biases = layer.weights, layer.biases
        match conventions.biases:
            case "folded":
                biases = weights[:, :1]
            case "folded-last":
                biases = weights[:, -1:]
            case "thresholds" if biases is not None:
                biases = -biases
            case _:
                pass
        rounded = in_precision(weights[:, conventions.inputs], conventions.precision)
        yield rounded, None if biases is None else in_precision(np.ravel(biases), conventions.precision)


def penalty_factor(scenario: Scenario, factor: Name) -> str:
    """Return what a term of the penalty is multiplied by, as source over ``rows``."""
    numbers: dict[str, Expr] = {
        penalty.L2.id: Number(scenario.l2),
        penalty.L1.id: Number(scenario.l1),
        penalty.SAMPLES.id: Number(float(len(scenario.samples))),
        "B": Name("len(rows)"),
    }
    return source(substitute(formed(factor, (penalty.PENALTY,), scenario.choices), numbers))
