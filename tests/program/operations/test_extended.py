"""Quantities that a sheet, a condition or a person's own code names are computed without the scenario stating them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

import nnstep
from nnstep.cli import main
from nnstep.debugger.breakpoint_text import parse_breakpoint
from nnstep.errors import CommandError
from nnstep.program.compile import extended
from nnstep.session.opening import open_program

FZ1 = [0.241300706, 0.240613417]
"""Of sigmoid-2-2-2, a1 (1 - a1) of 0.593269992 and 0.596884378."""


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


@pytest.mark.thorough
def test_a_sheet_may_name_them(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.toml"
    sheet.write_text("fz1 = [0.241, 0.2406]\nE_k = [0.2748, 0.0236]\n[step.2]\nstepW1[0,0] = -0.0002\n")
    result = call("check", "sigmoid-2-2-2", str(sheet))
    assert result.stdout.splitlines()[-1] == "5 of 5 correct"
    assert "correct: step 1: E_k, fz1; step 2: stepW1[0,0]" in result.stdout.splitlines()
    assert call("which", "sigmoid-2-2-2", str(sheet)).exit_code in (0, 1)


def test_python_s_check_and_checker_may_name_them() -> None:
    assert nnstep.check("sigmoid-2-2-2", {"fz1": [0.2413, 0.2406]}).is_right
    assert "right" in repr(nnstep.Checker("sigmoid-2-2-2").fz1(np.array(FZ1)))


def test_conditions_on_the_command_line_may_name_them() -> None:
    result = call("run", "sigmoid-2-2-2", "--until", "fz1[0] > 0.2")
    assert result.exit_code == 0
    program = open_program("sigmoid-2-2-2", mentions=["fz2[0] > 0.1"])
    assert "fz2" in program.shapes


def test_nothing_is_computed_that_was_not_named() -> None:
    program = open_program("sigmoid-2-2-2")
    assert extended(program, ["a1", "nonsense", "E"]) is program


def test_a_breakpoint_in_a_run_says_how_to_have_them() -> None:
    with pytest.raises(CommandError, match="fz1 is not computed here") as caught:
        parse_breakpoint("if fz1[0] > 0.2", open_program("sigmoid-2-2-2"))
    assert caught.value.hint == 'add quantities = ["fz1"] to the scenario'
