"""The end of each epoch, when the run first gets there: accuracy, and whether the run stops."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from nnstep.engine.executor import Executor
from nnstep.engine.frame import RunStart
from nnstep.expr.array import Array
from nnstep.program.program import Program


def largest_gradient(program: Program, values: Mapping[str, Array]) -> float:
    """Return the largest element of any gradient among `values`; infinity where one is no number, or missing."""
    gradients = [values.get(id) for id in program.gradients.values()]
    if any(gradient is None for gradient in gradients):
        return np.inf
    largest = max(float(np.max(np.abs(gradient))) for gradient in gradients if gradient is not None)
    return largest if largest == largest else np.inf


class Epochs:
    """The epochs of a run, as far as it has ever been computed."""

    def __init__(self, program: Program, executor: Executor, beginning: RunStart) -> None:
        """Note what comes after `beginning` in the figures that it has."""
        self._program = program
        self._executor = executor
        self._stop = program.scenario.stop
        self._beginning = beginning
        self._figures = beginning.figures
        targets = [op.target for op in program.ops]
        self._error_op = targets.index(program.objective) if program.objective else None
        self._largest_gradient = beginning.largest_gradient
        self.last_step: int | None = None
        """The training step, from 0, after which the run ends before its last epoch, once that is known."""
        self.reason = ""
        """Why it does."""

    @property
    def watches_gradients(self) -> bool:
        """Whether the gradients of every training step are to be looked at."""
        return self._stop.gradient_below is not None

    def next_end(self, step: int) -> int:
        """Return the training step before which the next epoch ends after `step`, where its end has to be noted."""
        per_epoch = self._program.schedule.steps_per_epoch
        stops = self._stop.error_below is not None or self._stop.gradient_below is not None
        # Where an epoch is one training step, whole training steps look at the rules that stop a run themselves.
        if self._program.evaluation is None and (not stops or per_epoch == 1):
            return self._program.schedule.steps
        return (step // per_epoch + 1) * per_epoch

    def note_gradients(self, values: Mapping[str, Array]) -> None:
        """Note the gradients of a training step, given its `values`, where they are to be looked at."""
        if self.watches_gradients:
            self._largest_gradient = self._larger(self._largest_gradient, values)

    def note_gradient(self, largest: float) -> None:
        """Note the largest absolute value in a gradient; one that is not a number is never below a bound."""
        self._largest_gradient = max(self._largest_gradient, largest if largest == largest else np.inf)

    def note_step(self, step: int, values: Mapping[str, Array]) -> None:
        """Note that training step `step` has been done, with the parameters it gave."""
        per_epoch = self._program.schedule.steps_per_epoch
        if (step + 1) % per_epoch == 0:
            errors = self._figures.errors
            self._end_epoch(step, values, float(np.mean(errors.first(len(errors))[-per_epoch:])))

    def _larger(self, largest: float, values: Mapping[str, Array]) -> float:
        """Return `largest`, or the largest element of any gradient among `values`; infinity for what is no number."""
        return max(largest, largest_gradient(self._program, values))

    def largest_gradient_before(self, step: int, values_after: Callable[[int], Mapping[str, Array]]) -> float:
        """Return the largest element of any gradient in the epoch of training step `step`, before that step."""
        if not self.watches_gradients:
            return 0.0
        first, beginning = step - step % self._program.schedule.steps_per_epoch, self._beginning
        largest = beginning.largest_gradient if first <= beginning.step else 0.0
        for at in range(max(first, beginning.step), step):
            largest = self._larger(largest, values_after(at))
        return largest

    def _end_epoch(self, step: int, values: Mapping[str, Array], error: float) -> None:
        evaluation = self._program.evaluation
        if evaluation is not None:
            given = {**self._program.start, **{id: values[id] for id in self._program.parameters}}
            given |= {ahead: values[id] for id, ahead in self._program.read_as.items()}
            outputs = self._executor.run({**given, "x": evaluation.inputs}, "forward", skipping="look-ahead point")
            self._figures.accuracies.extend([evaluation.accuracy(outputs[evaluation.output])])
            if evaluation.which == "test" and self._error_op is not None:
                read = {**outputs, "y": evaluation.targets, "B": np.asarray(float(evaluation.classes.size))}
                error = float(self._executor.run_op(self._error_op, read))
                self._figures.test_errors.extend([evaluation.mean_error(error, outputs)])
        if self.last_step is None:
            self.reason = self._reason_to_stop(error)
            self.last_step = step if self.reason else None
        self._largest_gradient = 0.0

    def _reason_to_stop(self, error: float) -> str:
        error_below, gradient_below = self._stop.error_below, self._stop.gradient_below
        if error_below is not None and error < error_below:
            return f"the mean error of the epoch is below {error_below:g}"
        if gradient_below is not None and self._largest_gradient < gradient_below:
            return f"no gradient of the epoch reached {gradient_below:g}"
        return ""
