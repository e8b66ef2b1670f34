"""Two numbers exchanged: weights, inputs, targets, results."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import combinations

import numpy as np

from nnstep.expr.array import Array, frozen
from nnstep.grading.mistakes.exercise import Exercise
from nnstep.grading.mistakes.kinds import Alternative, ProgramMistake
from nnstep.program.program import Op

_MOST_ELEMENTS = 16
"""In larger matrices no two elements are exchanged."""
_MOST_IN_COLUMN = 6
_MOST_OPERATIONS = 40
_Place = tuple[int, int]


def _pairs(shape: tuple[int, ...]) -> Iterator[tuple[_Place, _Place]]:
    """Yield the places that are easily exchanged: in one row, in one column, or mirrored at the diagonal."""
    if len(shape) != 2 or shape[0] * shape[1] > _MOST_ELEMENTS or (shape[1] == 1 and shape[0] > _MOST_IN_COLUMN):
        return
    for one, other in combinations(np.ndindex(shape), 2):
        if one[0] == other[0] or one[1] == other[1] or one == other[::-1]:
            yield (one[0], one[1]), (other[0], other[1])


def _exchanged(value: Array, one: _Place, other: _Place) -> Array:
    """Return an array, stated for columns, with two of its elements exchanged."""
    changed = np.array(value)
    changed[one], changed[other] = value[other], value[one]
    return changed


def _detail(id: str, one: _Place, other: _Place, *, column: bool) -> str:
    def place(index: _Place) -> str:
        return f"{id}[{index[0]}]" if column else f"{id}[{index[0]},{index[1]}]"

    return f"{place(one)} and {place(other)}"


def _turned(place: _Place, exercise: Exercise) -> _Place:
    """Return a place, stated for columns, as the program has it."""
    return (place[1], place[0]) if exercise.by_rows else place


def _of_parameters(exercise: Exercise) -> Iterator[Alternative]:
    if exercise.is_graph:
        return
    for id in exercise.program.trained:
        value = exercise.program.start[id]
        for one, other in _pairs(exercise.shapes[id]):
            detail = _detail(id, one, other, column=id.startswith("b"))
            start = frozen(_exchanged(value, _turned(one, exercise), _turned(other, exercise)))
            if not np.array_equal(start, value):
                yield Alternative(detail, start={id: start})


PARAMETERS = ProgramMistake(
    id="weights-exchanged",
    topic="reading the exercise",
    diagnosis="two weights, or two biases, are exchanged from the start",
    question="Compare the weights with the exercise's, one by one.",
    rebuild=_of_parameters,
)


def _of_fed(exercise: Exercise, id: str) -> Iterator[Alternative]:
    """Yield two rows of the input or of the target exchanged, in all samples."""
    size = exercise.shapes.get(id, (0, 0))[0] if not exercise.is_graph and id in exercise.shapes else 0
    if not 1 < size <= _MOST_IN_COLUMN:
        return
    axis = 1 - exercise.program.sample_axis
    for one, other in combinations(range(size), 2):
        order = [other if row == one else one if row == other else row for row in range(size)]
        yield Alternative(f"{id}[{one}] and {id}[{other}]", feeds=_reordered(exercise, id, order, axis))


def _reordered(exercise: Exercise, id: str, order: list[int], axis: int) -> Callable[[int], Mapping[str, Array]]:
    def feeds(step: int) -> Mapping[str, Array]:
        given = exercise.program.schedule.feeds(step)
        return {**given, id: frozen(np.take(given[id], order, axis=axis))} if id in given else given

    return feeds


INPUTS = ProgramMistake(
    id="inputs-exchanged",
    topic="reading the exercise",
    diagnosis="two inputs are exchanged",
    question="Compare the inputs with the exercise's, one by one.",
    rebuild=lambda exercise: _of_fed(exercise, "x"),
)
TARGETS = ProgramMistake(
    id="targets-exchanged",
    topic="reading the exercise",
    diagnosis="the targets of two outputs are exchanged",
    question="Which target belongs to which output?",
    rebuild=lambda exercise: _of_fed(exercise, "y"),
)


def _of_results(exercise: Exercise) -> Iterator[Alternative]:
    if exercise.is_graph:
        yield from _of_graph(exercise)
    elif len(exercise.ops) <= _MOST_OPERATIONS:
        for number, op in enumerate(exercise.ops):
            shape = exercise.shapes[op.target]
            column = op.target in exercise.program.columns or shape[1:] == (1,)
            if exercise.batch > 1 and op.target in exercise.program.columns:
                shape = (shape[0], 1)  # whole rows, whatever the sample
            for one, other in _pairs(shape):
                change = _rows(exercise, one[0], other[0]) if column else _elements(exercise, one, other)
                yield Alternative(_detail(op.target, one, other, column=column), after={number: change})


def _rows(exercise: Exercise, one: int, other: int) -> Callable[[Array], Array]:
    def change(value: Array) -> Array:
        turned = value.T if exercise.by_rows else value
        order = list(range(len(turned)))
        order[one], order[other] = other, one
        return turned[order].T if exercise.by_rows else turned[order]

    return change


def _elements(exercise: Exercise, one: _Place, other: _Place) -> Callable[[Array], Array]:
    return lambda value: _exchanged(value, _turned(one, exercise), _turned(other, exercise))


def _of_graph(exercise: Exercise) -> Iterator[Alternative]:
    """Yield two results of one kind, each written down as the other."""
    ops = exercise.ops
    if len(ops) > _MOST_OPERATIONS:
        return
    for one, other in combinations(range(len(ops)), 2):
        if ops[one].role != ops[other].role or ops[one].role.endswith("update"):
            continue
        if _can_be_exchanged(exercise, one, other):
            changed = list(ops)
            changed[one] = replace(ops[one], expression=ops[other].expression)
            changed[other] = replace(ops[other], expression=ops[one].expression)
            yield Alternative(f"{ops[one].target} and {ops[other].target}", ops=tuple(changed))


def _can_be_exchanged(exercise: Exercise, one: int, other: int) -> bool:
    """Return whether two operations are other ones, and what the second reads is there before the first."""
    ops: tuple[Op, ...] = exercise.ops
    later = {op.target for op in ops[one:other]}
    return ops[one].expression != ops[other].expression and not later.intersection(ops[other].reads)


RESULTS = ProgramMistake(
    id="results-exchanged",
    topic="reading the exercise",
    diagnosis="two results are exchanged, and each is used in the other's place",
    question="Which of these numbers belongs to which name?",
    rebuild=_of_results,
)
