"""Everything that a program may do otherwise than the exercise asks, each as a run that can be held against it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, assert_never

import numpy as np

from nnstep.expr.array import Array
from nnstep.expr.tree import Derivative, Expr, substitute, transform
from nnstep.grading.baseline.compiled_ops import CompiledOp
from nnstep.grading.baseline.true_run import TrueRun
from nnstep.grading.context import GradingContext
from nnstep.grading.diagnose.plan import plan_of
from nnstep.grading.diagnose.slip import InElements, Replaced, Reworked, Slip
from nnstep.grading.diagnose.variants import Variant
from nnstep.own_code.aligning.seen_values import SeenValue, SeenValues
from nnstep.own_code.aligning.supposed_run import SupposedRun, Supposition, run_elsewhere, run_supposed
from nnstep.own_code.code_mistakes import CODE_MISTAKES
from nnstep.own_code.supposing.causes import Cause, KnownMistake, OwnValue, ProgramFault
from nnstep.own_code.supposing.code_mistake import CodeSetting, Rewritten, Supposed

_WAY_BITS = 12.0
"""What it takes to name a mistake in working out one element."""
_VALUE_BITS = 16.0
"""What it takes to say which quantity a value stands for, beside the value itself."""
_ELEMENT_BITS = 3.0
"""What it takes to say that a mistake is made at one element only."""
_MOST_ELEMENTS = 64
"""In larger quantities single elements are not looked at."""
_MOST_VALUES = 24
"""So many values of a size, the earliest, are tried in place of a quantity."""


@dataclass(frozen=True, slots=True, eq=False)
class Suspect:
    """Something that may be wrong, and the run that it would make."""

    cause: Cause
    bits: float
    """What it takes to say it."""
    supposition: Supposition
    slips: tuple[Slip, ...] = ()
    other: Variant | None = None
    """Another run altogether."""
    stands_for: SeenValue | None = None
    """The value that it takes as given, which therefore explains nothing."""

    def run(self, context: GradingContext, steps: int, *, in_parts: bool = False) -> SupposedRun:
        """Return the run that it would make."""
        if self.other is None:
            return run_supposed(context, self.supposition, steps, in_parts=in_parts)
        program = self.other.program
        run = context.exact if program is None else TrueRun(program)
        return run_elsewhere(context, run, steps, self.other.steps, self.other.shift)


class Suspects:
    """All of one exercise, each made when it is asked for."""

    def __init__(self, context: GradingContext, steps: int) -> None:
        """Prepare for the first `steps` training steps."""
        self._context = context
        self.right = Supposition(plan_of(context.variants.lines, (), 1))
        """The exercise as it is."""
        right = run_supposed(context, self.right, steps)
        results = {(held.step, held.id): held.value for held in right.held if held.number >= 0 and not held.part}
        self._setting = CodeSetting(context, steps, results)
        self._program = context.program
        self._steps = steps
        self._others: dict[tuple[str, Expr], CompiledOp] = {}

    def around(self, base: Suspect | None) -> Iterator[Suspect]:
        """Yield the mistakes of the catalogue and those that only programs have, beside what is already found."""
        yield from self._known(base)
        yield from self._in_hidden_layers(base)
        yield from self._of_programs(base)

    def _known(self, base: Suspect | None) -> Iterator[Suspect]:
        slips, put = self._beside(base)
        for variant in self._context.variants.single:
            if variant.is_rounding or variant.free:
                continue
            if variant.is_elsewhere:
                if base is None and variant.shift == 0:
                    yield Suspect(KnownMistake(variant), variant.naming, put, other=variant)
                continue
            slip = Slip(Reworked(variant), variant.naming, variant.mistakes, variant.details, variant.places)
            yield self._changed(KnownMistake(variant), variant.naming, put, (*slips, slip), None)
            if self._derivatives_at_z and {self._program.ops[at].role for at in variant.rewritten} == {"activation"}:
                at_z = self._rewritten(put, self._derivatives_at_z)
                yield self._changed(KnownMistake(variant), variant.naming + 1.0, at_z, (*slips, slip), None)

    @cached_property
    def _derivatives_at_z(self) -> Mapping[str, Expr]:
        """The deltas, by id, with the activation's derivative taken at z: another value where the activation is wrong.

        The exercise takes the derivative of the sigmoid at a, as a(1 − a); a program may well take it at z.
        """
        activations = {op.target: op.expression for op in self._program.ops if op.role == "activation"}

        def at_z(expr: Expr) -> Expr:
            return replace(expr, body=substitute(expr.body, activations)) if isinstance(expr, Derivative) else expr

        deltas = {op.target: op.expression for op in self._program.ops if op.phase == "backward"}
        found = {id: transform(expression, at_z) for id, expression in deltas.items()}
        return {id: expression for id, expression in found.items() if expression != deltas[id]}

    def _in_hidden_layers(self, base: Suspect | None) -> Iterator[Suspect]:
        """Yield the mistakes that are made in every hidden layer, and not in the last one, whose code is another."""
        slips, start = self._beside(base)
        last = len(self._program.scenario.layers)
        groups: dict[tuple[object, ...], dict[int, Variant]] = {}
        for variant in self._context.variants.single:
            layers = {self._program.ops[number].layer for number in variant.rewritten}
            roles = tuple(self._program.ops[number].role for number in variant.rewritten)
            if len(layers) == 1 and len(variant.rewritten) == 1 and not variant.is_rounding and not variant.free:
                groups.setdefault((variant.mistakes, variant.details, roles), {})[layers.pop()] = variant
        for ways in groups.values():
            hidden = [ways[layer] for layer in range(1, last) if layer in ways]
            if len(hidden) < 2 or len(hidden) < last - 1:
                continue
            more = tuple(Slip(Reworked(way), way.naming, way.mistakes, way.details) for way in hidden)
            cause = KnownMistake(replace(hidden[0], places=("in the hidden layers",), text=""))
            yield self._changed(cause, hidden[0].naming + 1.0, start, (*slips, *more), None)

    def _beside(self, base: Suspect | None) -> tuple[tuple[Slip, ...], Supposition]:
        """Return what is already supposed: slips, and the run that they are made in."""
        return ((), self.right) if base is None else (base.slips, base.supposition)

    def _of_programs(self, base: Suspect | None) -> Iterator[Suspect]:
        slips, start = self._beside(base)
        for mistake in CODE_MISTAKES:
            for way in mistake.suppose(self._setting, start):
                fault = ProgramFault(mistake.id, way.diagnosis, mistake.question)
                match way:
                    case Supposed(_, supposition):
                        yield Suspect(fault, mistake.bits, supposition, slips)
                    case Rewritten(_, expressions, reads):
                        fault = replace(fault, reads=reads)
                        yield self._changed(fault, mistake.bits, self._rewritten(start, expressions), slips, None)
                    case _:
                        assert_never(way)

    def _rewritten(self, start: Supposition, expressions: Mapping[str, Expr]) -> Supposition:
        """Return a supposition with other operations in place of those with these targets."""
        oriented = self._context.exercise.oriented
        others = {id: self._compiled(id, oriented(one)) for id, one in expressions.items()}
        lines = tuple(others.get(one.target, one) for one in start.lines or self._context.variants.lines)
        return replace(start, lines=lines)

    def _compiled(self, id: str, expression: Expr) -> CompiledOp:
        if (id, expression) not in self._others:
            self._others[id, expression] = self._context.compiler.compiled(id, expression)
        return self._others[id, expression]

    def values_in_place(
        self, base: Suspect | None, step: int, unexplained: Iterable[SeenValue], factors: Sequence[float]
    ) -> Iterator[Suspect]:
        """Yield each value that nothing explains in place of each quantity of training step `step` of its size."""
        slips, start = self._beside(base)
        activations = {op.target for op in self._program.ops if op.role == "activation" and self._derivatives_at_z}
        by_size: dict[int, list[SeenValue]] = {}
        for one in unexplained:
            by_size.setdefault(one.value.size, []).append(one)
        for target, at, shape in self._targets(step):
            size = int(np.prod(shape, dtype=int))
            alone = by_size.get(1, ()) if size > 1 and at == step else ()
            for one in (*by_size.get(size, ())[:_MOST_VALUES], *alone[:_MOST_VALUES]):
                for value in _arranged(one.value, shape):
                    for factor in factors:
                        put: Mapping[tuple[int, str], Array] = {**start.put, (at, target): factor * value}
                        cause = OwnValue(one, target, step, is_given=at == 0)
                        yield Suspect(cause, _VALUE_BITS, replace(start, put=put), slips, stands_for=one)
                        if target in activations:
                            at_z = self._rewritten(replace(start, put=put), self._derivatives_at_z)
                            yield self._changed(cause, _VALUE_BITS + 1.0, at_z, slips, one)

    def elements_in_place(
        self, base: Suspect | None, step: int, unexplained: Iterable[SeenValue], factors: Sequence[float]
    ) -> Iterator[Suspect]:
        """Yield each number that nothing explains in place of each element of a quantity of training step `step`."""
        numbers = [one for one in unexplained if one.value.size == 1][:_MOST_VALUES]
        slips, start = self._beside(base)
        for target, at, shape in self._targets(step):
            if at == 0 or np.prod(shape, dtype=int) > _MOST_ELEMENTS:
                continue
            for index in np.ndindex(*shape):
                for one in numbers:
                    for factor in factors:
                        change = Replaced(target, index, factor * float(one.ordered[0]))
                        slip = Slip(change, _VALUE_BITS, step=step)
                        cause = OwnValue(one, target, step, index)
                        yield self._changed(cause, _VALUE_BITS, start, (*slips, slip), one)

    def known_in_elements(
        self, base: Suspect | None, step: int, before: SupposedRun, seen: SeenValues, factors: Sequence[float]
    ) -> Iterator[Suspect]:
        """Yield the known mistakes made at one element only, where their number occurs in the program."""
        slips, start = self._beside(base)
        for number, line in enumerate(start.plan.lines):
            shape = self._program.shapes_in(step - 1)[line.target]
            if np.prod(shape, dtype=int) > _MOST_ELEMENTS:
                continue
            values = before.values_before(step, number)
            for variant in self._at(number):
                value = self._value(variant.lines[number], values)
                if value is None or value.shape != tuple(shape):
                    continue
                right = before.value(step, line.target)
                for index in np.ndindex(*shape):
                    if (
                        right is not None
                        and value[index] != right[index]
                        and _is_seen(seen, float(value[index]), factors)
                    ):
                        change = InElements(variant.lines[number], (index,))
                        yield self._in_element(variant, change, line.target, index, start, slips)
            for index in np.ndindex(*shape):
                for mistake, detail, other in self._context.element_ways(step, line, index):
                    found = self._context.compiler.number(other.code, values)
                    if _is_seen(seen, found, factors):
                        way = Variant((mistake,), (detail,), (), (), frozenset(), naming=_WAY_BITS)
                        yield self._in_element(
                            way, InElements(other, (index,), scalar=True), line.target, index, start, slips
                        )

    def _in_element(
        self,
        variant: Variant,
        change: InElements,
        target: str,
        index: tuple[int, ...],
        start: Supposition,
        slips: tuple[Slip, ...],
    ) -> Suspect:
        slip = Slip(change, variant.naming, variant.mistakes, variant.details)
        place = f"{target}[{', '.join(map(str, index))}]"
        cause = KnownMistake(replace(variant, places=(f"at {place}",), text=""))
        return self._changed(cause, variant.naming + _ELEMENT_BITS, start, (*slips, slip), None)

    def _changed(
        self, cause: Cause, bits: float, start: Supposition, slips: tuple[Slip, ...], stands_for: SeenValue | None
    ) -> Suspect:
        plans = tuple(
            plan_of(start.lines or self._context.variants.lines, slips, step) for step in range(1, self._steps + 1)
        )
        after = start.plan.after
        plans = tuple(replace(plan, after={**plan.after, **after}) for plan in plans)
        return Suspect(cause, bits, replace(start, plan=plans[0], plans=plans), slips, stands_for=stands_for)

    def _at(self, number: int) -> Iterator[Variant]:
        for variant in self._context.variants.single:
            if variant.rewritten == {number} and not variant.is_rounding and not variant.free:
                yield variant

    def _value(self, line: CompiledOp, values: Mapping[str, Any]) -> Array | None:
        try:
            with np.errstate(all="ignore"):
                return self._context.compiler.value(line.code, values)
        except (NameError, IndexError, ValueError, ZeroDivisionError):
            return None

    def _targets(self, step: int) -> Iterator[tuple[str, int, tuple[int, ...]]]:
        shapes = self._program.shapes_in(step - 1)
        if step == 1:
            for id in (*self._program.trained, *(id for id in ("x", "y") if id in shapes)):
                yield id, 0, shapes[id]
        for op in self._program.ops:
            yield op.target, step, shapes[op.target]


def _is_seen(seen: SeenValues, number: float, factors: Sequence[float]) -> bool:
    """Return whether a number of many digits occurs in the program by itself."""
    return bool(np.isfinite(number)) and any(
        True for factor in factors for _ in seen.equal_to(np.array([factor * number], dtype=np.float64))
    )


def _arranged(value: Array, shape: tuple[int, ...]) -> Iterator[Array]:
    """Yield a value in the shape of a quantity: as it is, and transposed where that may be meant."""
    if value.size == 1:
        yield np.full(shape, float(value.ravel()[0]))
    elif value.ndim != 2 or value.shape == shape or min(value.shape) == 1:
        yield np.reshape(value, shape)
    if value.size > 1 and value.ndim == 2 and value.shape[::-1] == shape and min(shape) > 1:
        yield value.T
