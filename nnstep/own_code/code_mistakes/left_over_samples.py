"""The samples left over from an epoch's whole batches: added to the last one, or left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from nnstep.own_code.aligning.supposed_run import Supposition
from nnstep.own_code.supposing.code_mistake import CodeMistake, CodeSetting, Supposed
from nnstep.program.iteration import Schedule

_ADDED = "the samples left over at the epoch's end are added to its last batch, and are no batch of their own"

_ONLY = "the only batch of the epoch holds the samples left over, and those before are left out"


def _left_over(setting: CodeSetting, start: Supposition) -> Iterator[Supposed]:
    schedule = setting.program.schedule
    count, size = 0 if schedule.samples is None else len(schedule.samples), schedule.batch_size
    whole = count // size
    if count % size == 0 or whole == 0 or setting.steps < whole or "B" not in schedule.feeds(0):
        return
    larger = [_batch(schedule, step, whole, added=True) for step in setting.each_step]
    of_a_whole_one = [{**feed, "B": np.asarray(float(size))} for feed in larger]
    yield Supposed(
        f"{_ADDED}; its sum is divided by {size}, and not by {size + count % size}, its number of samples",
        replace(start, feeds=of_a_whole_one),
    )
    yield Supposed(_ADDED, replace(start, feeds=larger))
    if whole == 1:
        only = [schedule.feeds(2 * step - 1) for step in setting.each_step]
        of_a_whole_one = [{**feed, "B": np.asarray(float(size))} for feed in only]
        yield Supposed(f"{_ONLY}; its sum is divided by {size}", replace(start, feeds=of_a_whole_one))
        yield Supposed(_ONLY, replace(start, feeds=only))
    if setting.steps > whole:
        without = [_batch(schedule, step, whole, added=False) for step in setting.each_step]
        yield Supposed("the samples left over at the epoch's end are left out", replace(start, feeds=without))


def _batch(schedule: Schedule, step: int, whole: int, *, added: bool) -> Mapping[str, np.ndarray]:
    """Return what training step `step`, from 1, takes where an epoch has `whole` batches."""
    epoch, number = divmod(step - 1, whole)
    at = epoch * schedule.steps_per_epoch + number
    feed = schedule.feeds(at)
    if number < whole - 1 or not added:
        return feed
    rest = schedule.feeds(at + 1)
    axis = 0 if schedule.transposed else 1
    both = {name: np.concatenate([feed[name], rest[name]], axis=axis) for name in ("x", "y")}
    return {**feed, **both, "B": np.asarray(feed["B"]) + np.asarray(rest["B"])}


LEFT_OVER_SAMPLES = CodeMistake(
    id="left-over-samples",
    question="How many samples has the last batch of an epoch, and what is done with those that are left over?",
    suppose=_left_over,
)
