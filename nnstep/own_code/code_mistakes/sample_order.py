"""Samples in another order than they should come in, or inputs and targets that lose each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product

import numpy as np

from nnstep.own_code.aligning.supposed_run import Supposition
from nnstep.own_code.supposing.code_mistake import CodeMistake, CodeSetting, Supposed
from nnstep.scenario.dataset import Samples

_MOST_SAMPLES = 10_000
_MOST_EXCHANGED = 12


def _orders(setting: CodeSetting, samples: Samples) -> dict[str, list[dict[str, np.ndarray]]]:
    schedule = setting.program.schedule
    stored = replace(schedule, seed=None, _batches={}, _orders={})
    backwards = replace(stored, samples=Samples.of(*reversed(list(samples))), _batches={})
    every = {"as drawn": schedule, "as they are stored": stored, "the last one first": backwards}
    return {
        name: [dict(one.feeds(step - 1)) for step in setting.each_step]
        for name, one in every.items()
        if not (name == "as drawn" and schedule.seed is None)
    }


def _in_other_order(setting: CodeSetting, start: Supposition) -> Iterator[Supposed]:
    schedule = setting.program.schedule
    if schedule.samples is None or not 1 < len(schedule.samples) <= _MOST_SAMPLES:
        return
    orders = _orders(setting, schedule.samples)
    right = next(iter(orders))
    for (one, inputs), (other, targets) in product(orders.items(), repeat=2):
        if one == other == right:
            continue
        if one == other:
            diagnosis = f"the samples come in another order, {one}: the shuffle does not do what the exercise does"
        else:
            diagnosis = (
                f"inputs and targets are not in the same order (inputs {one}, targets {other}): "
                "each sample has the target of another"
            )
        feeds = [{**x, "y": y["y"]} for x, y in zip(inputs, targets, strict=True)]
        yield Supposed(diagnosis, replace(start, feeds=feeds))
    yield from _always_the_first(start, orders[right])
    if len(schedule.samples) <= _MOST_EXCHANGED and setting.program.schedule.steps_per_epoch == 1:
        yield from _two_exchanged(start, orders[right], by_rows=schedule.transposed)


def _two_exchanged(start: Supposition, drawn: list[dict[str, np.ndarray]], *, by_rows: bool) -> Iterator[Supposed]:
    """Yield two samples of the whole batch with each other's targets."""
    axis = 0 if by_rows else 1
    for one, other in combinations(range(drawn[0]["y"].shape[axis]), 2):
        order = list(range(drawn[0]["y"].shape[axis]))
        order[one], order[other] = order[other], order[one]
        targets = np.take(drawn[0]["y"], order, axis)
        if (targets != drawn[0]["y"]).any():
            feeds = [{**feed, "y": targets} for feed in drawn]
            yield Supposed(f"samples {one + 1} and {other + 1} have each other's targets", replace(start, feeds=feeds))


def _always_the_first(start: Supposition, drawn: list[dict[str, np.ndarray]]) -> Iterator[Supposed]:
    if len(drawn) > 1 and all(np.shape(feed["x"]) == np.shape(drawn[0]["x"]) for feed in drawn):
        feeds = [{**feed, "x": drawn[0]["x"], "y": drawn[0]["y"]} for feed in drawn]
        yield Supposed("every training step takes the samples of the first one", replace(start, feeds=feeds))


SAMPLE_ORDER = CodeMistake(
    id="sample-order",
    question="Which inputs belong to which targets after the shuffle, and which sample does this step take?",
    suppose=_in_other_order,
)
