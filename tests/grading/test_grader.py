"""What a grader does beside its verdicts."""

from __future__ import annotations

import pytest

from nnstep.grading.grader import Grader
from nnstep.grading.sheet.sheet_reader import parse_sheet
from nnstep.program.compile import compile_program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load


@pytest.mark.thorough
def test_progress_is_told_while_mistakes_are_looked_for() -> None:
    program = compile_program(load(find("zheng-exercise-1")))
    told: list[float] = []
    grader = Grader(program, tell=lambda _, part: told.append(part))
    assert not grader.grade(parse_sheet("z1 = [17, 4, 11, 9]", "sheet.toml", program)).is_right
    assert len(told) > 10
    assert all(0 <= part <= 1 for part in told)
