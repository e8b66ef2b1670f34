"""What an exported script prints, and what it should."""

from __future__ import annotations

import ast
import io
import re
from contextlib import redirect_stdout

import numpy as np

from nnstep.engine.timeline import Timeline
from nnstep.program.program import Program


def expected_lines(program: Program) -> list[str]:
    """Return what the script of a program prints, by the run itself."""
    timeline, per_epoch, length = Timeline(program), program.schedule.steps_per_epoch, len(program.ops)
    lines = []
    for epoch in range(1, program.schedule.epochs + 1):
        frame = timeline.seek(epoch * per_epoch * length)
        error = f": error {float(frame.errors[-per_epoch:].mean())!r}" if program.objective else " done"
        lines.append(f"epoch {epoch}{error}")
        if frame.at_end:
            break
    return [*lines, *(f"{id} = {frame.values[id].tolist()}" for id in program.gradients)]


def lines_of(text: str) -> list[str]:
    """Return what a script prints, run here, in a namespace of its own."""
    with redirect_stdout(io.StringIO()) as out:
        exec(compile(text, "script.py", "exec"), {"__name__": "__main__"})
    return out.getvalue().splitlines()


def assert_same_numbers(text: str, program: Program, rounding: float = 1e-12) -> None:
    """Assert that a script prints the numbers of the run, of the same names and shapes, but for rounding."""
    printed, wanted = lines_of(text), expected_lines(program)
    assert len(printed) == len(wanted)
    for one, other in zip(printed, wanted, strict=True):
        (name, value), (own_name, own_value) = _number(one), _number(other)
        assert name == own_name
        assert value.shape == own_value.shape, name
        assert np.all(np.abs(value - own_value) <= rounding * np.maximum(1, np.abs(own_value))), (one, other)


def _number(line: str) -> tuple[str, np.ndarray]:
    found = re.fullmatch(r"(.+?)(?: =|: error) (.+)", line)
    assert found is not None, line
    return found[1], np.array(ast.literal_eval(found[2]))
