"""What a training step starts from, for notebooks whose arrays are too large to be written into a cell."""

from __future__ import annotations

from pathlib import Path

from nnstep.engine.timeline import Timeline
from nnstep.errors import CommandError
from nnstep.expr.array import Array
from nnstep.session.opening import open_program


def start_values(scenario: str | Path, *, step: int = 1) -> dict[str, Array]:
    """Return the parameters before training step `step`, counted from 1, and its batch, by id.

    Raise CommandError where there is no such training step, and as `nnstep.load` does.
    """
    program = open_program(scenario)
    if not 1 <= step <= program.schedule.steps:
        raise CommandError(f"there is no training step {step}", f"they go from 1 to {program.schedule.steps}")
    frame = Timeline(program).seek((step - 1) * len(program.ops))
    return {**{id: frame.values[id] for id in program.start}, **program.schedule.feeds(step - 1)}
