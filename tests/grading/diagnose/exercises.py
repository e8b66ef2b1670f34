"""Small exercises, and what the check says of a sheet for one."""

from __future__ import annotations

from functools import cache

from nnstep.grading.grader import Grader
from nnstep.grading.result import GradingResult
from nnstep.grading.sheet.sheet_reader import parse_sheet
from nnstep.program.compile import compile_program
from nnstep.scenario.load import parse

TWO_LAYERS = """
title = "Two layers"
input = [0.5, 1.0]
target = [1]
learning_rate = 0.5
[[layers]]
weights = [[0.1, 0.2], [0.3, -0.4]]
biases = [0.1, 0.2]
[[layers]]
weights = [[0.1, 0.2]]
biases = [0.3]
"""
NEURON = """
title = "A neuron"
input = [[1.5, -0.5]]
target = [[0.8]]
learning_rate = 0.4
[[layers]]
weights = [[0.3, 0.9]]
biases = [0.2]
[training]
epochs = 40
"""


@cache
def grader_of(scenario: str) -> Grader:
    """Return what grades the answers to an exercise; made once."""
    return Grader(compile_program(parse(scenario, "exercise.toml")))


def graded(scenario: str, sheet: str) -> GradingResult:
    """Return the verdicts on a sheet."""
    grader = grader_of(scenario)
    return grader.grade(parse_sheet(sheet, "sheet.toml", grader.program))
