"""The recipes of docs/graders.md, taken from the page and run: what right, wrong and missing answers bring."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner

import nnstep
from nnstep.cli import main

PAGE = (Path(__file__).parents[1] / "docs" / "graders.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"^```python\n# ([^\n]+)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL))
RIGHT = {op.target: op.value for op in nnstep.run("zheng-exercise-1") if op.target in ("z1", "delta2", "dW1")}


def run_cell(code: str, names: dict[str, Any]) -> Any:
    """Run a cell of a notebook, and return the value of its last line, as a notebook shows it."""
    *lines, last = ast.parse(code).body
    exec(compile(ast.Module(lines, []), "cell", "exec"), names)
    assert isinstance(last, ast.Expr)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names)


@pytest.fixture
def beside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the file of the page importable, as it is beside a notebook."""
    module = ModuleType("nnstep_points")
    exec(BLOCKS["nnstep_points.py"], module.__dict__)
    monkeypatch.setitem(sys.modules, "nnstep_points", module)


@pytest.mark.usefixtures("beside")
def test_the_nbgrader_cell_gives_points_for_what_is_right(capsys: pytest.CaptureFixture[str]) -> None:
    cell = BLOCKS["nbgrader cell"]
    assert run_cell(cell, dict(RIGHT)) == 6
    assert run_cell(cell, {**RIGHT, "delta2": -RIGHT["delta2"]}) == 4
    assert "0 of 2 points: delta2 is not right" in capsys.readouterr().out
    assert run_cell(cell, {"z1": RIGHT["z1"]}) == 1


def test_the_otter_test_file_fails_where_an_array_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    """`test_case` only marks a function in Otter; here it leaves it as it is."""
    otter, test_files = ModuleType("otter"), ModuleType("otter.test_files")
    test_files.test_case = lambda points: lambda function: function  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "otter", otter)
    monkeypatch.setitem(sys.modules, "otter.test_files", test_files)
    names: dict[str, Any] = {}
    exec(BLOCKS["tests/q1.py"], names)
    names["test_z1"](RIGHT)
    names["test_delta2"](RIGHT)
    with pytest.raises(AssertionError, match="delta2 is not right"):
        names["test_delta2"]({"delta2": -RIGHT["delta2"]})


@pytest.mark.sweep
@pytest.mark.parametrize(
    ("answer", "fraction", "said"),
    [
        ("z1 = [23, 12, 15, 21]\ndelta2 = [115, 141]", 1, "6 of 6 correct"),
        ("z1 = [23, 12, 15, 21]", 4 / 6, "4 of 4 correct"),
        ("z1 = [23, 12, 15, 21]\ndelta2 = [115, -141]", 5.5 / 6, "delta2[1]: "),
        ("delta2 = [<b>, 1]", 0, "&lt;b&gt;"),
    ],
)
def test_the_coderunner_template_prints_a_fraction_and_harmless_feedback(
    answer: str, fraction: float, said: str, tmp_path: Path
) -> None:
    command = re.search(r"`nnstep (sheet zheng-exercise-1 [^`]*)`", PAGE)
    assert command is not None
    arguments = command[1].replace("asked.toml", str(tmp_path / "asked.toml")).split()
    assert CliRunner().invoke(main, arguments).exit_code == 0
    script = BLOCKS["CodeRunner template"].replace("{{ STUDENT_ANSWER | e('py') }}", answer)
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(Path(nnstep.__file__).parents[1])},
        capture_output=True,
        text=True,
    )
    shown = json.loads(done.stdout)
    assert shown["fraction"] == pytest.approx(fraction)
    assert said in shown["prologuehtml"]
    assert "<b>" not in shown["prologuehtml"]
