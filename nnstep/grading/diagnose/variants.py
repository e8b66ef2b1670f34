"""The mistakes made ready for one exercise: each way of making each of them, as operations that can be run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain, combinations, islice

from nnstep.expr.array import Array
from nnstep.expr.condition import PREVIOUS
from nnstep.expr.tree import names
from nnstep.grading.baseline.compiled_ops import CompiledOp, OpCompiler
from nnstep.grading.mistakes import MISTAKES
from nnstep.grading.mistakes.exercise import Exercise
from nnstep.grading.mistakes.kinds import Alternative, Mistake, OperationMistake, ProgramMistake, Rewriting
from nnstep.program.program import Op, Program

MOST_PAIRS = 3000
"""More pairs of mistakes are not tried."""


@dataclass(frozen=True, eq=False)
class Variant:
    """One way of making one mistake, or two."""

    mistakes: tuple[Mistake, ...]
    details: tuple[str, ...]
    ops: tuple[Op, ...]
    """The operations, stated for columns."""
    lines: tuple[CompiledOp, ...]
    changed: frozenset[int]
    """The operations, from 0, that are others than the program's."""
    text: str = ""
    """The NumPy line that gives the value, where just one is another."""
    parts: tuple[frozenset[int], ...] = ()
    """Of two mistakes made together: the operations that each changes."""
    places: tuple[str, ...] = ("",)
    """Where each was made, where there is more than one place."""
    feeds: Callable[[int], Mapping[str, Array]] | None = None
    start: Mapping[str, Array] = field(default_factory=dict)
    after: Mapping[int, Callable[[Array], Array]] = field(default_factory=dict)
    shift: int = 0
    program: Program | None = None
    steps: int = 1

    @property
    def is_replayed(self) -> bool:
        """Whether it is run on given values; else it is a run of its own."""
        return self.program is None and self.shift == 0

    def is_another_order(self, targets: frozenset[str]) -> bool:
        """Return whether it is operations that give `targets`, each once: worth running through very many steps."""
        own = [line.target for line in self.lines]
        as_ever = not self.after and self.feeds is None and not self.start
        return (
            isinstance(self.mistakes[0], ProgramMistake)
            and as_ever
            and len(own) == len(targets) == len(targets & {*own})
        )

    @cached_property
    def affected(self) -> frozenset[int]:
        """The operations whose results are others within the training step."""
        targets: set[str] = set()
        found: set[int] = set()
        for number, line in enumerate(self.lines):
            if number in self.changed or targets.intersection(line.reads):
                found.add(number)
                targets.add(line.target)
            else:
                targets.discard(line.target)
        return frozenset(found)

    @cached_property
    def stale(self) -> frozenset[str]:
        """The quantities that are read as the training step before left them."""
        read = {id for line in self.lines for id in line.reads if id.startswith(PREVIOUS)}
        return frozenset(id.removeprefix(PREVIOUS) for id in read)

    def needed(self, target: str, whole: frozenset[str]) -> frozenset[int]:
        """Return the operations that `target` depends on in the training step, not beyond what was `whole` given."""
        last = max((n for n, line in enumerate(self.lines) if line.target == target), default=-1)
        wanted, found = {target}, set()
        for number in range(last, -1, -1):
            line = self.lines[number]
            if line.target in wanted and (number == last or line.target not in whole):
                found.add(number)
                wanted.discard(line.target)
                wanted.update(line.reads)
        return frozenset(found)


