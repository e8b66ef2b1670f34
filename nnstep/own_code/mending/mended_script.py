"""Finds the one change by which a short script of few digits goes right through all training steps.

Numbers such as 0, 0.5 and 1 stand everywhere, so that one value says nothing. All training steps together do.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, islice
from pathlib import Path
from typing import Any

import numpy as np

from nnstep.expr.array import Array
from nnstep.own_code.aligning.matches import Match, bits_of
from nnstep.own_code.finding.showing import CodeFault
from nnstep.own_code.line_changes import LINE_CHANGES
from nnstep.own_code.mending.line_change import Changed, EvaluatedLine, LineChange, exchanged
from nnstep.own_code.mending.line_evaluation import Unknown
from nnstep.own_code.mending.line_values import is_near, numbers_of
from nnstep.own_code.mending.source_run import SourceRun, WorkedOut
from nnstep.own_code.source_tree import source_tree
from nnstep.own_code.supposing.causes import ProgramFault
from nnstep.own_code.supposing.code_case import TELLING, CodeCase
from nnstep.own_code.watched import Arrival, Assigned

_MOST_STATEMENTS = 120_000
"""So many statements are worked through, of all changes together: a second or two."""
_MOST_VALUES = 300
_LEAST_STEPS = 3
"""Fewer training steps of few digits say too little."""
_MOST_CHANGES = 200
_LEAST_BITS = 1.5
"""A value that says less, such as 0 or 1, explains no line."""


@dataclass(frozen=True, slots=True, eq=False)
class _Way:
    """A statement's expression, and the script with another one in its place."""

    statement: ast.stmt
    change: LineChange
    changed: Changed
    length: int
    """Of the expression: the shorter one is the likelier to be meant."""
    tree: ast.Module


