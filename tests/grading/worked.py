"""Sheets as people would hand them in: a program run, its numbers rounded, with mistakes or without."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import TYPE_CHECKING

import numpy as np

from nnstep.expr.array import frozen
from nnstep.grading.baseline.compiled_ops import OpCompiler
from nnstep.grading.baseline.true_run import entered
from nnstep.grading.sheet.answer_sheet import Given, Sheet
from nnstep.grading.sheet.written_numbers import Written
from nnstep.program.compile import compile_program
from nnstep.scenario.dataset import Sample, Samples
from nnstep.scenario.model import Layer, Scenario
from nnstep.scenario.tables.conventions import Conventions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from nnstep.program.program import Op, Program


def network(
    sizes: tuple[int, ...] = (2, 2, 2),
    activations: tuple[str, ...] = ("sigmoid", "sigmoid"),
    *,
    seed: int = 0,
    samples: int = 1,
    conventions: Mapping[str, str] | None = None,
    **settings: object,
) -> Program:
    """Return the program of a random network; `settings` are fields of its scenario."""
    random = np.random.default_rng(seed)
    conventions = conventions or {}
    no_biases = conventions.get("biases") == "none"
    shared = conventions.get("biases") == "shared"
    layers = tuple(
        Layer(
            activation,
            frozen(random.uniform(-1, 1, (rows, columns)).round(3)),
            None if no_biases else frozen(random.uniform(-1, 1, () if shared else (rows, 1)).round(3)),
        )
        for columns, rows, activation in zip(sizes, sizes[1:], activations, strict=False)
    )
    given = [
        Sample(frozen(random.uniform(0.1, 1, (sizes[0], 1)).round(3)), frozen(_target(random, sizes[-1], settings)))
        for _ in range(samples)
    ]
    scenario = Scenario(
        name="random",
        path="random.toml",
        title="random",
        source="",
        notes="",
        notation="plain",
        samples=Samples.of(*given),
        learning_rate=0.37,
        layers=layers,
        error="half-squared",
        epochs=3,
        answers={},
        conventions=Conventions(**conventions),  # type: ignore[arg-type]
    )
    return compile_program(replace(scenario, **settings))  # type: ignore[arg-type]


def _target(random: np.random.Generator, outputs: int, settings: Mapping[str, object]) -> np.ndarray:
    if "cross-entropy" in str(settings.get("error")):
        return np.eye(outputs)[:, [int(random.integers(outputs))]]
    return random.uniform(0.1, 0.9, (outputs, 1)).round(3)


def worked(
    program: Program,
    ops: Sequence[Op] | None = None,
    *,
    steps: int = 1,
    change: Callable[[int, str, np.ndarray], np.ndarray] = lambda _step, _id, value: value,
    feeds: Callable[[int], Mapping[str, np.ndarray]] | None = None,
    start: Mapping[str, np.ndarray] | None = None,
) -> dict[tuple[int, str], np.ndarray]:
    """Return every result of the first training steps, with other operations than the program's where some are given.

    `change` is done to each result before it is used.
    """
    arithmetic = OpCompiler()
    lines = [arithmetic.line(op) for op in (ops or program.ops)]
    parameters = {id: program.start[id] for id in program.parameters} | dict(start or {})
    earlier: dict[str, np.ndarray] = {}
    found = {}
    with np.errstate(all="ignore"):
        for step in range(steps):
            values = entered(program, step, parameters, earlier) | dict(feeds(step) if feeds else {})
            for line in lines:
                values[line.target] = change(step + 1, line.target, arithmetic.value(line.code, values))
                found[step + 1, line.target] = values[line.target]
            earlier = values
            parameters = {id: values[id] for id in (*program.parameters, *(start or {}))}
    return found


def rounded(value: float, digits: int) -> Written:
    """Return a value written with so many significant digits, halves rounded up."""
    with localcontext() as context:
        context.prec, context.rounding = digits, ROUND_HALF_UP
        return Written(+Decimal(repr(float(value))))


def at_decimals(value: float, decimals: int) -> Written:
    """Return a value written with so many decimals, halves rounded up."""
    exact = Decimal(repr(float(value)))
    return Written(exact.quantize(Decimal((0, (1,), -decimals)), rounding=ROUND_HALF_UP))


def sheet_of(
    values: Mapping[tuple[int, str], np.ndarray], write: Callable[[float], Written] = lambda value: rounded(value, 10)
) -> Sheet:
    """Return a sheet with all these values written down."""
    answers = {}
    for (step, id), value in values.items():
        given = Given(id, np.shape(value))
        given.cells = {index: write(float(value[index])) for index in np.ndindex(np.shape(value))}
        answers[step, id] = given
    return Sheet("worked", answers)
