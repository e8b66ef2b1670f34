"""The levels of stepping, from one product of a dot product to an epoch, and where their units begin and end.

This is arithmetic on the static program; nothing is run.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Literal, TypeAlias

from nnstep.program.program import Program

Level: TypeAlias = Literal["element", "sub-step", "operation", "layer", "phase", "training step", "epoch"]

LEVELS: tuple[Level, ...] = ("element", "sub-step", "operation", "layer", "phase", "training step", "epoch")
"""From the finest to the coarsest; each unit consists of units of the level before."""
USUAL_LEVEL: Level = "operation"
"""Where a run begins."""
INSIDE: tuple[Level, ...] = ("element", "sub-step")
"""The levels whose units are parts of an operation."""


def finer(level: Level) -> Level:
    """Return the next finer level, or the finest."""
    return LEVELS[max(0, LEVELS.index(level) - 1)]


def coarser(level: Level) -> Level:
    """Return the next coarser level, or the coarsest."""
    return LEVELS[min(len(LEVELS) - 1, LEVELS.index(level) + 1)]


def end_of_unit(program: Program, position: int, level: Level, count: int = 1) -> int:
    """Return the position after `position` at which a unit of `level` ends for the `count`-th time, or the run's end.

    For the levels inside an operation, the unit is the operation.
    """
    starts, length = _starts(program, level)
    begun, done = divmod(position, length)
    cycles, place = divmod(bisect_right(starts, done) + count - 1, len(starts))
    return min(program.last_position, (begun + cycles) * length + starts[place])


def start_of_unit(program: Program, position: int, level: Level, count: int = 1) -> int:
    """Return the position before `position` at which a unit of `level` begins for the `count`-th time, or 0."""
    starts, length = _starts(program, level)
    begun, done = divmod(max(0, position - 1), length)
    cycles, place = divmod(bisect_left(starts, done + 1) - count, len(starts))
    return max(0, (begun + cycles) * length + starts[place])


def _starts(program: Program, level: Level) -> tuple[list[int], int]:
    """Return the operations, from 0, at which units begin, and after how many operations that repeats."""
    ops = program.ops
    match level:
        case "epoch":
            return [0], len(ops) * program.schedule.steps_per_epoch
        case "training step":
            return [0], len(ops)
        case "phase" | "layer":
            places = [(op.phase, op.layer if level == "layer" else 0) for op in ops]
            return [i for i, place in enumerate(places) if i == 0 or place != places[i - 1]], len(ops)
        case _:
            return list(range(len(ops))), len(ops)
