"""The forms in which people write a quantity: whole, one sample, one neuron, with the bias folded in, in one vector."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nnstep.expr.array import Array
from nnstep.own_code.aligning.supposed_run import Held, HeldKey, SupposedRun
from nnstep.program.program import Program

_MOST_PARTS = 64
"""Quantities with more samples or neurons are looked up whole only."""


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """A quantity of a training step in one of its forms."""

    step: int
    number: int
    """The operation's number, from 0; -1 for what the step starts from."""
    id: str
    part: str
    """Which part or form it is, in words; empty for the whole quantity."""
    value: Array
    quantities: tuple[str, ...]
    """All quantities that it holds numbers of."""
    takes_factors: bool
    """Whether people write it with another factor or sign: deltas, gradients, errors, steps."""
    way: str = ""
    """What on the way to the quantity it is, if it is not the quantity itself: ``W2.T @ delta2``."""
    index: tuple[int | slice, ...] | None = None
    """Which part of the quantity it is, where it is an element, a row or a column."""

    @property
    def key(self) -> HeldKey:
        """Which value of the run it is a form of."""
        return self.step, self.number, self.id, self.way

    @property
    def order(self) -> tuple[int, int]:
        """Where it stands in the run."""
        return self.step, self.number


@dataclass(frozen=True, slots=True, eq=False)
class Elements:
    """All numbers of a run, each with its quantity, the least first."""

    numbers: Array
    held: tuple[Held, ...]
    owners: np.ndarray
    """By number: which of `held` it belongs to."""
    places: np.ndarray
    """By number: which of its flat elements it is."""


class Faces:
    """All forms of the quantities of one program's runs."""

    def __init__(self, program: Program) -> None:
        """Prepare for one program."""
        self._program = program
        self._varied = frozenset(
            op.target for op in program.ops if op.phase in ("error", "backward", "gradient") or op.role == "step taken"
        )
        self._inputs = frozenset(op.target for op in program.ops if op.role == "activation") | {"x"}
        self._biases = frozenset(program.trained) & program.columns
        layers = range(1, len(program.scenario.layers) + 1)
        self._folded = tuple((f"W{layer}", f"b{layer}") for layer in layers if f"b{layer}" in program.trained)

    def takes_factors(self, id: str) -> bool:
        """Return whether people write a quantity with another factor or sign."""
        return id in self._varied

    def of(self, run: SupposedRun, changed: Iterable[Held] | None = None) -> Iterator[Face]:
        """Yield the forms of a run's values; with `changed`, only those that hold one of these."""
        only = None if changed is None else {held.key for held in changed}
        by_step: dict[int, list[Held]] = {}
        for held in run.held:
            if not held.part:
                by_step.setdefault(held.step, []).append(held)
            if only is None or held.key in only:
                yield from self._alone(held)
        for step, values in by_step.items():
            yield from self._together(step, values, only)

    def _alone(self, held: Held) -> Iterator[Face]:
        if not np.isfinite(held.value).all():
            return
        whole = self._face(held, "", held.value)
        yield whole
        if held.value.ndim != 2 or min(held.value.shape) == 1:
            return
        for axis, name in enumerate(self._axes(held.id)):
            count = held.value.shape[axis]
            if count <= _MOST_PARTS:
                for index in range(count):
                    place = (index,) if axis == 0 else (slice(None), index)
                    yield self._face(held, f"{name} {index + 1}", held.value[place], place)

    def _face(self, held: Held, part: str, value: Array, index: tuple[int | slice, ...] | None = None) -> Face:
        varied = self.takes_factors(held.id)
        return Face(held.step, held.number, held.id, part, value, (held.id,), varied, held.part, index)

    def _axes(self, id: str) -> tuple[str, str]:
        """Return what the first and the second index of a quantity count."""
        if id not in self._program.columns:
            return "row", "column"
        return ("sample", "neuron") if self._program.schedule.transposed else ("neuron", "sample")

    def _together(self, step: int, values: list[Held], only: set[HeldKey] | None) -> Iterator[Face]:
        for group in self._stages(values):
            wanted = [held for held in group.values() if np.isfinite(held.value).all()]
            if len(wanted) < len(group):
                continue
            for names, part in self._combined(group):
                members = [group[name] for name in names]
                if only is not None and not any(m.key in only for m in members):
                    continue
                last = max(members, key=lambda held: held.number)
                yield Face(step, last.number, last.id, part, _flat(members), names, last.id in self._varied)
        for held in values:
            if held.id in self._inputs:
                yield from self._with_one(held, only)

    def _with_one(self, held: Held, only: set[HeldKey] | None) -> Iterator[Face]:
        """Yield an input with a row of ones for the bias."""
        if (only is None or held.key in only) and np.isfinite(held.value).all():
            samples = held.value.shape[1] if held.value.ndim == 2 else 1
            value = np.concatenate([np.ravel(held.value), np.ones(samples)])
            yield self._face(held, "with a 1 for the bias", value)

    def _stages(self, values: list[Held]) -> Iterator[Mapping[str, Held]]:
        """Yield parameters before, gradients, and parameters after, which people keep in one array."""
        parameters = self._program.trained
        before = {held.id: held for held in values if held.number < 0 and held.id in parameters}
        after = {held.id: held for held in values if held.number >= 0 and held.id in parameters}
        slopes = {id: held for held in values if (id := self._parameter_of.get(held.id)) is not None}
        yield from (stage for stage in (before, slopes, {**before, **after} if after else {}) if len(stage) > 1)

    @cached_property
    def _parameter_of(self) -> dict[str, str]:
        """By gradient: the parameter that it is of."""
        return {gradient: parameter for parameter, gradient in self._program.gradients.items()}

    def _combined(self, group: Mapping[str, Held]) -> Iterator[tuple[tuple[str, ...], str]]:
        names = tuple(group)
        yield from ((pair, "with the biases") for pair in self._folded if set(pair) <= set(names))
        if len(names) > 2:
            yield names, "all in one array"
        for kind in (tuple(name for name in names if (name in self._biases) is is_bias) for is_bias in (False, True)):
            if 1 < len(kind) < len(names):
                yield kind, "all in one array"

    def elements(self, run: SupposedRun, changed: Iterable[Held] | None = None) -> Elements:
        """Return all single numbers of a run, or of what has changed in it."""
        held = tuple(run.held if changed is None else changed)
        sizes = [one.value.size for one in held]
        numbers = np.concatenate([np.zeros(0), *(np.ravel(one.value) for one in held)])
        owners = np.repeat(np.arange(len(held)), sizes)
        places = np.concatenate([np.zeros(0, dtype=int), *(np.arange(size) for size in sizes)])
        order = np.argsort(numbers, kind="stable")
        return Elements(numbers[order], held, owners[order], places[order])


def _flat(members: Iterable[Held]) -> Array:
    return np.concatenate([np.ravel(held.value) for held in members])