class Variants:
    """All of them for one exercise, each made when it is first asked for."""

    def __init__(self, exercise: Exercise, compiler: OpCompiler) -> None:
        self._exercise = exercise
        self._compiler = compiler

    @cached_property
    def _right(self) -> Variant:
        """The exercise's own operations, with no mistake in them."""
        return Variant((), (), self._exercise.ops, self._lines(self._exercise.ops), frozenset())

    @cached_property
    def single(self) -> tuple[Variant, ...]:
        """Return every mistake alone."""
        operations = (mistake for mistake in MISTAKES if isinstance(mistake, OperationMistake))
        return (*chain.from_iterable(map(self._ways, operations)), *self._of_programs())

    @cached_property
    def pairs(self) -> tuple[Variant, ...]:
        """Return the common mistakes two at a time, at operations of their own or both at the same one."""
        common = [c for c in self.single if isinstance(c.mistakes[0], OperationMistake) and c.mistakes[0].paired]
        apart = (
            self._joined(one, other)
            for one, other in combinations(common, 2)
            if one.mistakes != other.mistakes and not one.changed & other.changed
        )
        return tuple(islice(chain(self._at_one_operation(common), apart), MOST_PAIRS))

    def _at_one_operation(self, common: list[Variant]) -> Iterator[Variant]:
        """Yield pairs of different mistakes in one operation, the second made in what the first has left."""
        for first in common:
            if len(first.changed) > 1:
                continue
            (number,) = first.changed
            for mistake in MISTAKES:
                if isinstance(mistake, OperationMistake) and mistake.paired and mistake is not first.mistakes[0]:
                    for rewriting in mistake.rewrite(first.ops[number], self._exercise):
                        if self._is_other(first.ops[number], rewriting):
                            second = self._rewritten(mistake, first, {number: rewriting}, rewriting.detail, "")
                            yield replace(
                                second,
                                mistakes=(*first.mistakes, mistake),
                                details=(*first.details, rewriting.detail),
                                places=(*first.places, ""),
                            )

    def _joined(self, one: Variant, other: Variant) -> Variant:
        """Return two mistakes at operations of their own as one variant."""
        numbers = range(len(one.ops))
        return Variant(
            (*one.mistakes, *other.mistakes),
            (*one.details, *other.details),
            tuple(other.ops[n] if n in other.changed else one.ops[n] for n in numbers),
            tuple(other.lines[n] if n in other.changed else one.lines[n] for n in numbers),
            one.changed | other.changed,
            parts=(one.changed, other.changed),
            places=(*one.places, *other.places),
        )

    def _is_other(self, op: Op, rewriting: Rewriting) -> bool:
        return rewriting.expression != op.expression and self._exercise.fits(op.target, rewriting.expression)

    def _ways(self, mistake: OperationMistake) -> Iterator[Variant]:
        """Yield a mistake at each single operation, and at all operations of its kind at once."""
        by_detail: dict[str, dict[int, Rewriting]] = {}
        for number, op in enumerate(self._exercise.ops):
            for rewriting in mistake.rewrite(op, self._exercise):
                if self._is_other(op, rewriting):
                    by_detail.setdefault(rewriting.detail, {})[number] = rewriting
        for detail, ways in by_detail.items():
            for number in ways:
                place = f"at {self._exercise.ops[number].target}" if len(ways) > 1 else ""
                yield self._rewritten(mistake, self._right, {number: ways[number]}, detail, place)
            if len(ways) > 1:
                yield self._rewritten(mistake, self._right, ways, detail, "everywhere")

    def _rewritten(
        self, mistake: Mistake, base: Variant, ways: Mapping[int, Rewriting], detail: str, place: str
    ) -> Variant:
        """Return `base` with other expressions in some of its operations, which alone are compiled anew."""
        ops, lines, text = list(base.ops), list(base.lines), ""
        for number, rewriting in ways.items():
            ops[number] = replace(ops[number], expression=rewriting.expression)
            shown = self._oriented(ops[number])
            lines[number] = self._compiler.line(shown)
            text = shown.source if len(ways) == 1 else ""
        return Variant((mistake,), (detail,), tuple(ops), tuple(lines), frozenset(ways), text, places=(place,))

    def _of_programs(self) -> Iterator[Variant]:
        for mistake in MISTAKES:
            if isinstance(mistake, ProgramMistake):
                for alternative in mistake.rebuild(self._exercise):
                    yield self._rebuilt(mistake, alternative)

    def _rebuilt(self, mistake: Mistake, alternative: Alternative) -> Variant:
        own = self._exercise.ops
        ops = own if alternative.ops is None else alternative.ops
        changed = set(alternative.after)
        if alternative.ops is not None:
            changed |= set(range(len(ops)))
        if alternative.feeds is not None:
            changed |= {number for number, op in enumerate(ops) if {"x", "y"}.intersection(names(op.expression))}
        if alternative.start:
            changed |= set(range(len(ops)))
        return Variant(
            (mistake,),
            (alternative.detail,),
            ops,
            self._right.lines if alternative.ops is None else self._lines(ops),
            frozenset(changed),
            feeds=alternative.feeds,
            start=alternative.start,
            after=alternative.after,
            shift=alternative.shift,
            program=alternative.program,
            steps=alternative.steps,
        )

    def _lines(self, ops: Sequence[Op]) -> tuple[CompiledOp, ...]:
        return tuple(self._compiler.line(self._oriented(op)) for op in ops)

    def _oriented(self, op: Op) -> Op:
        return replace(op, expression=self._exercise.oriented(op.expression))
