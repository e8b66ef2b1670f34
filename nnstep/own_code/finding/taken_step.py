"""An update that does rightly with what it reads: then what it reads is wrong, the step that it takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from nnstep.expr.array import Array
from nnstep.own_code.aligning.matches import Match
from nnstep.own_code.aligning.seen_values import in_order
from nnstep.own_code.finding.proportions import constant_between, factor_between
from nnstep.own_code.supposing.blame import PASSED_ON
from nnstep.own_code.supposing.code_case import CodeCase
from nnstep.own_code.supposing.explained_values import Explained, changed_values, is_same
from nnstep.own_code.watched import Assigned

_NEAR = 1e-7


def wrong_step(case: CodeCase, base: Explained, updated: Assigned, match: Match) -> Assigned | None:
    """Return the line that gives the wrong step to an update; None where the step is right or the update is another.

    `match` says which parameter `updated` is as it leaves the training step.
    """
    face = match.face
    if face.id not in case.trained or face.number < 0 or face.way or updated.kind in PASSED_ON:
        return None
    known = case.by_assignment(base)
    reads = [case.assignments[index] for index in case.blame.all_reads(updated) if index < updated.index]
    for before in _same_sized(reads, updated):
        if before.place != updated.place and not any(one.face.id == face.id for one in known.get(before.index, ())):
            continue
        for step in _same_sized(reads, updated):
            if step is before or not _is_multiple(before.value, updated.value, step.value):
                continue
            lies = {"straight", *(one.arrangement for one in known.get(before.index, ()) if one.face.id == face.id)}
            as_it_lies = {
                index: [one for one in several if one.arrangement in lies] for index, several in known.items()
            }
            if _is_right(case, as_it_lies.get(step.index, ()), face.step, face.id) or _is_own(base, step, face.step):
                return None
            return case.blame.origin(_behind(case, as_it_lies, step))
    return None


def useless_update(case: CodeCase, base: Explained, chosen: Explained, first: Assigned, step: int) -> Assigned | None:
    """Return the line that changes a parameter which `chosen` has left as it was, but not as it should, if any does.

    What it adds makes no difference: the same number to all biases before a softmax.
    """
    changed = [held for held in changed_values(base.run, chosen.run) if held.step == step and held.number >= 0]
    earliest = min(changed, key=lambda held: held.number, default=None)
    if earliest is None or earliest.id not in case.trained:
        return None
    before = np.asarray(base.run.before[step][earliest.id])
    if not is_same(earliest.value, before):
        return None
    places, ordered = case.places_of(earliest.id), in_order(before)
    return next(
        (
            one
            for one in case.assignments[: first.index]
            if one.place in places
            and one.kind not in PASSED_ON
            and one.value.size == before.size
            and one.index not in case.trials
            and not case.is_near(in_order(one.value), ordered)
        ),
        None,
    )


def _is_multiple(before: Array, after: Array, step: Array) -> bool:
    """Return whether an update takes a multiple of `step`, but for what rounding leaves of the difference."""
    taken, largest = before - after, np.argmax(np.abs(step))
    factor = np.ravel(taken)[largest] / np.ravel(step)[largest] if np.ravel(step)[largest] else 0.0
    near = _NEAR * float(np.abs(after).max(initial=0.0) + np.abs(taken).max(initial=0.0))
    return bool(factor) and bool((np.abs(taken - factor * step) <= near).all())


def _same_sized(reads: Sequence[Assigned], one: Assigned) -> Iterator[Assigned]:
    yield from (read for read in reads if read.value.shape == one.value.shape and read.value.size > 1)


def _lying_as(known: Mapping[int, Sequence[Match]], parameter: Assigned, id: str) -> Mapping[int, Sequence[Match]]:
    """Return the matches of what lies as a quantity does, or transposed if the program has the parameter transposed."""
    ways = {"straight", *(match.arrangement for match in known.get(parameter.index, ()) if match.face.id == id)}
    return {index: [match for match in several if match.arrangement in ways] for index, several in known.items()}


def _is_right(case: CodeCase, known: Sequence[Match], at: int, id: str) -> bool:
    """Return whether a value is the gradient, its sum over the batch, or another quantity, as it should be."""
    samples = float(case.context.program.schedule.feeds(at - 1).get("B", 1.0))
    here = [match for match in known if match.face.step == at and not match.face.part]
    gradients = [match for match in here if match.face.id == case.context.program.gradients.get(id)]
    whole = [match for match in gradients if not match.face.way]
    if not whole:
        return bool(here)
    return any(abs(match.factor) in (1.0, samples) for match in whole)


def _is_own(base: Explained, step: Assigned, at: int) -> bool:
    """Return whether a value is what an optimizer keeps for a parameter, with either sign."""
    return any(
        factor is not None and abs(abs(factor) - 1.0) <= _NEAR
        for held in base.run.held
        if held.step == at and held.number >= 0 and held.value.size == step.value.size and not held.part
        for factor in [factor_between(step.value, held.value)]
    )


def _behind(case: CodeCase, known: Mapping[int, Sequence[Match]], step: Assigned) -> Assigned:
    """Return the first line that has the wrong step, but for a factor."""
    current = step
    while True:
        above = [
            read
            for index in current.reads
            if index < current.index
            and (read := case.assignments[index]).value.shape == current.value.shape
            and not known.get(index)
            and constant_between(current.value, read.value) is not None
        ]
        if len(above) != 1:
            return current
        current = above[0]
