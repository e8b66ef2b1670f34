"""The mistakes made ready for one exercise: each way of making each of them, as operations that can be run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice

from nnstep.expr.array import Array
from nnstep.expr.condition import PREVIOUS
from nnstep.grading.baseline.compiled_ops import CompiledOp, OpCompiler
from nnstep.grading.diagnose import bits
from nnstep.grading.mistakes import MISTAKES
from nnstep.grading.mistakes.exercise import FREE, Exercise
from nnstep.grading.mistakes.kinds import (
    Alternative,
    ElementMistake,
    Mistake,
    OperationMistake,
    ProgramMistake,
    Rewriting,
)
from nnstep.program.program import Op, Program

_IN_ELEMENTS = tuple(mistake for mistake in MISTAKES if isinstance(mistake, ElementMistake))
_SCOPE = 1.0
"""That it is made at this operation alone, in this layer, or everywhere."""
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
    is_other_list: bool = False
    """Whether it is another list of operations."""
    feeds: Callable[[int], Mapping[str, Array]] | None = None
    start: Mapping[str, Array] = field(default_factory=dict)
    after: Mapping[int, Callable[[Array], Array]] = field(default_factory=dict)
    is_rounding: bool = False
    """Whether it only rounds what is computed rightly."""
    shift: int = 0
    program: Program | None = None
    steps: int = 1
    naming: float = 0.0
    """How many bits it takes to say which it is, of all mistakes that can be made at its operations."""
    constant: float | None = None
    """What the free constant is taken for, where it is not put into the expressions."""

    @property
    def is_elsewhere(self) -> bool:
        """Whether its numbers are those of another run, which nothing of the sheet can be put into."""
        return self.program is not None or self.shift != 0

    @property
    def is_exact(self) -> bool:
        """Whether it has digits of its own: it is no rounding, has no free constant, and counts no steps."""
        return not self.is_rounding and not self.free and not self.shift

    def is_within(self, operations: frozenset[str] | None) -> bool:
        """Return whether it can be in one of some operations; None: in any."""
        return operations is None or any(self.lines[number].target in operations for number in self.rewritten)

    @cached_property
    def free(self) -> bool:
        """Whether it holds a constant whose value is not known beforehand."""
        return any(FREE in self.lines[number].reads for number in self.rewritten)

    @cached_property
    def reads_previous(self) -> bool:
        """Whether an operation reads what the training step before left behind, beside the parameters."""
        return any(id.startswith(PREVIOUS) for line in self.lines for id in line.reads)

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


class NamingBits:
    """How many bits it takes to name a mistake, of all that can be made at an operation, the common ones in fewer."""

    def __init__(self, variants: Sequence[Variant]) -> None:
        self._ways: dict[tuple[Mistake, int], set[str]] = {}
        self._anywhere = Counter(v.mistakes[0] for v in variants if not v.rewritten)
        for variant in variants:
            for number in variant.rewritten:
                self._ways.setdefault((variant.mistakes[0], number), set()).add(variant.details[0])
        self._always = sum(mistake.weight for mistake in (*self._anywhere, *_IN_ELEMENTS))
        self._totals: dict[int, float] = {}
        for mistake, number in self._ways:
            self._totals[number] = self._totals.get(number, 0) + mistake.weight

    def of(self, variant: Variant) -> float:
        """Return the bits of a mistake at its operations, or of one in the order of things."""
        mistake = variant.mistakes[-1]
        if not variant.rewritten:
            usual = sum(self._totals.values()) / max(1, len(self._totals))
            return bits.of_choice((usual + self._always) / mistake.weight) + bits.of_choice(self._anywhere[mistake])
        first = min(variant.rewritten)
        ways = len(self._ways.get((mistake, first), ()))
        return self.at(first, mistake) + bits.of_choice(ways) + (_SCOPE if any(variant.places) else 0.0)

    def at(self, number: int, mistake: Mistake) -> float:
        """Return the bits of a mistake at operation `number`, from 0."""
        return bits.of_choice((self._totals.get(number, 0) + self._always) / mistake.weight)


class Variants:
    """All of them for one exercise, each made when it is first asked for."""

    def __init__(self, exercise: Exercise, compiler: OpCompiler, form: Variants | None = None) -> None:
        """`form`: those of an exercise that differs in its numbers alone, whose other expressions are the same."""
        self._exercise = exercise
        self._compiler = compiler
        self._form = form
        self._made: dict[Mistake, tuple[Variant, ...]] = {}

    @cached_property
    def _right(self) -> Variant:
        """The exercise's own operations, with no mistake in them."""
        lines = self._lines(self._exercise.ops) if self._form is None else self._form.lines
        return Variant((), (), self._exercise.ops, lines, frozenset())

    @property
    def lines(self) -> tuple[CompiledOp, ...]:
        """The exercise's own operations."""
        return self._right.lines

    @cached_property
    def single(self) -> tuple[Variant, ...]:
        """Return every mistake alone."""
        found = [variant for mistake in MISTAKES for variant in self.ways_of(mistake)]
        naming = NamingBits(found)
        return tuple(replace(variant, naming=naming.of(variant)) for variant in found)

    def ways_of(self, mistake: Mistake) -> tuple[Variant, ...]:
        """Return every way of making a mistake in operations or in their order; nothing is said of naming them."""
        if mistake not in self._made:
            self._made[mistake] = self._ways_made(mistake)
        return self._made[mistake]

    def _ways_made(self, mistake: Mistake) -> tuple[Variant, ...]:
        match mistake:
            case OperationMistake() if self._form is not None and not mistake.by_numbers:
                return self._form.ways_of(mistake)
            case OperationMistake():
                return tuple(self._ways(mistake))
            case ProgramMistake():
                return tuple(self._rebuilt(mistake, other) for other in mistake.rebuild(self._exercise))
            case _:
                return ()

    @cached_property
    def naming(self) -> NamingBits:
        """Return how many bits it takes to name mistakes in this exercise."""
        return NamingBits(self.single)

    @cached_property
    def exact(self) -> tuple[Variant, ...]:
        """Return every mistake alone that is no rounding and has no free constant."""
        return tuple(variant for variant in self.single if variant.is_exact)

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
                                naming=first.naming + self.naming.of(second) + bits.SLIP,
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
            is_rounding=alternative.rounds,
            shift=alternative.shift,
            program=other,
            steps=alternative.steps,
        )

    def _lines(self, ops: Sequence[Op]) -> tuple[CompiledOp, ...]:
        return tuple(self._compiler.line(self._oriented(op)) for op in ops)

    def _oriented(self, op: Op) -> Op:
        return replace(op, expression=self._exercise.oriented(op.expression))
