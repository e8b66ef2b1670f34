"""The mistakes made ready for one exercise: each way of making each of them, as operations that can be run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice

from nnstep.expr.array import Array
from nnstep.grading.baseline.compiled_ops import CompiledOp, OpCompiler
from nnstep.grading.mistakes import MISTAKES
from nnstep.grading.mistakes.exercise import FREE, Exercise
from nnstep.grading.mistakes.kinds import Alternative, Mistake, OperationMistake, ProgramMistake, Rewriting
from nnstep.program.program import Op, Program

MOST_PAIRS = 3000
"""More pairs of mistakes are not tried."""


@dataclass(frozen=True, eq=False)
class Variant:
    """One way of making one mistake, or two in the same operation."""

    mistakes: tuple[Mistake, ...]
    details: tuple[str, ...]
    ops: tuple[Op, ...]
    """The operations, stated for columns."""
    lines: tuple[CompiledOp, ...]
    rewritten: frozenset[int]
    """The operations, from 0, whose expressions are others than the program's; none of another list of operations."""
    text: str = ""
    """The NumPy line that gives the value, where just one is another."""
    places: tuple[str, ...] = ("",)
    """Where each was made, where there is more than one place."""
    ways: int = 1
    """How many ways there are of making this mistake in this exercise."""
    is_other_list: bool = False
    """Whether it is another list of operations."""
    feeds: Callable[[int], Mapping[str, Array]] | None = None
    start: Mapping[str, Array] = field(default_factory=dict)
    after: Mapping[int, Callable[[Array], Array]] = field(default_factory=dict)
    shift: int = 0
    program: Program | None = None
    steps: int = 1
    constant: float | None = None
    """What the free constant is taken for, where it is not put into the expressions."""

    @property
    def is_elsewhere(self) -> bool:
        """Whether its numbers are those of another run, which nothing of the sheet can be put into."""
        return self.program is not None or self.shift != 0

    @property
    def is_rounding(self) -> bool:
        """Whether it only rounds what is computed rightly."""
        return bool(self.after)

    @cached_property
    def free(self) -> bool:
        """Whether it holds a constant whose value is not known beforehand."""
        return any(FREE in self.lines[number].reads for number in self.rewritten)

    @cached_property
    def affected(self) -> frozenset[str]:
        """The quantities whose values are others within the training step."""
        if self.is_other_list or self.feeds is not None or self.start:
            return frozenset(line.target for line in self.lines)
        found: set[str] = set()
        for number, line in enumerate(self.lines):
            if number in self.rewritten or number in self.after or found.intersection(line.reads):
                found.add(line.target)
            else:
                found.discard(line.target)
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

    @property
    def lines(self) -> tuple[CompiledOp, ...]:
        """The exercise's own operations."""
        return self._right.lines

    @cached_property
    def single(self) -> tuple[Variant, ...]:
        """Return every mistake alone."""
        found: list[Variant] = []
        for mistake in MISTAKES:
            if isinstance(mistake, OperationMistake):
                ways = list(self._ways(mistake))
            elif isinstance(mistake, ProgramMistake):
                ways = [self._rebuilt(mistake, alternative) for alternative in mistake.rebuild(self._exercise)]
            else:
                continue
            found += [replace(way, ways=len(ways)) for way in ways]
        return tuple(found)

    @cached_property
    def exact(self) -> tuple[Variant, ...]:
        """Return every mistake alone that is no rounding and has no free constant."""
        return tuple(v for v in self.single if not v.is_rounding and not v.free and abs(v.shift) == 0)

    @cached_property
    def rounding(self) -> tuple[Variant, ...]:
        """Return the ways of rounding too early."""
        return tuple(v for v in self.single if v.is_rounding)

    @cached_property
    def common(self) -> tuple[Variant, ...]:
        """Return those that are common enough to be tried two at a time."""
        return tuple(v for v in self.single if isinstance(v.mistakes[0], OperationMistake) and v.mistakes[0].paired)

    @cached_property
    def at_one_operation(self) -> tuple[Variant, ...]:
        """Return pairs of different mistakes in one operation, the second made in what the first has left."""
        return tuple(islice(self._at_one_operation(list(self.common)), MOST_PAIRS))

    def _at_one_operation(self, common: list[Variant]) -> Iterator[Variant]:
        for first in common:
            if len(first.rewritten) > 1:
                continue
            (number,) = first.rewritten
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
                                ways=first.ways,
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
            for layer, numbers in self._by_layer(ways).items():
                if 1 < len(numbers) < len(ways):
                    within = {number: ways[number] for number in numbers}
                    yield self._rewritten(mistake, self._right, within, detail, f"in layer {layer}")
            if len(ways) > 1:
                yield self._rewritten(mistake, self._right, ways, detail, "everywhere")

    def _by_layer(self, numbers: Iterable[int]) -> dict[int, list[int]]:
        """Return numbers of operations by their layer."""
        found: dict[int, list[int]] = {}
        for number in numbers:
            found.setdefault(self._exercise.ops[number].layer, []).append(number)
        return found

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

    def _rebuilt(self, mistake: Mistake, alternative: Alternative) -> Variant:
        other = alternative.program
        ops, start = alternative.ops, dict(alternative.start)
        if other is not None and alternative.steps == 1 and not self._exercise.by_rows:
            # Another form of the same training step: it can be run on anybody's numbers.
            ops = other.ops
            start |= {id: value for id, value in other.start.items() if id not in self._exercise.program.start}
            other = None
        return Variant(
            (mistake,),
            (alternative.detail,),
            ops or self._exercise.ops,
            self._right.lines if ops is None else self._lines(ops),
            frozenset(),
            is_other_list=ops is not None,
            feeds=alternative.feeds,
            start=start,
            after=alternative.after,
            shift=alternative.shift,
            program=other,
            steps=alternative.steps,
        )

    def _lines(self, ops: Sequence[Op]) -> tuple[CompiledOp, ...]:
        return tuple(self._compiler.line(self._oriented(op)) for op in ops)

    def _oriented(self, op: Op) -> Op:
        return replace(op, expression=self._exercise.oriented(op.expression))
