"""Which of a program's values are the exercise's inputs and targets, and which line gives other ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Literal, TypeAlias

import numpy as np

from nnstep.expr.array import Array
from nnstep.own_code.aligning.matches import Match
from nnstep.own_code.supposing.blame import PASSED_ON
from nnstep.own_code.supposing.code_case import CodeCase
from nnstep.own_code.supposing.explained_values import Explained, changed_values
from nnstep.own_code.watched import Arrival, Assigned

GivenId: TypeAlias = Literal["x", "y"]


class GivenData:
    """Holds what one program starts from against the samples of one exercise."""

    def __init__(self, case: CodeCase) -> None:
        """Prepare for one program and one exercise."""
        self._case = case
        self._schedule = case.context.program.schedule

    def wrong_source(self, base: Explained, chosen: Explained, first: Assigned, step: int) -> Assigned | None:
        """Return the line that gives other inputs or targets than the exercise has, if `first` reads any.

        Only what `chosen` changes first in training step `step` is looked at: the first layer for the inputs, the
        output's delta or the error for the targets.
        """
        return next(
            (
                source
                for id in self._changed_first(base, chosen, step)
                for source in self._wrong_sources(first, step, id)
            ),
            None,
        )

    def _changed_first(self, base: Explained, chosen: Explained, step: int) -> Iterator[GivenId]:
        ops = {op.target: op for op in self._case.context.program.ops}
        changed = [held for held in changed_values(base.run, chosen.run) if held.step == step and held.number >= 0]
        if not changed or not {"x", "y"} <= base.run.before[step].keys():
            return
        op = ops[min(changed, key=lambda held: held.number).id]
        if op.phase != "gradient" and "x" in op.reads:
            yield "x"
        if op.phase != "gradient" and {"x", "y"} & set(op.reads):
            yield "y"

    def _wrong_sources(self, first: Assigned, step: int, id: GivenId) -> Iterator[Assigned]:
        rows = self._rows(step, id)
        given = self._given_to(first)
        for one in given:
            at = self._sample_of([*given, *self._assigned_with(one)]) if id == "y" else None
            is_met = one.value.size > 1 or one is first or self._meets_output(one, first)
            if not is_met or self._is_constant(one) or not self._may_be(one, rows):
                continue
            is_one = at is not None and one.value.size == rows.shape[1] and not self._is_any(one, [self._all["x"][at]])
            if not (self._is_any(one, [self._all["y"][at]]) if is_one else self._is_right_now(one, step)):
                yield self._case.blame.origin(self._first_wrong(one))

    def _is_constant(self, one: Assigned) -> bool:
        """Return whether a value is something else that the exercise gives, such as the count of samples."""
        faces = [match.face for match in self._known.get(one.index, ())]
        return any(face.number < 0 and face.id not in ("x", "y") for face in faces)

    def _assigned_with(self, one: Assigned) -> Iterator[Assigned]:
        """Yield what the same line assigned together with a value, as the inputs of a sample with its targets."""
        for near in self._case.assignments[max(0, one.index - 2) : one.index + 3]:
            if (near.file, near.line, near.call) == (one.file, one.line, one.call):
                yield near

    def _sample_of(self, given: Iterable[Assigned]) -> int | None:
        """Return the number of the sample whose inputs are among some values, if just one is."""
        rows = self._all["x"]
        found = {
            at
            for one in given
            if one.value.size == rows.shape[1]
            for at, row in enumerate(rows)
            if self._case.is_near(np.ravel(one.value), row)
        }
        return found.pop() if len(found) == 1 else None

    def _meets_output(self, one: Assigned, first: Assigned) -> bool:
        """Return whether a line on the way to `first` reads a number together with the output of the net."""
        output = [op.target for op in self._case.context.program.ops if op.role == "activation"][-1]
        on_the_way = (self._case.assignments[index] for index in self._case.blame.ancestors(first))
        return any(
            any(match.face.id == output for index in reader.reads for match in self._known.get(index, ()))
            for reader in on_the_way
            if one.index in reader.reads
        )

    def _given_to(self, first: Assigned) -> list[Assigned]:
        """Return the values that a value was computed from and that no parameter went into, the nearest ones only."""
        if self._is_given(first):
            return [first]
        found: dict[int, Assigned] = {}
        wanted, reached = list(first.reads), set(first.reads)
        while wanted:
            one = self._case.assignments[wanted.pop()]
            if self._is_given(one):
                found[one.index] = one
                continue
            for read in one.reads:
                if read not in reached:
                    reached.add(read)
                    wanted.append(read)
        return [found[index] for index in sorted(found)]

    def _is_given(self, one: Assigned) -> bool:
        if one.index not in self._depends:
            reads = (self._case.assignments[read] for read in one.reads if read < one.index)
            self._depends[one.index] = one.index not in self._parameters and all(self._is_given(read) for read in reads)
        return self._depends[one.index]

    @cached_property
    def _depends(self) -> dict[int, bool]:
        return {}

    @cached_property
    def _known(self) -> Mapping[int, Sequence[Match]]:
        return self._case.by_assignment(self._case.truth)

    @cached_property
    def _parameters(self) -> set[int]:
        """The assignments that are parameters."""
        return {
            index
            for index, matches in self._known.items()
            if any(match.face.number < 0 and match.face.id in self._case.trained for match in matches)
        }

    def _may_be(self, one: Assigned, rows: Array) -> bool:
        """Return whether a value has as many numbers as targets, or inputs, have: of all samples, some or one."""
        count, width = rows.shape
        extra = (0, 1) if rows.shape[1] == self._all["x"].shape[1] else (0,)  # a 1 for the bias
        sizes = {number * (width + more) for number in (1, count, self._count) for more in extra}
        if one.value.size > 1 and one.value.min() == one.value.max() and self._is_filled_later(one):
            return False  # room for results
        if width > 1 and one.value.size in (count, self._count) and one.value.size > 1:
            whole = np.ravel(one.value)
            return bool((whole == np.round(whole)).all() and (whole >= 0).all() and (whole < width).all()) or (
                one.value.size in sizes
            )
        return one.value.size in sizes

    def _is_filled_later(self, one: Assigned) -> bool:
        here = (one.place, one.function)
        return any(
            later.kind is Arrival.CHANGED and (later.place, later.function) == here
            for later in self._case.assignments[one.index :]
        )

    def _is_right_now(self, one: Assigned, step: int) -> bool:
        """Return whether a value is the inputs or targets of a training step: of all its samples, or of one."""
        ids: tuple[GivenId, ...] = ("x", "y")
        return any(
            self._is_any(one, [*_forms(self._all[id]), *_forms(rows), *_forms_of_each(rows)])
            for id in ids
            for rows in (self._rows(step, id),)
        )

    def _is_right(self, one: Assigned) -> bool:
        """Return whether a value is the exercise's inputs or targets: of all samples, of a batch, or of the one named.

        Where the samples are shuffled, what each epoch assigns anew must have an epoch's order, or be it.
        """
        named = re.search(r"\[(\d+)\]", one.place)
        at = int(named[1]) if named is not None and int(named[1]) < self._count else None
        orders = self._orders if self._schedule.seed is not None and self._is_assigned_again(one) else (self._stored,)
        if any(self._is_any(one, [order.astype(float)]) for order in self._orders):
            return True
        if self._is_any(one, self._tables):
            return True
        for rows in self._all.values():
            several = rows if at is None else rows[at : at + 1]
            if self._is_any(
                one, [*(form for order in orders for form in _forms(rows[order])), *_forms_of_each(several)]
            ):
                return True
        return False

    @cached_property
    def _tables(self) -> tuple[Array, ...]:
        """Inputs and targets side by side, a row for each sample, as in a file."""
        inputs, targets = self._all["x"], self._all["y"]
        return np.hstack([inputs, targets]), np.hstack([targets, inputs])

    def _is_assigned_again(self, one: Assigned) -> bool:
        here = (one.file, one.line, one.place)
        return sum((other.file, other.line, other.place) == here for other in self._case.assignments) > 1

    @cached_property
    def _stored(self) -> np.ndarray:
        return np.arange(self._count)

    @cached_property
    def _orders(self) -> tuple[np.ndarray, ...]:
        """The order of the samples in each epoch that is looked at."""
        per_epoch, steps = self._schedule.steps_per_epoch, self._case.steps
        return (
            tuple(
                np.concatenate([self._schedule.rows(first + at) for at in range(per_epoch)])
                for first in range(0, steps, per_epoch)
            )
            if self._schedule.samples is not None
            else ()
        )

    def _is_any(self, one: Assigned, forms: Iterable[Array]) -> bool:
        """Return whether a value is one of some forms, as it lies or transposed."""
        own = np.squeeze(one.value)
        for form in forms:
            wanted = np.squeeze(form)
            if wanted.size != own.size:
                continue
            as_is = own.ndim < 2 or wanted.ndim < 2 or own.shape == wanted.shape
            turned = own.ndim < 2 or wanted.ndim < 2 or own.shape == wanted.shape[::-1]
            ways = [wanted] * as_is + [wanted.T] * turned
            if any(self._case.is_near(np.ravel(own), np.ravel(way)) for way in ways):
                return True
        return False

    def _first_wrong(self, one: Assigned) -> Assigned:
        """Return the first line on the way to wrong inputs or targets that has them, from what is right or unknown."""
        current = one
        while True:
            above = [
                read
                for index in current.reads
                if index < current.index
                and (read := self._case.assignments[index]).value.size >= min(2, one.value.size)
                and self._is_given(read)
                and (read.kind in PASSED_ON or self._may_be_any(read))
                and not self._is_right(read)
            ]
            if len(above) != 1:
                return current
            current = above[0]

    def _may_be_any(self, one: Assigned) -> bool:
        is_table = one.value.size == self._tables[0].size
        return is_table or any(self._may_be(one, rows) for rows in self._all.values()) or self._is_an_order(one)

    def _is_an_order(self, one: Assigned) -> bool:
        return one.value.size == self._count > 1 and bool((np.sort(np.ravel(one.value)) == self._stored).all())

    def _rows(self, step: int, id: GivenId) -> Array:
        """Return the inputs or targets of a training step, a row for each sample."""
        value = np.asarray(self._case.truth.run.before[step][id], dtype=float)
        if value.ndim < 2:
            return value.reshape(1, -1)
        return value if self._schedule.transposed else value.T

    @cached_property
    def _all(self) -> dict[GivenId, Array]:
        """The inputs and the targets of all samples, a row for each."""
        samples = self._schedule.samples
        if samples is None:
            return {"x": self._rows(1, "x"), "y": self._rows(1, "y")}
        inputs, targets = samples.take(np.arange(len(samples)))
        return {"x": inputs.T, "y": targets.T}

    @property
    def _count(self) -> int:
        return len(self._all["y"])


def _forms(rows: Array) -> Iterator[Array]:
    """Yield the forms in which people write samples, by rows: as they are, with ones for the bias, as class numbers."""
    count, width = rows.shape
    ones = np.ones((count, 1))
    yield rows
    yield np.hstack([rows, ones])
    yield np.hstack([ones, rows])
    if width > 1 and ((rows == 0) | (rows == 1)).all() and (rows.sum(axis=1) == 1).all():
        yield np.argmax(rows, axis=1).astype(float)


def _forms_of_each(rows: Array) -> Iterator[Array]:
    for row in rows:
        yield from _forms(row[None])
