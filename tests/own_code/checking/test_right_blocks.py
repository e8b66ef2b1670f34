"""Right blocks that end anywhere in a training step: whatever part of it they are, they are never accused."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from nnstep import Checker
from nnstep.expr.walks.numpy_line import source
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load

ENDS = ("forward", "backward", "gradient", "update")
NAME = re.compile(r"(?<![\w.])([A-Za-z_]\w*)(?!\w*\()")
FUNCTIONS = {"np": np, "sigmoid": lambda z: 1 / (1 + np.exp(-z))}


def block(program: Program, end: str) -> str:
    """Return the lines of the first training step up to a phase, with names that say nothing."""
    phases = ["forward", "error", *ENDS[1 : ENDS.index(end) + 1]]
    names = {id: f"given[{id!r}]" for id in program.shapes}
    lines = []
    for op in program.ops:
        if op.phase in phases:
            right = NAME.sub(lambda match: names.get(match[1], match[1]), source(op.expression))
            own = f"v{len(lines)}"
            lines.append(f"        {own} = {right}")
            if op.phase != "update":
                names[op.target] = own
    return "def go():\n    with check.watching() as seen:\n" + "\n".join(lines) + "\n    return seen\n"


@pytest.mark.sweep
@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("scenario", ["zheng-exercise-1", "kapur-relu", "tashfeen-parity", "kapur-momentum"])
def test_a_right_part_of_a_training_step_passes(tmp_path: Path, scenario: str, end: str) -> None:
    program = compile_program(load(find(scenario)))
    given = {id: np.array(value) for id, value in {**program.start, **program.schedule.feeds(0)}.items()}
    file = tmp_path / "part.py"
    file.write_text(block(program, end), encoding="utf-8")
    names = {**FUNCTIONS, "check": Checker(scenario), "given": given}
    exec(compile(file.read_text(encoding="utf-8"), str(file), "exec"), names)
    assert names["go"]().is_right
