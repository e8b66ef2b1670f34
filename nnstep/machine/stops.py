"""Where the stepping commands stop: arithmetic on the static program, without running anything."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nnstep.program.types import Program


def phase_starts(program: Program) -> list[int]:
    """Return the operations of a training step, counted from 0, at which a phase begins."""
    phases = [op.phase for op in program.ops]
    return [i for i, phase in enumerate(phases) if i == 0 or phase != phases[i - 1]]


def next_phase(program: Program, position: int) -> int:
    """Return the next position at which a phase begins, or the run ends."""
    starts, length = phase_starts(program), len(program.ops)
    step, done = divmod(position, length)
    place = bisect_right(starts, done)
    return step * length + (starts[place] if place < len(starts) else length)


def previous_phase(program: Program, position: int) -> int:
    """Return the last position before this one at which a phase begins."""
    starts, length = phase_starts(program), len(program.ops)
    step, done = divmod(max(0, position - 1), length)
    return step * length + starts[bisect_left(starts, done + 1) - 1]


def next_training_step(program: Program, position: int) -> int:
    """Return the next position at which a training step ends."""
    length = len(program.ops)
    return min(program.last_position, (position // length + 1) * length)


def previous_training_step(program: Program, position: int) -> int:
    """Return the last position before this one at which a training step begins."""
    length = len(program.ops)
    return max(0, (position - 1) // length * length)
