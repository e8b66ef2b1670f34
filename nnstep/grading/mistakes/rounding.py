"""Rounded, cut off or computed with too few digits on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from nnstep.expr.array import Array
from nnstep.grading.mistakes.exercise import Exercise
from nnstep.grading.mistakes.kinds import Alternative, ProgramMistake

_DECIMALS = (1, 2, 3, 4, 5, 6)
_FIGURES = (2, 3, 4, 5, 6)
_MOST_OPERATIONS = 40


def _to_decimals(count: int) -> Callable[[Array], Array]:
    return lambda value: np.asarray(np.floor(np.abs(value) * 10.0**count + 0.5 + 1e-9) / 10.0**count * np.sign(value))


def _to_figures(count: int) -> Callable[[Array], Array]:
    def to_figures(value: Array) -> Array:
        size = np.where(value == 0, 1.0, np.abs(value))
        unit = 10.0 ** (np.floor(np.log10(size)) - count + 1)
        return np.asarray(np.floor(size / unit + 0.5 + 1e-9) * unit * np.sign(value))

    return to_figures


def _cut_off(count: int) -> Callable[[Array], Array]:
    return lambda value: np.asarray(np.trunc(value * 10.0**count + np.sign(value) * 1e-9) / 10.0**count)


def _everywhere(exercise: Exercise, change: Callable[[Array], Array]) -> dict[int, Callable[[Array], Array]]:
    return dict.fromkeys(range(len(exercise.ops)), change)


def _rounded(exercise: Exercise) -> Iterator[Alternative]:
    ways = {f"to {count} {'decimal' if count == 1 else 'decimals'}": _to_decimals(count) for count in _DECIMALS}
    ways |= {f"to {count} significant digits": _to_figures(count) for count in _FIGURES}
    forward = [number for number, op in enumerate(exercise.ops) if op.phase == "forward"]
    activations = [number for number in forward if exercise.ops[number].role == "activation"]
    for detail, change in ways.items():
        yield Alternative(f"every step {detail}", after=_everywhere(exercise, change), rounds=True)
        for name, some in (("the whole way forward", forward), ("all activations", activations)):
            if len(some) > 1:
                yield Alternative(f"{name} {detail}", after=dict.fromkeys(some, change), rounds=True)
    if len(exercise.ops) <= _MOST_OPERATIONS:
        for number, op in enumerate(exercise.ops):
            for detail, change in ways.items():
                yield Alternative(f"{op.target} {detail}", after={number: change}, rounds=True)


ROUNDED_EARLY = ProgramMistake(
    id="rounded-early",
    topic="rounding",
    diagnosis="it is rounded too early",
    question="How many digits did you continue with? Keep a few more than you write down.",
    source="A. Zheng, Neural Networks: Forward and Backpropagation, 2018, prints 30.313 for 30.31379",
    rebuild=_rounded,
)


def _truncated(exercise: Exercise) -> Iterator[Alternative]:
    for count in _DECIMALS:
        detail = f"after {count} {'decimal' if count == 1 else 'decimals'} at every step"
        yield Alternative(detail, after=_everywhere(exercise, _cut_off(count)), rounds=True)


TRUNCATED_EARLY = ProgramMistake(
    id="cut-off-early",
    topic="rounding",
    diagnosis="digits are cut off on the way instead of rounded",
    question="Did you round, or leave the last digits out?",
    rebuild=_truncated,
)


def _single(exercise: Exercise) -> Iterator[Alternative]:
    yield Alternative(after=_everywhere(exercise, lambda value: np.asarray(np.float64(np.float32(value)))), rounds=True)


SINGLE_PRECISION = ProgramMistake(
    id="single-precision",
    topic="rounding",
    diagnosis="it is computed in single precision, float32, with about 7 digits",
    question="Which type do your arrays have?",
    rebuild=_single,
)
