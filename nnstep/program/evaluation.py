"""Which samples a network is evaluated on after each epoch, and how many of them it puts into the right class.

The class is the largest output's; with one output it is 1 above 1/2. Knows no execution.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nnstep.expr.array import Array, in_precision
from nnstep.scenario.model import Scenario


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """The samples to evaluate, all at once."""

    which: Literal["test", "training"]
    """Those kept for testing, or the ones that it is trained on."""
    inputs: Array
    """As the forward operations take them."""
    classes: NDArray[np.intp]
    """The right class of each."""
    output: str
    """The id of the network's output."""
    axis: int
    """Along which axis the outputs of one sample lie."""

    def accuracy(self, output: Array) -> float:
        """Return the part of the samples whose class `output` gives rightly; NaN in an output is never right."""
        known = ~np.isnan(output).any(axis=self.axis)
        return float(np.mean(known & (_classes(output, self.axis) == self.classes)))


def evaluation_of(scenario: Scenario) -> Evaluation | None:
    """Return what to evaluate after each epoch: where targets are classes, and there is more than one sample."""
    samples = scenario.test_samples or scenario.samples
    # Values that are given stand for one batch, and not for what the network would compute of others.
    if scenario.graph is not None or scenario.given or len(samples) < 2 or not samples.are_classes():
        return None
    inputs, targets = samples.take(np.arange(len(samples)))
    rows = scenario.conventions.orientation == "row"
    return Evaluation(
        "training" if scenario.test_samples is None else "test",
        in_precision(inputs.T if rows else inputs, scenario.conventions.precision),
        _classes(targets, 0),
        f"a{len(scenario.layers)}",
        1 if rows else 0,
    )


def _classes(outputs: Array, axis: int) -> NDArray[np.intp]:
    if outputs.shape[axis] == 1:
        return np.asarray(outputs.ravel() > 0.5, dtype=np.intp)
    return np.asarray(np.argmax(outputs, axis=axis), dtype=np.intp)
