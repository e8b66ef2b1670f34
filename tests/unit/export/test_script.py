"""The exported script: NumPy alone, and the same numbers to the last bit."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from nnstep.errors import ExportError
from nnstep.export.script import MOST_NUMBERS, script
from nnstep.machine.timeline import Timeline
from nnstep.program.compile import compile_program
from nnstep.program.types import Program
from nnstep.scenario.bundled import bundled_paths
from nnstep.scenario.conventions import Conventions
from nnstep.scenario.load import load
from tests.exercises import READY
from tests.unit.conftest import build_scenario

NAMES = [
    "zheng-exercise-1",
    "zheng-exercise-3",
    "zheng-exercise-4",
    "kapur-folded-biases",
    "tashfeen-paraboloid",
    "zheng-descent-square",
    "xor",
    "bradbury-graph-two-paths",
    "logistic-regression",
]


def printed(text: str, folder: Path) -> list[str]:
    (folder / "script.py").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", "script.py"], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


def expected(program: Program) -> list[str]:
    timeline, per_epoch, length = Timeline(program), program.schedule.steps_per_epoch, len(program.ops)
    lines = []
    for epoch in range(1, program.schedule.epochs + 1):
        frame = timeline.seek(epoch * per_epoch * length)
        lines.append(f"epoch {epoch}: error {float(frame.errors[-per_epoch:].mean())!r}")
        if frame.at_end:
            break
    return [*lines, *(f"{id} = {frame.values[id].tolist()}" for id in program.gradients)]


@pytest.mark.parametrize("name", NAMES)
def test_the_script_prints_the_numbers_that_nnstep_shows(name: str, tmp_path: Path) -> None:
    program = compile_program(load(bundled_paths()[name]))
    assert printed(script(program), tmp_path) == expected(program)


@pytest.mark.parametrize("name", sorted(set(READY) - set(NAMES)))
def test_the_scripts_of_all_other_exercises_begin_with_the_same_numbers(name: str, tmp_path: Path) -> None:
    program = compile_program(load(READY[name]), epochs=2)
    assert printed(script(program), tmp_path) == expected(program)


def test_it_computes_every_function_that_numpy_does_not_have(tmp_path: Path) -> None:
    scenario = build_scenario((3, 3, 2), ("sigmoid", "softmax"), error="cross-entropy", samples=2, epochs=3)
    scenario = replace(scenario, conventions=Conventions(orientation="row"), optimizer="momentum", settings={"mu": 0.9})
    program = compile_program(scenario)
    assert printed(script(program), tmp_path) == expected(program)


def test_it_imports_numpy_and_nothing_else() -> None:
    text = script(compile_program(load(bundled_paths()["zheng-exercise-4"])))
    imports = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert [ast.unparse(node) for node in imports] == ["import numpy as np"]


def test_its_lines_are_those_of_the_program() -> None:
    program = compile_program(load(bundled_paths()["zheng-exercise-3"]))
    text = script(program)
    assert all(re.search(rf"^ +{re.escape(op.source)}$", text, re.MULTILINE) for op in program.ops)


def test_a_title_can_not_break_out_of_its_string(tmp_path: Path) -> None:
    scenario = replace(build_scenario((1, 1), ("linear",)), title='"""\nraise SystemExit(3)  # \\')
    assert printed(script(compile_program(scenario)), tmp_path)


def test_more_numbers_than_a_script_should_hold_are_refused() -> None:
    scenario = build_scenario((1000, 201), ("linear",))
    with pytest.raises(ExportError, match=f"more than {MOST_NUMBERS:,}"):
        script(compile_program(scenario))
