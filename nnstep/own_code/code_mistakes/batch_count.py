"""Another number in place of the number of samples in the batch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from nnstep.own_code.aligning.supposed_run import Supposition
from nnstep.own_code.supposing.code_mistake import CodeMistake, CodeSetting, Supposed


def _other_count(setting: CodeSetting, start: Supposition) -> Iterator[Supposed]:
    schedule = setting.program.schedule
    if schedule.samples is None or "B" not in schedule.feeds(0):
        return
    right = [float(feed["B"]) for feed in setting.feeds()]
    sizes = setting.program.scenario.sizes
    numbers = {
        float(schedule.batch_size): "the size of a whole batch",
        float(len(schedule.samples)): "the number of all samples",
        float(sizes[-1]): "the number of outputs, which is another axis",
        float(sizes[0]): "the number of inputs, which is another axis",
    }
    for number, what in numbers.items():
        if right != [number] * setting.steps:
            feeds = [{**feed, "B": np.asarray(number)} for feed in setting.feeds()]
            yield Supposed(
                f"it is divided by {number:g}, {what}, not by the number of samples in this batch",
                replace(start, feeds=feeds),
            )


BATCH_COUNT = CodeMistake(
    id="batch-size", question="How many samples has this batch, and along which axis do they lie?", suppose=_other_count
)
