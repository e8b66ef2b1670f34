"""Many samples: sums and means over a batch, one sample in place of all, targets of another sample."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import numpy as np

from nnstep.expr.array import Array, frozen
from nnstep.expr.tree import Name
from nnstep.grading.mistakes.exercise import Exercise
from nnstep.grading.mistakes.kinds import COMMON, Alternative, OperationMistake, ProgramMistake, Rewriting
from nnstep.grading.mistakes.rewriting import one_column, put, reads, scaled
from nnstep.program.compile import compile_program
from nnstep.program.program import Op

_OVER_SAMPLES = ("error", "weight gradient", "bias gradient")
_MOST_SAMPLES = 12


def _sum_or_mean(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if exercise.batch < 2 or op.role not in _OVER_SAMPLES:
        return
    mean = exercise.scenario.conventions.reduction == "mean"
    yield Rewriting(scaled(exercise.batch, op.expression), "the sum for the mean" if mean else "the sum taken twice")
    yield Rewriting(scaled(1 / exercise.batch, op.expression), "divided twice" if mean else "the mean for the sum")


SUM_OR_MEAN = OperationMistake(
    id="sum-or-mean",
    topic="batches",
    diagnosis="the sum over the batch is used for the mean, or the mean for the sum, or it is divided twice",
    question="Is it the sum over the samples here, or their mean, and is the division done once?",
    rewrite=_sum_or_mean,
    weight=COMMON,
)


def _one_sample(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    batch = exercise.batch
    if batch < 2 or batch > _MOST_SAMPLES or op.role not in ("weight gradient", "bias gradient"):
        return
    delta, before = f"delta{op.layer}", f"a{op.layer - 1}" if op.layer > 1 else "x"
    for sample in (batch - 1, *range(batch - 1)):
        which = "the last sample" if sample == batch - 1 else f"sample {sample}"
        alone = put(op.expression, delta, one_column(Name(delta), sample))
        if reads(alone, before):
            alone = put(alone, before, one_column(Name(before), sample))
        yield Rewriting(alone, f"{which} alone")
        if exercise.scenario.conventions.reduction == "mean":
            yield Rewriting(scaled(batch, alone), f"{which} alone, not divided")


ONE_SAMPLE = OperationMistake(
    id="one-sample",
    topic="batches",
    diagnosis="only one sample's gradient is used instead of the whole batch's",
    question="Which samples does this gradient sum over?",
    rewrite=_one_sample,
)


def _sample_by_sample(exercise: Exercise) -> Iterator[Alternative]:
    scenario, batch = exercise.scenario, exercise.batch
    if batch < 2 or len(scenario.samples) % batch or scenario.shuffled:
        return
    for rate, detail in ((1.0, ""), (1 / batch, "each with the rate over the batch's size")):
        rates = {id: own * rate for id, own in scenario.learning_rates.items()}
        usual = None if scenario.learning_rate is None else scenario.learning_rate * rate
        single = replace(scenario, batch_size=1, learning_rate=usual, learning_rates=rates)
        yield Alternative(detail, program=compile_program(single), steps=batch)


BEFORE_COMPLETE = ProgramMistake(
    id="batch-not-complete",
    topic="batches",
    diagnosis="the weights are updated sample by sample, before the batch is complete",
    question="When are the weights updated: after each sample, or once after the whole batch?",
    rebuild=_sample_by_sample,
)


def _swapped(exercise: Exercise) -> Iterator[Alternative]:
    samples = exercise.scenario.samples
    if exercise.is_graph or not samples.has_targets or len(samples) < 2:
        return
    if exercise.batch > 1:
        for by in (1, -1):
            yield Alternative(_neighbour(by), feeds=_rolled(exercise, by))
        return
    yield Alternative("those of the next sample", feeds=_of_other_step(exercise, 1))
    if len(samples) > 2:
        yield Alternative("those of the sample before", feeds=_of_other_step(exercise, -1))


def _neighbour(by: int) -> str:
    return "each those of the sample before" if by > 0 else "each those of the next sample"


def _rolled(exercise: Exercise, by: int) -> Callable[[int], Mapping[str, Array]]:
    axis = exercise.program.sample_axis

    def feeds(step: int) -> Mapping[str, Array]:
        given = exercise.program.schedule.feeds(step)
        return {**given, "y": frozen(np.roll(given["y"], by, axis=axis))}

    return feeds


def _of_other_step(exercise: Exercise, by: int) -> Callable[[int], Mapping[str, Array]]:
    schedule = exercise.program.schedule
    per_epoch = schedule.steps_per_epoch

    def feeds(step: int) -> Mapping[str, Array]:
        epoch, within = divmod(step, per_epoch)
        other = epoch * per_epoch + (within + by) % per_epoch
        return {**schedule.feeds(step), "y": schedule.feeds(other)["y"]}

    return feeds


TARGETS_SWAPPED = ProgramMistake(
    id="targets-swapped",
    topic="reading the exercise",
    diagnosis="the targets of another sample are used",
    question="Which target belongs to this input?",
    rebuild=_swapped,
)
