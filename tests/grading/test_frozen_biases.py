"""Frozen biases beside an optimizer with a state: a mistake that trains them has no state to go on from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnstep.grading.grader import Grader
from nnstep.grading.sheet.sheet_reader import parse_sheet
from nnstep.optimizers import OPTIMIZERS
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load


def frozen_program(optimizer: str) -> Program:
    scenario = load(find("sigmoid-2-2-2"))
    frozen = replace(
        scenario,
        optimizer=optimizer,
        settings=OPTIMIZERS[optimizer].settings,
        conventions=replace(scenario.conventions, biases="frozen"),
        layers=tuple(
            replace(layer, biases=None if layer.biases is None else np.broadcast_to(layer.biases, (layer.neurons, 1)))
            for layer in scenario.layers
        ),
    )
    return compile_program(frozen)


@pytest.mark.sweep
@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS))
def test_a_wrong_number_is_judged_with_every_optimizer(optimizer: str) -> None:
    grader = Grader(frozen_program(optimizer))
    result = grader.grade(
        parse_sheet("W2.0.0 = 0.4321\n[step.2]\nE = 0.2345\nW1.0.0 = 0.1999\n", "s.toml", grader.program)
    )
    assert {verdict.kind for verdict in result.verdicts} <= {"wrong", "mistake", "ambiguous", "carried"}


@pytest.mark.thorough
def test_a_mistake_among_rounded_numbers_is_judged() -> None:
    """The rounding is looked into where a story trains the biases: their state is no quantity of the exercise."""
    answers = (
        "z1 = [0.3775, 0.3925]\na1 = [0.5933, 0.5969]\nz2 = [1.1059, 1.2249]\na2 = [0.7514, 0.7729]\nE = 0.2984\n"
        "delta2 = [0.1385, -0.0381]\ndelta1 = [0.0364, 0.0414]\nW2 = [[0.3589, 0.4087], [0.5113, 0.5614]]\n"
        "W1 = [[0.1491, 0.1982], [0.2490, 0.2979]]\n"
    )
    grader = Grader(frozen_program("adagrad"))
    assert grader.grade(parse_sheet(answers, "s.toml", grader.program)).at(1, "delta1")[0].kind == "mistake"
