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


def parameter_sources(
    scenario: Scenario, number: int, weights: str, biases: str, joined: str, turned: str
) -> Iterator[tuple[str, str]]:
    """Yield the ids of layer `number`'s parameters as the scenario has them, and what gives their values.

    `weights` and `biases` are the library's own, side by side; `joined` puts a pair of them into one array.
    `turned` goes behind what lies the other way round in the scenario.
    """
    kind = scenario.conventions.biases
    if scenario.conventions.folded:
        pair = f"{biases}, {weights}" if kind == "folded" else f"{weights}, {biases}"
        yield f"W{number}", f"{joined.format(pair)}{turned}"
        return
    yield f"W{number}", f"{weights}{turned}"
    yield f"b{number}", f"(-{biases}){turned}" if kind == "thresholds" else f"{biases}{turned}"
