"""Right sheets and sheets with one wrong number for every error and activation, in every form of the output's delta."""

from __future__ import annotations

import numpy as np
import pytest

from nnstep.activations import ACTIVATIONS
from nnstep.errors import NNStepError
from nnstep.grading.grader import Grader
from nnstep.losses import LOSSES
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.load import parse
from tests.grading.worked import rounded, sheet_of, worked

FORMS = {
    "fused": "",
    "unfused": 'output_delta = "unfused"',
    "stepwise": 'backward = "stepwise"',
}


def program_of(error: str, activation: str, form: str) -> Program | None:
    """Return a 2-2-2 network with this error and output; None where they don't go together."""
    target = "target = [1, 0]\n" if LOSSES[error].takes_target else ""
    text = (
        f"title = 'T'\ninput = [0.5, -1.2]\n{target}learning_rate = 0.1\nerror = '{error}'\n"
        "[[layers]]\nactivation = 'tanh'\nweights = [[0.3, 0.1], [-0.7, 0.9]]\nbiases = [0.2, -0.1]\n"
        f"[[layers]]\nactivation = '{activation}'\nweights = [[0.4, 0.6], [0.3, -0.2]]\nbiases = [0.5, 0.3]\n"
        f"[conventions]\n{FORMS[form]}\n"
    )
    try:
        return compile_program(parse(text, "a.toml"))
    except NNStepError:
        return None


@pytest.mark.sweep
@pytest.mark.parametrize("form", list(FORMS))
@pytest.mark.parametrize("error", list(LOSSES))
def test_a_right_sheet_is_right_and_a_wrong_number_is_found(error: str, form: str) -> None:
    programs = [program for activation in ACTIVATIONS if (program := program_of(error, activation, form))]
    assert programs
    for program in programs:
        values = {key: value for key, value in worked(program).items() if np.isfinite(value).all()}
        assert Grader(program).grade(sheet_of(values, lambda value: rounded(value, 7))).is_right
    wrong = {key: value + 0.123 for key, value in worked(programs[0]).items() if key[1] in ("da2", "delta2")}
    assert Grader(programs[0]).grade(sheet_of(wrong)).first_mistake is not None
