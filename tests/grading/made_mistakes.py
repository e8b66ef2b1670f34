"""Every way of making every mistake, worked through apart from the check, as sheets that people would hand in."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from nnstep.expr.parsing.expressions import parse_assignment
from nnstep.expr.tree import Number, substitute
from nnstep.expr.walks.evaluate import evaluate
from nnstep.expr.walks.expand import expand
from nnstep.grading.mistakes.exercise import FREE, Exercise
from nnstep.grading.mistakes.kinds import (
    Alternative,
    ElementMistake,
    Mistake,
    OperationMistake,
    ProgramMistake,
    Rewriting,
)
from nnstep.scenario.tables.graph import Graph
from tests.grading.worked import worked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nnstep.expr.tree import Expr
    from nnstep.program.program import Op, Program

STEPS = 2
Values = dict[tuple[int, str], np.ndarray]

GRAPH = Graph(
    tuple(
        parse_assignment(line, ["x", "q", "t", "w", "b", *"zaupE"])
        for line in (
            "z = w*x + b",
            "a = sigmoid(z)",
            "u = a**3",
            "p = 3.14159265*q**2*a",
            "E = 0.5*(u - t)**2 + p",
        )
    ),
    given={"x": 0.7, "q": 0.3, "t": 0.2},
    parameters={"w": 0.4, "b": 0.1},
)
SETTINGS: dict[str, dict[str, object]] = {
    "sigmoids": {},
    "three outputs": {"sizes": (3, 2, 3), "activations": ("tanh", "sigmoid")},
    "square": {"sizes": (3, 3, 3)},
    "three layers": {"sizes": (2, 2, 2, 2), "activations": ("sigmoid",) * 3},
    "relu": {"sizes": (3, 4, 2), "activations": ("relu", "linear"), "seed": 5},
    "elu": {"activations": ("elu", "sigmoid")},
    "softmax": {"sizes": (2, 3, 3), "activations": ("leaky-relu", "softmax"), "error": "cross-entropy"},
    "softmax of squares": {"sizes": (2, 3, 3), "activations": ("tanh", "softmax")},
    "binary": {"activations": ("tanh", "sigmoid"), "error": "binary-cross-entropy"},
    "batch": {"samples": 4, "batch_size": 2},
    "samples": {"samples": 3},
    "sum": {"samples": 3, "batch_size": 3, "conventions": {"reduction": "sum"}},
    "momentum": {"optimizer": "momentum", "settings": {"mu": 0.9}},
    "adam": {"optimizer": "adam", "settings": {"beta1": 0.9, "beta2": 0.999, "eps": 1e-3}},
    "adam with a corrected rate": {
        "optimizer": "adam",
        "settings": {"beta1": 0.9, "beta2": 0.999, "eps": 1e-3},
        "choices": {"bias_correction": "rate"},
    },
    "adagrad": {"optimizer": "adagrad", "settings": {"eps": 1e-3}},
    "l2": {"l2": 0.1},
    "shared": {"conventions": {"biases": "shared"}},
    "frozen": {"conventions": {"biases": "frozen"}},
    "thresholds": {"conventions": {"biases": "thresholds"}},
    "rows": {"sizes": (3, 3, 2), "samples": 2, "batch_size": 2, "conventions": {"orientation": "row"}},
    "stepwise": {"conventions": {"backward": "stepwise", "delta": "y-a"}},
    "stepwise binary": {"error": "binary-cross-entropy", "conventions": {"backward": "stepwise"}},
    "adamw": {"optimizer": "adamw", "settings": {"beta1": 0.9, "beta2": 0.999, "eps": 1e-3, "weight_decay": 0.05}},
    "perceptron": {"sizes": (3, 2), "activations": ("sigmoid",), "optimizer": "perceptron"},
    "step": {"sizes": (3, 2), "activations": ("step",), "optimizer": "perceptron"},
    "absolute": {"error": "absolute"},
    "huber": {"error": "huber", "error_settings": {"error_delta": 0.2}},
    "hinge": {"activations": ("sigmoid", "tanh"), "error": "hinge"},
    "root": {"error": "root-mean-squared"},
    "graph": {"graph": GRAPH},
}
"""Exercises of every kind, so that each mistake is possible in one of them."""


def ways_of(program: Program, mistake: Mistake) -> Iterator[tuple[str, Values]]:
    """Yield, for each way of making a mistake, what one gets, all else done right from there on."""
    exercise = Exercise(program)
    match mistake:
        case OperationMistake():
            yield from _in_operations(exercise, mistake)
        case ProgramMistake():
            for alternative in mistake.rebuild(exercise):
                yield alternative.detail, _rebuilt(exercise, alternative)
        case ElementMistake():
            yield from _in_elements(exercise, mistake)


def _in_operations(exercise: Exercise, mistake: OperationMistake) -> Iterator[tuple[str, Values]]:
    """Yield a mistake in one operation after the other, then in all of them where there are several."""
    by_detail: dict[str, dict[int, Rewriting]] = {}
    for number, op in enumerate(exercise.ops):
        for way in mistake.rewrite(op, exercise):
            if way.expression != op.expression and exercise.fits(op.target, way.expression):
                by_detail.setdefault(way.detail, {})[number] = way
                detail = f"{op.target} {way.detail}"
                try:
                    yield detail, worked(exercise.program, _with(exercise, {number: way}), steps=STEPS)
                except NameError:  # it needs the training step before
                    yield detail, _from_second_step(exercise, number, way)
    for detail, ways in by_detail.items():
        if len(ways) > 1:
            with suppress(NameError):
                yield f"everywhere {detail}", worked(exercise.program, _with(exercise, ways), steps=STEPS)


def _with(exercise: Exercise, ways: dict[int, Rewriting]) -> list[Op]:
    ops = list(exercise.program.ops)
    for number, way in ways.items():
        ops[number] = replace(ops[number], expression=_chosen(exercise.oriented(way.expression)))
    return ops


def _chosen(expression: Expr) -> Expr:
    """Return an expression with another number for a constant that can be any."""
    return substitute(expression, {FREE: Number(0.62)})


def _from_second_step(exercise: Exercise, number: int, way: object) -> Values:
    """Return the values where the first training step is right, and the mistake made in the second."""
    program = exercise.program
    right = worked(program, steps=1)
    other = _chosen(exercise.oriented(way.expression))
    target = program.ops[number].target
    seen: dict[str, np.ndarray] = {}

    def change(step: int, id: str, value: np.ndarray) -> np.ndarray:
        seen[id] = value
        if step == 1 or id != target:
            return value
        before = {f"_previous_{name}": right[1, name] for _, name in right}
        before |= {f"_previous_{name}": fed for name, fed in program.schedule.feeds(0).items()}
        parameters = {name: right[1, name] for name in program.parameters}
        return evaluate(other, {**program.start, **before, **parameters, **program.schedule.feeds(1), **seen})

    return worked(program, steps=2, change=change)


def _rebuilt(exercise: Exercise, alternative: Alternative) -> Values:
    program = exercise.program
    if alternative.program is not None:
        values = worked(alternative.program, steps=STEPS * alternative.steps)
        every = {(step, id): values.get((step * alternative.steps, id)) for step in (1, 2) for id in program.shapes}
        return {key: v for key, v in every.items() if v is not None and v.shape == program.shapes[key[1]]}
    if alternative.shift:
        longer = worked(program, steps=STEPS + 1)
        return {(s, id): longer[s + alternative.shift, id] for s, id in longer if (s + alternative.shift, id) in longer}
    ops = None
    if alternative.ops is not None:
        ops = [replace(op, expression=exercise.oriented(op.expression)) for op in alternative.ops]
    numbers = {op.target: number for number, op in enumerate(program.ops)}
    after = alternative.after

    def change(_step: int, id: str, value: np.ndarray) -> np.ndarray:
        return after[numbers[id]](value) if numbers.get(id) in after else value

    extra = {op.target: program.start[op.target] for op in ops or () if op.target in program.start}
    start = {**extra, **alternative.start}
    values = worked(program, ops, steps=STEPS, change=change, feeds=alternative.feeds, start=start)
    return {key: value for key, value in values.items() if key[1] in program.shapes}


def _in_elements(exercise: Exercise, mistake: ElementMistake) -> Iterator[tuple[str, Values]]:
    """Yield a mistake in one element of each operation, in the first training step."""
    program = exercise.program
    for op in program.ops:
        shape = program.shapes[op.target]
        index = tuple(size - 1 for size in shape)
        scalar = expand(op.expression, index, program.shapes)
        for way in mistake.rework(scalar, exercise):
            yield f"{op.target}{index} {way.detail}", _with_element(program, op.target, index, way.expression)


def _with_element(program: Program, target: str, index: tuple[int, ...], expression: object) -> Values:
    seen: dict[str, np.ndarray] = {}

    def change(step: int, id: str, value: np.ndarray) -> np.ndarray:
        if step == 1 and id == target:
            value = value.copy()
            value[index] = evaluate(expression, {**program.start, **program.schedule.feeds(0), **seen})
        seen[id] = value
        return value

    return worked(program, steps=STEPS, change=change)


def is_possible(values: Values) -> bool:
    """Return whether all of them are numbers that one can write down."""
    return bool(values) and all(np.isfinite(value).all() for value in values.values())