class ScriptMender:
    """Looks for the change that puts a whole script right."""

    def __init__(self, case: CodeCase, sources: Mapping[Path, str]) -> None:
        """Prepare for one program."""
        self._case = case
        self._sources = sources
        self._near = case.seen.closeness

    def fault(self) -> CodeFault | None:
        """Return the line that a change puts right, and with it all training steps that are looked at."""
        courses = {id: self._course(id) for id in self._case.trained}
        if len(self._sources) != 1 or self._case.steps < _LEAST_STEPS:
            return None
        tree = source_tree(next(iter(self._sources.values())))
        run = SourceRun(_MOST_VALUES)
        try:
            run.work_through(tree)
        except Unknown:
            return None
        if self._is_right(run.values, courses.values()) or not self._is_as_watched(run):
            return None
        most = _MOST_STATEMENTS // max(1, run.statements)
        tried = 0
        for _, changes in groupby(sorted(LINE_CHANGES, key=lambda one: one.rank), key=lambda one: one.rank):
            right: list[tuple[_Way, list[WorkedOut]]] = []
            for way in self._ways(tree, run, tuple(changes)):
                tried += 1
                values = _worked_through(way.tree) if tried <= most else []
                if values and self._is_right(values, courses.values()):
                    right.append((way, values))
            if right:
                return self._fault(*min(right, key=lambda one: (self._is_explained(one[0]), one[0].length)), courses)
        return None

    @property
    def has_few_digits(self) -> bool:
        """Whether the parameters after one training step may stand anywhere by chance."""
        values = (self._case.truth.run.value(1, id) for id in self._case.trained)
        return all(value is not None and bits_of(value) <= TELLING for value in values)

    def _course(self, id: str) -> list[Array]:
        """Return a parameter as it is at first and after each training step."""
        values = [self._case.truth.run.value(step, id) for step in range(1, self._case.steps + 1)]
        return [np.asarray(self._case.context.program.start[id]), *(np.asarray(one) for one in values)]

    def _is_right(self, values: list[WorkedOut], courses: Iterable[list[Array]]) -> bool:
        """Return whether places of the script go through all parameters: whole, or an element in each."""
        whole: dict[tuple[str, str], list[Array]] = {}
        single: dict[tuple[str, str, int], list[Array]] = {}
        for one in values:
            flat = np.ravel(one.value)
            whole.setdefault((one.function, one.place), []).append(flat)
            for at in range(flat.size):
                single.setdefault((one.function, one.place, at), []).append(flat[at : at + 1])
        return all(
            any(
                self._goes(way, [np.ravel(one.T if turned else one) for one in course])
                for way in whole.values()
                for turned in (False, True)
            )
            or all(
                any(self._goes(way, [np.ravel(one)[at : at + 1] for one in course]) for way in single.values())
                for at in range(course[0].size)
            )
            for course in courses
        )

    def _goes(self, way: list[Array], course: list[Array]) -> bool:
        """Return whether a place holds the values of a course: one at each assignment, or at every second or third."""
        if way[0].size != course[0].size or not is_near(way[0], course[0], self._near):
            return False
        for every in (1, 2, 3):
            after = way[every::every]
            if len(after) >= len(course) - 1 and all(
                own.size == value.size and is_near(own, value, self._near)
                for own, value in zip(after, course[1:], strict=False)
            ):
                return True
        return False

    def _is_as_watched(self, run: SourceRun) -> bool:
        """Return whether what was worked through is what the program did when it was watched."""
        known = {one.value.tobytes() for one in self._case.assignments}
        return bool(run.values) and all(one.value.tobytes() in known for one in run.values)

    def _ways(self, tree: ast.Module, run: SourceRun, changes: Iterable[LineChange]) -> Iterator[_Way]:
        for statement in ast.walk(tree):
            value = getattr(statement, "value", None)
            if not isinstance(statement, ast.Assign | ast.AugAssign | ast.Return) or not isinstance(value, ast.expr):
                continue
            state = run.states.get(id(statement))
            if state is None:
                continue
            line = EvaluatedLine(value, _lookup(state), tuple(_numeric_names(state)), functions=tuple(run.functions))
            for change in changes:
                for changed in islice(change.ways(line), _MOST_CHANGES):
                    yield _Way(
                        statement, change, changed, len(ast.unparse(value)), exchanged(tree, {id(value): changed.node})
                    )

    def _fault(self, way: _Way, values: list[WorkedOut], courses: Mapping[str, list[Array]]) -> CodeFault | None:
        line = way.statement.lineno
        seen = [one for one in self._case.assignments if one.line == line and one.kind is not Arrival.BOUND]
        right = [one.value for one in values if one.line == line]
        pairs = zip(seen, right, strict=False)
        first = next((own for own, value in pairs if not _is_same(own, value)), seen[0] if seen else None)
        if first is None:
            return None
        diagnosis = self._with_meanings(way.changed.diagnosis, values, courses, first.place)
        if first.place in _names_in(way.statement) and self._stays(first):
            diagnosis = f"{first.place} is never updated: {diagnosis}"
        return CodeFault(ProgramFault(way.change.id, diagnosis, way.change.question), first, None)

    def _is_explained(self, way: _Way) -> bool:
        """Return whether the first value that a statement's line assigned is the result of an operation, as it is."""
        line = way.statement.lineno
        first = next((one.index for one in self._case.assignments if one.line == line), -1)
        results = {op.target for op in self._case.context.program.ops}
        return any(
            match.oddity == 0 and match.face.id in results and match.face.step == 1 and match.bits > _LEAST_BITS
            for match in self._by_assignment.get(first, ())
        )

    @cached_property
    def _by_assignment(self) -> Mapping[int, Sequence[Match]]:
        return self._case.by_assignment(self._case.truth)

    def _with_meanings(
        self, diagnosis: str, values: list[WorkedOut], courses: Mapping[str, list[Array]], assigned_to: str
    ) -> str:
        """Return a diagnosis that says of the learning rate and the biases that they are what they are."""
        rate = self._case.context.program.start.get("lr")
        biases = [courses[id] for id in courses if id in self._case.context.program.columns]
        for place in dict.fromkeys(one.place for one in values):
            way = [np.ravel(one.value) for one in values if one.place == place]
            quoted = f"`{place}`"
            if rate is not None and all(one.size == 1 and one[0] == float(rate) for one in way):
                diagnosis = diagnosis.replace(quoted, f"{quoted} (the learning rate)")
            elif any(self._goes(way, [np.ravel(one) for one in course]) for course in biases):
                diagnosis = diagnosis.replace(quoted, f"{quoted} (the bias)")
                if place == assigned_to:
                    diagnosis = f"in the update of the bias, {diagnosis}"
        return diagnosis

    def _stays(self, assigned: Assigned) -> bool:
        """Return whether every assignment of a line leaves its place as it was before."""
        own = [
            one for one in self._case.assignments if one.place == assigned.place and one.function == assigned.function
        ]
        return len(own) > 1 and len({one.value.tobytes() for one in own}) == 1


def _names_in(statement: ast.stmt) -> frozenset[str]:
    """Return the names that the right side of a statement reads, and what it adds to."""
    inside = [node for node in ast.walk(statement) if isinstance(node, ast.Name)]
    read = {node.id for node in inside if isinstance(node.ctx, ast.Load) or isinstance(statement, ast.AugAssign)}
    return frozenset(read)


def _worked_through(tree: ast.Module) -> list[WorkedOut]:
    run = SourceRun(_MOST_VALUES)
    try:
        run.work_through(tree)
    except Unknown:
        return []
    return run.values


def _lookup(state: Mapping[str, Any]) -> Any:
    def known(node: ast.expr) -> Any:
        if isinstance(node, ast.Name) and node.id in state:
            return state[node.id]
        raise Unknown

    return known


def _numeric_names(state: Mapping[str, Any]) -> Iterator[str]:
    yield from (name for name, value in state.items() if numbers_of(value) is not None)


def _is_same(own: Assigned, value: Array) -> bool:
    return own.value.shape == value.shape and bool(np.allclose(own.value, value, rtol=1e-9, atol=0))
