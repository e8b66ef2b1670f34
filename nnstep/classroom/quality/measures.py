"""How much work an exercise is: digits, products, signs; and what shows nothing: idle neurons, equal results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnstep.engine.frame import Frame
from nnstep.explain.flow.idle_units import idle_units
from nnstep.expr import tree
from nnstep.expr.array import Array
from nnstep.expr.walks.evaluate import evaluate
from nnstep.program.program import Program

_ENDLESS = 10
"""A number of so many digits is taken for one that never ends, such as 1/3 or a sigmoid's value."""


@dataclass(frozen=True, slots=True)
class Measures:
    """What there is to count in one exercise."""

    results: int
    """How many numbers the operations give."""
    finite: bool = False
    """Whether every result is a finite number; nothing else is counted otherwise."""
    longest: int = 0
    """The most digits of a result that comes to an end."""
    endless: int = 0
    """How many results never end."""
    digits: int = 0
    """All digits of the results that come to an end."""
    products: int = 0
    """Products of two numbers that are neither 0 nor 1 nor -1."""
    negative: int = 0
    """Negative results."""
    idle: tuple[str, ...] = ()
    """Neurons that pass no gradient: ``layer 1, neuron 2 is dead``."""
    alike: tuple[str, ...] = ()
    """What is equal, so that exchanging it can't be seen: ``a1[0] and a1[2]``."""


def measures_of(program: Program, frame: Frame) -> Measures:
    """Return the measures of a program's first training step, at whose end `frame` is."""
    results = {op.target: np.asarray(frame.values[op.target]) for op in program.ops}
    given = {**program.schedule.feeds(0), **program.start}
    numbers = np.concatenate([value.ravel() for value in results.values()])
    if not np.isfinite(numbers).all():
        return Measures(results=len(numbers))
    lengths = [digits_of(number) for number in numbers.tolist()]
    ending = [length for length in lengths if length < _ENDLESS]
    return Measures(
        results=len(numbers),
        finite=True,
        longest=max(ending, default=0),
        endless=len(lengths) - len(ending),
        digits=sum(ending),
        products=_products(program, frame),
        negative=int((numbers < 0).sum()),
        idle=tuple(_idle(program, frame)),
        alike=tuple(dict.fromkeys(_alike(program, [*given.items(), *results.items()]))),
    )


def digits_of(number: float) -> int:
    """Return how many significant digits a number has, but for the rounding of its calculation."""
    mantissa = f"{number:.11e}".partition("e")[0]
    return len(mantissa.lstrip("-").replace(".", "").rstrip("0"))


def _products(program: Program, frame: Frame) -> int:
    """Count the products of a training step; what an update overwrites is the parameter that it started from."""
    values: dict[str, Any] = {**frame.values, **program.start, **program.schedule.feeds(0)}
    count = 0
    for op in program.ops:
        count += sum(_of_node(node, values) for node in tree.walk(op.expression))
        values[op.target] = frame.values[op.target]
    return count


def _of_node(node: tree.Expr, values: Mapping[str, Array]) -> int:
    match node:
        case tree.Binary("*", left, right):
            return int(np.sum(_counts(left, values) & _counts(right, values)))
        case tree.Binary("@", left, right):
            one, other = _counts(left, values).astype(int), _counts(right, values).astype(int)
            return int(np.sum(one @ other))
        case _:
            return 0


def _counts(expr: tree.Expr, values: Mapping[str, Array]) -> Any:
    """Return which elements make a product that has to be worked out."""
    value = np.abs(evaluate(expr, values))
    return (value != 0) & (value != 1)


def _idle(program: Program, frame: Frame) -> list[str]:
    found = []
    for layer in range(1, len(program.scenario.layers) + 1):
        units = idle_units(frame, layer)
        if units is not None:
            found += [f"layer {layer}, neuron {unit} is {units.kind}" for unit in np.flatnonzero(units.idle)]
    return found


def _alike(program: Program, values: Iterable[tuple[str, Any]]) -> list[str]:
    """Return the equal elements of each quantity that is a column of neurons, an input or a result."""
    found = []
    for id, value in values:
        array = np.asarray(value)
        if id not in program.columns or array.ndim != 2 or array.size < 2:
            continue
        for number, elements in enumerate(array.T if not program.schedule.transposed else array):
            times = Counter(elements.tolist())
            sample = "" if min(array.shape) == 1 else f" of sample {number}"
            for twice in (element for element, count in times.items() if count > 1):
                places = [f"{id}[{i}]" for i in np.flatnonzero(elements == twice)]
                found.append(f"{' and '.join(places)}{sample}")
    return found
