"""What a trace says of each epoch: mean error, error on the test samples, accuracy and learning rate."""

from __future__ import annotations

from dataclasses import replace

from nnstep.engine.executor import Executor
from nnstep.engine.frame import Frame
from nnstep.program.compile import compile_program
from nnstep.program.program import Program


class EpochFigures:
    """The figures of each epoch of a run."""

    def __init__(self, program: Program) -> None:
        self._test = batch_of_test_samples(program)
        self._executor = Executor(self._test) if self._test is not None else None
        graph = program.scenario.graph
        self._rate = "lr" if graph is None else graph.ids.training.get("lr", "lr")

    def at(self, frame: Frame) -> dict[str, float]:
        """Return the figures at the end of an epoch by name, as far as there are any."""
        program = frame.program
        found = {}
        if program.objective:
            count = program.schedule.steps_per_epoch
            found["mean_error"] = float(frame.errors[-1] if count == 1 else frame.errors[-count:].mean())
        if self._test is not None and self._executor is not None:
            found["test_error"] = self._test_error(frame, self._test, self._executor)
        if frame.accuracies.size:
            found["accuracy"] = float(frame.accuracies[-1])
        if self._rate in frame.values:
            found["learning_rate"] = float(frame.values[self._rate])
        return found

    def _test_error(self, frame: Frame, test: Program, executor: Executor) -> float:
        parameters = {id: frame.values[id] for id in test.parameters}
        parameters |= {ahead: frame.values[id] for id, ahead in test.read_as.items()}
        values = executor.run(executor.start_values(0, parameters), "forward", "error", skipping="look-ahead point")
        return float(values[test.objective])


def batch_of_test_samples(program: Program) -> Program | None:
    """Return the program whose only batch is all test samples, with the mean of their errors as its error."""
    scenario = program.scenario
    if scenario.test_samples is None or not scenario.test_samples.has_targets or not program.objective:
        return None
    return compile_program(
        replace(
            scenario,
            samples=scenario.test_samples,
            test_samples=None,
            batch_size=len(scenario.test_samples),
            shuffled=False,
            conventions=replace(scenario.conventions, reduction="mean"),
        ),
        1,
    )
