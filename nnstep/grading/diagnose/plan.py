"""What a story says is computed in a training step: the operations, with those that its slips do otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, assert_never

import numpy as np

from nnstep.expr.array import Array
from nnstep.grading.baseline.compiled_ops import CompiledOp, OpCompiler
from nnstep.grading.baseline.intervals import Interval, bounds
from nnstep.grading.diagnose.slip import InElements, Miswritten, Replaced, Reworked, Slip
from nnstep.grading.mistakes.exercise import FREE
from nnstep.grading.sheet.answer_sheet import Index


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """The operations of one training step, as a story has them done."""

    lines: tuple[CompiledOp, ...]
    first: int
    """The number of the first operation that is done otherwise; of all operations where none is."""
    elements: Mapping[str, tuple[InElements, ...]] = field(default_factory=dict)
    numbers: Mapping[str, tuple[Replaced, ...]] = field(default_factory=dict)
    miswritten: Mapping[str, tuple[Index, ...]] = field(default_factory=dict)
    """By target: where the sheet does not say what the person went on with."""
    after: Mapping[str, Callable[[Array], Array]] = field(default_factory=dict)
    feeds: Callable[[int], Mapping[str, Array]] | None = None
    start: Mapping[str, Array] = field(default_factory=dict)
    constants: Mapping[str, float] = field(default_factory=dict)
    twice: frozenset[str] = frozenset()
    """What more than one operation gives, such as an error after the update."""
    leaves_out: frozenset[str] = frozenset()
    """What the exercise computes and this does not."""
    reads_previous: bool = False
    """Whether it reads what the training step before left behind, beside the parameters."""

    def value(self, compiler: OpCompiler, line: CompiledOp, values: Mapping[str, Any]) -> Array:
        """Return what an operation gives; raise as NumPy does, and NameError for what there is not."""
        value = compiler.value(line.code, values)
        if line.target in self.after:
            value = self.after[line.target](value)
        return self._changed(compiler, line.target, value, values)

    def _changed(self, compiler: OpCompiler, target: str, value: Array, values: Mapping[str, Any]) -> Array:
        others, numbers = self.elements.get(target, ()), self.numbers.get(target, ())
        if not others and not numbers:
            return value
        value = np.array(value)
        for other in others:
            found = compiler.number(other.line.code, values) if other.scalar else None
            whole = compiler.value(other.line.code, values) if found is None else None
            for index in other.indices:
                value[index] = found if whole is None else whole[index]
        for number in numbers:
            value[number.index] = number.number
        return value

    def bounds(self, line: CompiledOp, value: Interval, values: Mapping[str, Interval]) -> Interval:
        """Return between which values the result of an operation lies, where `value` is what its line gives."""
        target = line.target
        if target in self.after:  # rounding, which keeps order
            value = Interval(self.after[target](value.low), self.after[target](value.high))
        low, high = np.array(value.low), np.array(value.high)
        for other in self.elements.get(target, ()):
            found = bounds(other.line.expression, values)
            for index in other.indices:
                at = () if other.scalar else index
                low[index], high[index] = found.low[at], found.high[at]
        for number in self.numbers.get(target, ()):
            low[number.index] = high[number.index] = number.number
        return Interval(low, high)


def plan_of(lines: tuple[CompiledOp, ...], slips: Iterable[Slip], step: int) -> Plan:
    """Return the plan of training step `step`, from 1, of a story; `lines` are the exercise's own operations."""
    here = [slip for slip in slips if slip.step in (None, step)]
    if not here:
        return Plan(lines, len(lines))
    elements: dict[str, tuple[InElements, ...]] = {}
    numbers: dict[str, tuple[Replaced, ...]] = {}
    miswritten: dict[str, tuple[Index, ...]] = {}
    reworked = []
    for slip in here:
        match slip.change:
            case Reworked(variant):
                reworked.append(variant)
            case InElements(line) as other:
                elements[line.target] = (*elements.get(line.target, ()), other)
            case Replaced(target) as number:
                numbers[target] = (*numbers.get(target, ()), number)
            case Miswritten(target, indices):
                miswritten[target] = (*miswritten.get(target, ()), *indices)
            case _:
                assert_never(slip.change)
    current = list(lines)
    after: dict[str, Callable[[Array], Array]] = {}
    feeds: Callable[[int], Mapping[str, Array]] | None = None
    start: dict[str, Array] = {}
    constants: dict[str, float] = {}
    for variant in sorted(reworked, key=lambda variant: not variant.is_other_list):
        if variant.is_other_list:
            current = list(variant.lines)
        else:
            changed = {variant.lines[n].target: variant.lines[n] for n in variant.rewritten}
            current = [changed.get(line.target, line) for line in current]
        after |= {variant.lines[n].target: function for n, function in variant.after.items()}
        feeds = variant.feeds or feeds
        start |= variant.start
        if variant.constant is not None:
            constants[FREE] = variant.constant
    touched = {*elements, *numbers, *miswritten, *after}
    first = next(
        (
            n
            for n, (new, own) in enumerate(zip(current, lines, strict=False))
            if new.code is not own.code or new.target != own.target or new.target in touched
        ),
        min(len(current), len(lines)),
    )
    fed_anew = feeds is not None or (start and step == 1)
    given, twice, leaves_out = _other_targets(
        tuple(line.target for line in current), tuple(line.target for line in lines)
    )
    return Plan(
        tuple(current),
        0 if fed_anew or given or twice else first,
        elements,
        numbers,
        miswritten,
        after,
        feeds,
        start,
        constants,
        twice,
        leaves_out,
        any(variant.reads_previous for variant in reworked),
    )


@lru_cache(maxsize=1024)
def _other_targets(
    targets: tuple[str, ...], own: tuple[str, ...]
) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Return what operations give that the exercise's own don't, such as frozen biases; what twice; and what not."""
    twice = frozenset(target for target, times in Counter(targets).items() if times > 1)
    return frozenset(targets).difference(own), twice, frozenset(own).difference(targets)
