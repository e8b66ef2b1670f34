"""Which samples a network is evaluated on after each epoch, and how many of them it puts into the right class.

The class is the largest output's; with one output it is 1 above 1/2. Knows no execution.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nnstep.expr.array import Array, in_precision
from nnstep.expr.tree import Expr
from nnstep.expr.walks.evaluate import evaluate
from nnstep.program.operations.penalty_terms import penalty_term
from nnstep.scenario.model import Scenario


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """The samples to evaluate, all at once."""

    which: Literal["test", "training"]
    """Those kept for testing, or the ones that it is trained on."""
    inputs: Array
    """As the forward operations take them."""
    targets: Array
    """As the error takes them."""
    batch: int
    """The samples of a batch in training."""
    is_mean: bool
    """Whether the error is a mean over the samples, and not their sum."""
    penalty: Expr | None
    """What the error has beside the samples' own, if anything."""
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

    def mean_error(self, error: float, values: Mapping[str, Array]) -> float:
        """Return the mean error of batches as large as the training's, given the `error` of all samples at once.

        So it is comparable with the mean error of an epoch. `values` are those that the penalty reads.
        """
        count = self.classes.size
        batches = 1.0 if self.is_mean else count / self.batch
        if self.penalty is None:
            return error / batches
        with np.errstate(all="ignore"):
            of_all, of_batch = (
                float(evaluate(self.penalty, {**values, "B": np.asarray(float(samples))}))
                for samples in (count, self.batch)
            )
            return (error - of_all) / batches + of_batch


def evaluation_of(scenario: Scenario) -> Evaluation | None:
    """Return what to evaluate after each epoch: where targets are classes, and there is more than one sample."""
    samples = scenario.test_samples or scenario.samples
    # Values that are given stand for one batch, and not for what the network would compute of others.
    if scenario.graph is not None or scenario.given or len(samples) < 2 or not samples.are_classes():
        return None
    inputs, targets = samples.take(np.arange(len(samples)))
    rows, precision = scenario.conventions.orientation == "row", scenario.conventions.precision
    return Evaluation(
        "training" if scenario.test_samples is None else "test",
        in_precision(inputs.T if rows else inputs, precision),
        in_precision(targets.T if rows else targets, precision),
        min(scenario.batch_size, len(scenario.samples)),
        scenario.batched and scenario.conventions.reduction == "mean",
        penalty_term(scenario),
        _classes(targets, 0),
        f"a{len(scenario.layers)}",
        1 if rows else 0,
    )


def _classes(outputs: Array, axis: int) -> NDArray[np.intp]:
    if outputs.shape[axis] == 1:
        return np.asarray(outputs.ravel() > 0.5, dtype=np.intp)
    return np.asarray(np.argmax(outputs, axis=axis), dtype=np.intp)
