"""The mistakes that students make, written down without a look at what the check knows; and the ways to make each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from tests.benchmarks.students.exercise import Cell, Exercise
from tests.benchmarks.students.places import layers_of

WEIGHTS = {
    # The forward pass.
    "bias-left-out": 5,
    "bias-subtracted": 2,
    "bias-of-neighbour": 2,
    "bias-of-other-layer": 1,
    "forward-transposed": 3,
    "weights-exchanged": 3,
    "inputs-exchanged": 2,
    "term-left-out": 3,
    "weight-of-neighbour": 3,
    "input-for-hidden-forward": 1,
    "activation-left-out": 2,
    "tanh-for-sigmoid": 2,
    "sigmoid-for-tanh": 2,
    "exponent-sign-lost": 3,
    "softmax-not-normalized": 2,
    "softmax-without-exp": 1,
    "e-is-2.7": 1,
    # The error.
    "error-half-missing": 4,
    "error-half-added": 1,
    "error-square-missing": 2,
    "error-absolute": 1,
    "error-of-one-output": 2,
    "error-square-of-sum": 1,
    "error-root": 1,
    "error-mean-for-sum": 2,
    "error-log10": 2,
    "error-minus-lost": 1,
    "error-after-update": 2,
    # Backwards.
    "output-derivative-missing": 6,
    "hidden-derivative-missing": 6,
    "derivative-at-activation": 4,
    "derivative-of-z": 4,
    "derivative-of-neighbour": 2,
    "derivative-of-sigmoid": 3,
    "derivative-of-tanh": 2,
    "derivative-is-a": 1,
    "derivative-is-1-a": 1,
    "derivative-of-difference": 1,
    "cross-entropy-derivative-added": 4,
    "difference-reversed": 5,
    "factor-2": 4,
    "factor-half": 3,
    "mean-forgotten": 2,
    "error-for-difference": 1,
    "one-path": 3,
    "backward-not-transposed": 3,
    "backward-updated-weights": 6,
    "backward-without-weights": 2,
    "backward-weight-of-neighbour": 2,
    "relu-passes-negative": 2,
    # Gradients.
    "input-for-hidden": 3,
    "hidden-for-input": 1,
    "gradient-transposed": 3,
    "delta-for-gradient": 2,
    "gradient-without-delta": 1,
    "z-for-a": 1,
    "bias-times-input": 2,
    # Updates.
    "step-added": 5,
    "rate-twice": 2,
    "rate-not-used": 3,
    "rate-other": 3,
    "bias-not-updated": 4,
    "step-for-weight": 1,
    "step-for-gradient": 1,
    "weight-not-updated": 1,
    "one-step-too-many": 2,
    "one-step-too-few": 1,
    "momentum-left-out": 10,
    "momentum-sign": 6,
    "momentum-of-gradient": 6,
    "momentum-average": 4,
    "adam-first-uncorrected": 8,
    "adam-second-uncorrected": 8,
    "adam-root-missing": 4,
    "adam-not-squared": 3,
    # Slips of the hand.
    "digits-exchanged": 4,
    "point-misplaced": 3,
    "digit-doubled": 2,
    "digit-left-out": 1,
    "minus-lost": 3,
    "number-copied": 3,
    "arithmetic-slip": 6,
}
"""Each mistake with how often it is made, where it can be made."""
RATES = (0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.75, 0.8, 1, 1.5, 2, 3, 5, 10)
SLIPS = ("digits-exchanged", "point-misplaced", "digit-doubled", "digit-left-out", "minus-lost", "number-copied")
"""Slips that leave a trace of the right number; an arithmetic slip leaves none."""


@dataclass(frozen=True)
class Mistake:
    """One way of making a mistake in one exercise."""

    id: str
    layer: int = 0
    """Counted from 1; 0 stands for every layer."""
    step: int = 0
    """Counted from 1; 0 stands for every training step."""
    unit: int = -1
    """The neuron; -1 stands for all."""
    other: int = -1
    value: float = 0.0
    cell: Cell | None = None
    source: Cell | None = None
    carried: bool = False


def ways(exercise: Exercise, id: str, cells: tuple[Cell, ...]) -> list[Mistake]:
    """Return all ways to make a mistake; `cells` are the numbers that slips can be made in."""
    if id in SLIPS or id == "arithmetic-slip":
        return list(_slips(exercise, id, cells))
    found = []
    for way in _places(exercise, id):
        found.append(way)
        if exercise.steps > 1 and way.step == 0:
            found += [replace(way, step=step) for step in range(1, exercise.steps + 1)]
    return found


def chosen(random: Random, exercise: Exercise, cells: tuple[Cell, ...]) -> Mistake:
    """Draw a mistake; most people make theirs everywhere."""
    while True:
        id = random.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        found = ways(exercise, id, cells)
        everywhere = [way for way in found if way.step == 0]
        if found:
            way = random.choice(everywhere if everywhere and random.random() < 0.75 else found)
            return replace(way, value=float(random.getrandbits(40))) if id == "arithmetic-slip" else way


def _slips(exercise: Exercise, id: str, cells: tuple[Cell, ...]) -> Iterator[Mistake]:
    for cell in cells:
        step, quantity, index = cell
        for carried in (True, False):
            way = Mistake(id, step=step, cell=cell, carried=carried)
            if id == "number-copied":
                sources = [(step, quantity, (*index[:-1], index[-1] - 1))] if index and index[-1] else []
                if quantity[0] in "ah" and quantity[1:].isdigit():
                    sources.append((step, f"z{quantity[1:]}", index))
                yield from (replace(way, source=source) for source in sources)
            elif id == "point-misplaced":
                yield from (replace(way, value=factor) for factor in (10, 0.1))
            elif id in ("digits-exchanged", "digit-doubled", "digit-left-out"):
                yield from (replace(way, other=place) for place in range(4))
            else:
                yield way


def _places(exercise: Exercise, id: str) -> Iterator[Mistake]:
    """Yield the ways to make a mistake in every training step."""
    for scope in layers_of(exercise, id):
        way = Mistake(id, layer=scope)
        rows, columns = (0, 0) if scope == 0 else (exercise.sizes[scope], exercise.sizes[scope - 1])
        if id in ("weights-exchanged", "inputs-exchanged", "weight-of-neighbour"):
            yield from (replace(way, unit=j, other=i) for j in range(rows) for i in range(columns - 1))
        elif id == "term-left-out" or id == "weight-not-updated":
            yield from (replace(way, unit=j, other=i) for j in range(rows) for i in range(columns))
        elif id in ("bias-of-neighbour", "derivative-of-neighbour") or id == "backward-weight-of-neighbour":
            yield from (replace(way, unit=j, other=(j + 1) % rows) for j in range(rows) if rows > 1)
        elif id == "one-path":
            after = exercise.sizes[scope + 1]
            yield from (replace(way, other=k) for k in range(after) if after > 1)
        elif id == "rate-other":
            yield from (replace(way, value=rate) for rate in RATES if rate not in (exercise.rate, 1))
        else:
            yield way
