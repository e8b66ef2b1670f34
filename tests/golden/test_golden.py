"""What the commands print of every bundled exercise, as text in files: read them in a diff.

``NNSTEP_UPDATE_GOLDEN=1`` writes them anew.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from nnstep.cli import main
from tests.exercises import SMALL

FOLDER = Path(__file__).parent


@pytest.mark.parametrize("name", SMALL)
@pytest.mark.parametrize("command", ["show", "run"])
def test_the_printed_text_is_the_one_on_file(name: str, command: str) -> None:
    options = ["--epochs", "1"] if command == "run" else []
    result = CliRunner().invoke(main, [command, name, *options])
    assert result.exit_code == 0, result.output
    printed = result.stdout
    golden = FOLDER / f"{name}.{command}.txt"
    if os.environ.get("NNSTEP_UPDATE_GOLDEN"):
        golden.write_text(printed, encoding="utf-8")
    assert printed == golden.read_text(encoding="utf-8")


def test_no_text_is_left_of_an_exercise_that_is_gone() -> None:
    assert {path.name.split(".")[0] for path in FOLDER.glob("*.txt")} == set(SMALL)


@pytest.mark.parametrize(("name", "target"), [("zheng-exercise-4", "torch"), ("xor", "torch"), ("xor", "sklearn")])
def test_the_exported_script_is_the_one_on_file(name: str, target: str, tmp_path: Path) -> None:
    script, golden = tmp_path / "script.py", FOLDER / f"{name}.{target}.txt"
    result = CliRunner().invoke(main, ["export", name, "--to", target, "-o", str(script)])
    assert result.exit_code == 0, result.output
    if os.environ.get("NNSTEP_UPDATE_GOLDEN"):
        golden.write_text(script.read_text(encoding="utf-8"), encoding="utf-8")
    assert script.read_text(encoding="utf-8") == golden.read_text(encoding="utf-8")
