"""Frozen biases beside an optimizer with a state: a mistake that trains them has no state to go on from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnstep.grading.grader import Grader
from nnstep.grading.sheet.sheet_reader import parse_sheet
from nnstep.optimizers import OPTIMIZERS
from nnstep.program.compile import compile_program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load


@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS))
def test_a_wrong_number_is_judged_with_every_optimizer(optimizer: str) -> None:
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
    grader = Grader(compile_program(frozen))
    result = grader.grade(
        parse_sheet("W2.0.0 = 0.4321\n[step.2]\nE = 0.2345\nW1.0.0 = 0.1999\n", "s.toml", grader.program)
    )
    assert {verdict.kind for verdict in result.verdicts} <= {"wrong", "mistake", "ambiguous", "carried"}
