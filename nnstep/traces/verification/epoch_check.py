"""The figures of an epoch, computed a second time without NumPy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import fsum, prod

from nnstep.program.program import Phase, Program
from nnstep.traces.recomputing.recompute import Numbers, recomputed
from nnstep.traces.writing.epoch_figures import batch_of_test_samples

MOST_PRODUCTS = 20_000_000
"""Products of a forward pass over all samples to be examined: more take too long without NumPy."""
CLOSE = 1e-9
"""Relative: a mean may be summed in any order, and a test error comes out of several operations one after another."""


class EpochCheck:
    """Checks the figures of one run's epochs."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._test = batch_of_test_samples(program)
        evaluation = program.evaluation
        weights = sum(prod(program.shapes[id]) for id in program.trained)
        has_data = not program.scenario.missing_files
        self._is_quick = has_data and (evaluation is None or weights * evaluation.classes.size <= MOST_PRODUCTS)

    def wrong(
        self, name: str, stated: float, values: Mapping[str, Numbers], errors: Sequence[float]
    ) -> tuple[float, float] | None:
        """Return what a figure should be, and how far it may be from that, where it is neither; else None.

        `errors` are those of the epoch's training steps, empty where some are not recorded.
        """
        match name:
            case "mean_error" if errors:
                mean = _mean(errors)
                bound = CLOSE * max(abs(mean), _mean([abs(error) for error in errors]))
                return _outside(stated, mean, bound)
            case "test_error" if self._test is not None and self._is_quick and self._has_all(values):
                found = self._passed(self._test, values, "forward", "error")[self._test.objective].values[0]
                return _outside(stated, found, CLOSE * abs(found))
            case "accuracy" if self._program.evaluation is not None and self._is_quick and self._has_all(values):
                return self._wrong_accuracy(stated, values)
            case "learning_rate":
                rate = values.get("lr")
                return _outside(stated, rate.values[0], 0.0) if rate is not None else None
            case _:
                return None

    def _has_all(self, values: Mapping[str, Numbers]) -> bool:
        return all(id in values for id in (*self._program.trained, *self._program.read_as.values()))

    def _wrong_accuracy(self, stated: float, values: Mapping[str, Numbers]) -> tuple[float, float] | None:
        evaluation = self._program.evaluation
        if evaluation is None:
            return None
        inputs = {**values, "x": Numbers.of(evaluation.inputs)}
        output = self._passed(self._program, inputs, "forward")[evaluation.output]
        rows, columns = output.shape
        lines = [list(output.values[row * columns : (row + 1) * columns]) for row in range(rows)]
        samples = lines if evaluation.axis == 1 else [list(sample) for sample in zip(*lines, strict=True)]
        right = open_ = 0
        for sample, wanted in zip(samples, evaluation.classes.tolist(), strict=True):
            margin, is_right = _judged(sample, wanted)
            right += is_right and margin > CLOSE
            open_ += margin <= CLOSE
        low, high = right / len(samples), (right + open_) / len(samples)
        middle = (low + high) / 2
        return _outside(stated, middle, (high - low) / 2 + 1e-15)

    def _passed(self, program: Program, values: Mapping[str, Numbers], *phases: Phase) -> dict[str, Numbers]:
        """Return the values after the operations of some phases, each computed from the ones before."""
        found = {id: Numbers.of(value) for id, value in program.schedule.feeds(0).items()}
        found |= {id: Numbers.of(value) for id, value in program.start.items()}
        found |= {id: values[id] for id in self._program.parameters if id in values}
        found |= {ahead: values[id] for id, ahead in program.read_as.items() if id in values}
        if program is self._program and "x" in values:
            found["x"] = values["x"]
        for op in program.ops:
            if op.phase in phases and op.role != "look-ahead point":
                again = recomputed(op.expression, found, program.precision)
                found[op.target] = Numbers(again.values, again.shape)
        return found


def _judged(sample: Sequence[float], wanted: int) -> tuple[float, bool]:
    """Return how clear the class of a sample is, and whether it is the wanted one; NaN is never right."""
    if any(value != value for value in sample):
        return 1.0, False
    if len(sample) == 1:
        return abs(sample[0] - 0.5), int(sample[0] > 0.5) == wanted
    first, second = sorted(sample, reverse=True)[:2]
    return (first - second) / max(abs(first), 1e-300), sample.index(first) == wanted


def _mean(numbers: Sequence[float]) -> float:
    try:
        return fsum(numbers) / len(numbers)
    except (OverflowError, ValueError):
        return sum(numbers) / len(numbers)


def _outside(stated: float, found: float, bound: float) -> tuple[float, float] | None:
    if stated == found or abs(stated - found) <= bound or (stated != stated and found != found):
        return None
    return found, bound
