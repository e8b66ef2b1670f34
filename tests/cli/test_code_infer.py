"""``nnstep code --infer``, and notebooks and tests given to ``nnstep code``."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from nnstep.cli.results.schema_registry import json_schemas
from tests.own_code.inferring.test_inferred_programs import RIGHT

WRONG = RIGHT.replace(" * h * (1 - h)", "")


def nnstep(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "nnstep", "code", *words], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.mark.thorough
def test_a_scenario_is_proposed_saved_and_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "net.py").write_text(RIGHT)
    result = nnstep(tmp_path, "--infer", "-o", "found.toml", "net.py")
    assert result.returncode == 0, result.stderr
    assert "agrees for 3 training steps" in result.stdout
    assert nnstep(tmp_path, "found.toml", "net.py").returncode == 0
    again = nnstep(tmp_path, "--infer", "-o", "found.toml", "net.py")
    assert again.returncode == 2
    assert "--force" in again.stderr


@pytest.mark.thorough
def test_a_wrong_program_has_a_scenario_that_then_explains_it(tmp_path: Path) -> None:
    (tmp_path / "net.py").write_text(WRONG)
    result = nnstep(tmp_path, "--infer", "--json", "-o", "found.toml", "net.py")
    assert result.returncode == 1
    document = json.loads(result.stdout)
    assert document["result"]["agrees"] is False
    Draft202012Validator(json_schemas()["code"].make()).validate(document)
    explained = nnstep(tmp_path, "found.toml", "net.py")
    assert explained.returncode == 1
    assert "Goes wrong first in line 11" in explained.stdout


@pytest.mark.thorough
def test_options_that_do_not_go_together_are_refused(tmp_path: Path) -> None:
    (tmp_path / "net.py").write_text(RIGHT)
    for options in (("--app",), ("--steps", "2"), ("--all",)):
        assert nnstep(tmp_path, "--infer", *options, "net.py").returncode == 2
    assert nnstep(tmp_path, "-o", "found.toml", "sigmoid-2-2-2", "net.py").returncode == 2


@pytest.mark.thorough
def test_lines_of_a_notebook_are_named_by_their_cells(tmp_path: Path) -> None:
    first, second = WRONG.split("for epoch")
    cells = [{"cell_type": "code", "source": text} for text in ("%pylab", first, f"for epoch{second}")]
    (tmp_path / "net.ipynb").write_text(json.dumps({"cells": cells}))
    result = nnstep(tmp_path, "sigmoid-2-2-2", "net.ipynb")
    assert result.returncode == 1
    assert "Goes wrong first in cell 3, line 5, training step 1." in result.stdout
    assert "cell 1, line 1 (%pylab)" in result.stdout
    (fault,) = json.loads(nnstep(tmp_path, "sigmoid-2-2-2", "--json", "net.ipynb").stdout)["result"]["faults"]
    assert (fault["cell"], fault["cell_line"]) == (3, 5)
    assert fault["line"] == 12
