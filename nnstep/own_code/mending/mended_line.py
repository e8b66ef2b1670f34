"""Finds the first line of a program that a change of its source puts right: then that is what is wrong with it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from nnstep.expr.array import Array
from nnstep.own_code.aligning.faces import Face
from nnstep.own_code.aligning.matches import Match, bits_of
from nnstep.own_code.aligning.seen_values import in_order
from nnstep.own_code.finding.showing import CodeFault
from nnstep.own_code.line_changes import LINE_CHANGES
from nnstep.own_code.mending.line_change import Changed, EvaluatedLine, LineChange
from nnstep.own_code.mending.line_evaluation import Lookup, Unknown, evaluate
from nnstep.own_code.mending.line_values import EarlierValues, LineValues, is_near, numbers_of
from nnstep.own_code.mending.own_expressions import OwnExpression, expressions_of, statements_by_line
from nnstep.own_code.supposing.causes import ProgramFault
from nnstep.own_code.supposing.code_case import TELLING, CodeCase
from nnstep.own_code.watched import Arrival, Assigned
from nnstep.progress import Tell, tell_nobody

_MOST_LINES = 40
"""So many values that nothing explains are looked at, the earliest."""
_MOST_NUMBERS = 20_000
"""Larger values are not evaluated again."""
_MOST_CHANGES = 400
"""So many changes of one expression are tried."""
_MOST_READERS = 2
_GIVEN = {"x": "input", "y": "target"}
_LEAST_BITS = 2.0
"""What says less than this is nowhere missing."""


@dataclass(frozen=True, slots=True, eq=False)
class _Wanted:
    """A quantity that the program should have and does not, in one form."""

    face: Face
    factor: float
    numbers: Array
    bits: float
    """How much it says that a value is just this."""
    is_missing: bool


@dataclass(frozen=True, slots=True, eq=False)
class MendedFault:
    """A line that a change of its source puts right, and what is wrong with it."""

    fault: CodeFault
    gives_way: bool
    """Whether a mistake that is found at the same line from the values alone is said in its place."""


class LineMender:
    """Looks in one program's source for what is wrong."""

    def __init__(self, case: CodeCase, sources: Mapping[Path, str], tell: Tell = tell_nobody) -> None:
        """Prepare for one program; `tell` gets how many of its lines were looked at."""
        self._tell = tell
        self._part = 0.0
        self._case = case
        self._statements = {path: statements_by_line(text) for path, text in sources.items()}
        self._earlier = EarlierValues(case.assignments)
        self._near = case.seen.closeness

    def fault(self, step: int) -> MendedFault | None:
        """Return the first line that a change puts right, training step `step` being the first that goes wrong."""
        wanted = self._wanted(step)
        if not wanted:
            return None
        for count, assigned in enumerate(self._unexplained()):
            self._part = count / _MOST_LINES
            if (found := self._mended(assigned, wanted)) is not None:
                return found
        return None

    def _wanted(self, step: int) -> dict[int, list[_Wanted]]:
        """Return by size what a training step should give, or start from, and what the program has nowhere."""
        case = self._case
        present = {(match.face.key, match.face.part) for several in case.truth.matches.values() for match in several}
        essential = (
            {op.target for op in case.context.program.ops if op.phase != "error"}
            | case.context.program.start.keys()
            | {"x", "y"}
        )
        found: dict[int, list[_Wanted]] = {}
        for face in self._faces(step):
            is_missing = (face.key, face.part) not in present
            for factor in case.matcher.factors if face.takes_factors else (1.0,):
                value = face.value * factor
                bits = bits_of(value)
                if bits > TELLING or (bits >= _LEAST_BITS and face.id in essential and not face.part):
                    for numbers in _forms(value):
                        found.setdefault(numbers.size, []).append(_Wanted(face, factor, numbers, bits, is_missing))
        return found

    def _faces(self, step: int) -> Iterator[Face]:
        for face in self._case.matcher.faces.of(self._case.truth.run):
            if face.step == step and (face.number >= 0 or step == 1):
                yield face

    def _unexplained(self) -> Iterator[Assigned]:
        """Yield the assignments of values that are no quantity, of each line and place the first."""
        told: set[tuple[Path, int, str]] = set()
        for one in self._case.assignments:
            key = (one.file, one.line, one.place)
            if one.index in self._whole or one.kind is Arrival.BOUND or one.index in self._case.trials or key in told:
                continue
            if 0 < one.value.size <= _MOST_NUMBERS and np.isfinite(one.value).all():
                told.add(key)
                yield one
            if len(told) >= _MOST_LINES:
                return

    @cached_property
    def _explained(self) -> frozenset[int]:
        """The assignments whose values are quantities, and by no chance."""
        return frozenset(
            index
            for index, match in self._case.best_matches(self._case.truth).items()
            if match.arrangement != "reordered" and match.bits > TELLING
        )

    @cached_property
    def _whole(self) -> frozenset[int]:
        """Those of them that are a quantity itself, not what is on the way to one."""
        best = self._case.best_matches(self._case.truth)
        return frozenset(index for index in self._explained if not best[index].face.way)

    def _mended(self, assigned: Assigned, wanted: Mapping[int, list[_Wanted]]) -> MendedFault | None:
        if not self._goes_on(assigned):
            return None
        for line in self._lines_of(assigned):
            found = list(self._right_ways(assigned, line, wanted))
            if found:
                return self._fault(assigned, line, *min(found, key=lambda one: one[0].rank))
        return None

    def _goes_on(self, assigned: Assigned) -> bool:
        """Return whether something is made of an assignment, other than a number to be printed."""
        return self._case.blame.is_read([assigned]) or assigned.kind is not Arrival.ASSIGNED

    def _lines_of(self, assigned: Assigned) -> Iterator[EvaluatedLine]:
        """Yield the expressions of an assignment's line that give its value, with what their names held."""
        values = LineValues(self._earlier, assigned)
        for statement in self._statements.get(assigned.file, {}).get(assigned.line, ()):
            for expression in expressions_of(statement):
                own = _own_value(assigned, expression)
                known = None if own is None else values.settled(expression.node, own, self._near)
                if known is not None:
                    names = tuple(one.place for one in self._earlier.scopes_of(assigned))
                    yield EvaluatedLine(expression.node, known, names, expression.names_given)

    def _right_ways(
        self, assigned: Assigned, line: EvaluatedLine, wanted: Mapping[int, list[_Wanted]]
    ) -> Iterator[tuple[LineChange, Changed, _Wanted]]:
        was = numbers_of(line.value(line.node))
        readers = self._readers_of(assigned)
        for change in LINE_CHANGES:
            for way in islice(change.ways(line), _MOST_CHANGES):
                if assigned.index in self._explained and not change.shows_itself:
                    break
                self._tell("changing line after line", self._part)
                value = self._evaluated(way.node, line.known)
                if value is None or (was is not None and _is_same(value, was, self._near, change)):
                    continue
                after = () if change.gives_way else (self._passed_on(reader, place, value) for place, reader in readers)
                for number in (value, *after):
                    right = None if number is None else self._right(number, wanted, change)
                    if right is not None:
                        yield change, way, right
                        break

    def _evaluated(self, node: ast.expr, known: Lookup) -> Array | None:
        try:
            return numbers_of(evaluate(node, known))
        except Unknown:
            return None

    def _right(self, value: Array, wanted: Mapping[int, list[_Wanted]], change: LineChange) -> _Wanted | None:
        for one in wanted.get(value.size, ()):
            if one.bits >= change.least_bits and is_near(np.ravel(value), one.numbers, self._near):
                if change.gives_way and one.face.way:
                    continue
                if change.shows_itself or (one.is_missing and not self._is_there(value)):
                    return one
        return None

    def _readers_of(self, assigned: Assigned) -> list[tuple[str, EvaluatedLine]]:
        """Return the next lines that read what an assignment gave, where nothing is known of their values either."""
        found: list[tuple[str, EvaluatedLine]] = []
        for reader in self._case.assignments[assigned.index + 1 :]:
            if (
                assigned.index in reader.reads
                and reader.kind is not Arrival.BOUND
                and reader.index not in self._explained
            ):
                found += [(assigned.place, line) for line in self._lines_of(reader)][:1]
            if len(found) >= _MOST_READERS:
                break
        return found

    def _passed_on(self, reader: EvaluatedLine, place: str, value: Array) -> Array | None:
        """Return what a line that reads `place` gives where this holds another value."""

        def known(node: ast.expr) -> Any:
            return value if ast.unparse(node) == place else reader.known(node)

        return self._evaluated(reader.node, known)

    def _is_there(self, value: Array) -> bool:
        """Return whether the program has a value already, so that it is not what is missing."""
        return any(True for _ in self._case.seen.equal_to(in_order(value)))

    def _fault(
        self, assigned: Assigned, line: EvaluatedLine, change: LineChange, way: Changed, wanted: _Wanted
    ) -> MendedFault:
        cause = ProgramFault(
            change.id,
            self._placed(self._evaluated(way.node, line.known), wanted.face.id, way.diagnosis),
            change.question,
        )
        seen = self._case.seen_at(assigned)
        face = wanted.face
        match = None if seen is None else Match(seen, face, wanted.factor, self._case.matcher.bits(seen), "straight")
        at = getattr(line.node, "lineno", assigned.line)
        shown = assigned if at == assigned.line else replace(assigned, line=at)  # of a statement on several lines
        return MendedFault(CodeFault(cause, shown, match), change.gives_way)

    def _placed(self, value: Array | None, id: str, diagnosis: str) -> str:
        """Return what is said of a line, with what it has to do with the data or the optimizer."""
        for given, name in _GIVEN.items():
            right = self._case.truth.run.value(1, given)
            if right is None or value is None or not value.size == right.size > 1:
                continue
            if any(is_near(np.ravel(value), form, self._near) for form in _forms(right)):
                return f"these are not the {name} numbers of the exercise, sample by sample: {diagnosis}"
        op = self._case.context.exercise.op(id)
        return f"in what the optimizer keeps, {id}: {diagnosis}" if op and op.role == "optimizer state" else diagnosis


def _own_value(assigned: Assigned, expression: OwnExpression) -> Array | None:
    """Return what an expression should have given; None where the statement does not tell."""
    if not expression.is_element:
        return assigned.value
    if len(assigned.changed_elements) != 1:
        return None
    return np.asarray(assigned.value[assigned.changed_elements[0]])


def _is_same(value: Array, was: Array, near: float, change: LineChange) -> bool:
    """Return whether a change makes no difference, or a value of another size than it may."""
    if value.size != was.size:
        return change.keeps_size
    return is_near(np.ravel(value), np.ravel(was), near)


def _forms(value: Array) -> Iterable[Array]:
    """Return a value's numbers row by row, and column by column where that is another order."""
    flat = np.ravel(value)
    return (flat, np.ravel(value.T)) if value.ndim == 2 and min(value.shape) > 1 else (flat,)
