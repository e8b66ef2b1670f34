"""Positions as people type them: ``epoch.step.operation``, or operations done. Knows programs only."""

from __future__ import annotations

from nnstep.errors import CommandError
from nnstep.program.program import Program

_MOST_DIGITS = 4000
"""Python refuses to turn longer texts into a number."""


def parse_position(text: str, program: Program) -> int:
    """Return the position that `text` names; raise CommandError where it names none of this run."""
    words = text.strip().split(".")
    parts = [int(word) for word in words if len(word) < _MOST_DIGITS and word.removeprefix("-").isdecimal()]
    if len(parts) != len(words) or len(parts) not in (1, 3):
        raise CommandError(f"{text!r} is no position", "write 1.1.4, or a number of operations such as 4")
    schedule, length = program.schedule, len(program.ops)
    match parts:
        case [position] if 0 <= position <= program.last_position:
            return position
        case [epoch, step, op] if (
            1 <= epoch <= schedule.epochs and 1 <= step <= schedule.steps_per_epoch and 0 <= op <= length
        ):
            return ((epoch - 1) * schedule.steps_per_epoch + step - 1) * length + op
    raise CommandError(
        f"{text.strip()} is outside the run",
        f"it ends at {program.place(program.last_position)}, after {program.last_position} operations",
    )


def carried_over(position: int, before: Program, now: Program) -> int:
    """Return the position in `now` that is reached where `before` was at `position`.

    The training step is the same, and in it the operation done last is, where there is one of its name and phase; the
    nearest one before it otherwise.
    """
    step, done = before.step_and_op(position)
    if step >= now.schedule.steps:
        return now.last_position
    numbers = {(op.target, op.phase): number for number, op in enumerate(now.ops, start=1)}
    passed = (numbers.get((op.target, op.phase), 0) for op in reversed(before.ops[:done]))
    return step * len(now.ops) + next(filter(None, passed), 0)
