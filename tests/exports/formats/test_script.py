"""The exported script: NumPy alone, and the same numbers to the last bit."""

from __future__ import annotations

import ast
import builtins
import re
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from keyword import iskeyword
from pathlib import Path

import numpy as np
import pytest

from nnstep.activations import ACTIVATIONS
from nnstep.errors import ExportError
from nnstep.exports.formats.script import script
from nnstep.program.compile import compile_program
from nnstep.scenario.bundled import bundled_paths
from nnstep.scenario.load import load, parse
from nnstep.scenario.tables.conventions import Conventions
from nnstep.scenario.tables.graph import RESERVED
from tests.conftest import build_scenario
from tests.exercises import READY
from tests.exports.script_output import expected_lines, lines_of
from tests.random_training import with_random_training

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


@pytest.mark.sweep
@pytest.mark.parametrize("name", NAMES)
def test_the_script_prints_the_numbers_that_nnstep_shows(name: str, tmp_path: Path) -> None:
    program = compile_program(load(bundled_paths()[name]))
    assert printed(script(program), tmp_path) == expected_lines(program)


@pytest.mark.sweep
@pytest.mark.parametrize("name", sorted(set(READY) - set(NAMES)))
def test_the_scripts_of_all_other_exercises_begin_with_the_same_numbers(name: str, tmp_path: Path) -> None:
    program = compile_program(load(READY[name]), epochs=2)
    assert printed(script(program), tmp_path) == expected_lines(program)


def test_it_computes_every_function_that_numpy_does_not_have(tmp_path: Path) -> None:
    scenario = build_scenario((3, 3, 2), ("sigmoid", "softmax"), error="cross-entropy", samples=2, epochs=3)
    scenario = replace(scenario, conventions=Conventions(orientation="row"), optimizer="momentum", settings={"mu": 0.9})
    program = compile_program(scenario)
    assert printed(script(program), tmp_path) == expected_lines(program)


@pytest.mark.parametrize("seed", range(3))
def test_it_computes_every_form_of_training(seed: int, tmp_path: Path) -> None:
    scenario = replace(build_scenario((2, 3, 2), ("tanh", "sigmoid"), samples=3, epochs=3), batch_size=2)
    program = compile_program(with_random_training(scenario, np.random.default_rng(seed)))
    assert printed(script(program), tmp_path) == expected_lines(program)


def test_it_computes_every_activation_and_the_hard_errors(tmp_path: Path) -> None:
    """Of two training steps, in one script after the other, each in a name space of its own."""
    parts, lines = [], []
    for activation in sorted(ACTIVATIONS):
        output, error = {
            "gelu": ("sigmoid", "binary-cross-entropy"),
            "elu": ("softmax", "cross-entropy"),
            "sign": ("tanh", "hinge"),
            "swish": ("linear", "root-mean-squared"),
        }.get(activation, (activation, "huber"))
        scenario = build_scenario((2, 3, 2), (activation, output), error=error, samples=2, learning_rate=0.01)
        conventions = Conventions(backward="stepwise", output_delta="unfused")
        program = compile_program(replace(scenario, conventions=conventions, error_factor=Fraction(1, 3)))
        parts.append(f"exec({script(program)!r}, {{}})")
        lines += expected_lines(program)
    assert printed("\n".join(parts), tmp_path) == lines


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
    with pytest.raises(ExportError, match="and at most 200,000 are written"):
        script(compile_program(scenario))


HOSTILE = Path(__file__).parents[2] / "hostile"
GRAPH = """title = "t"
learning_rate = 0.1
[graph]
given = {{ {0} = 3 }}
parameters = {{ x = 1 }}
lines = ["z = sigmoid(x - {0})**2"]
[training]
epochs = 3
[training.stop]
error_below = 1e-9
gradient_below = 1e-9
"""


def names_in(text: str) -> set[str]:
    return {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}


PLAIN = compile_program(parse(GRAPH.format("c"), "a.toml"))
SCRIPT_NAMES = names_in(script(PLAIN)) | names_in(
    script(compile_program(build_scenario((2, 2, 1), ("sigmoid", "softmax"), error="cross-entropy", samples=3)))
)
HARD_NAMES = sorted(
    name
    for name in {*dir(builtins), *SCRIPT_NAMES, "epoch_", "match", "case", "type", "run", "np1", "changed", "y", "W1"}
    if name.isidentifier() and name[0] != "_" and not iskeyword(name) and name not in {*RESERVED, *PLAIN.shapes}
)


def test_the_hard_names_are_those_that_scripts_use_and_all_built_ins() -> None:
    assert {"epoch", "first", "errors", "step", "print", "float", "range", "max", "inputs", "order", "rows"} - {
        *HARD_NAMES
    } <= RESERVED
    assert len(HARD_NAMES) > 100


@pytest.mark.parametrize("name", HARD_NAMES)
def test_no_name_of_a_person_meets_one_of_the_script(name: str) -> None:
    for text in (
        GRAPH.format(name),
        GRAPH.format("c").replace("z = ", f'{name} = c*x", "z = ').replace("(x -", f"({name} -"),
        GRAPH.format("c").replace("x", name).replace(f"ma{name}", "max").replace(f"e{name}p", "exp"),
    ):
        program = compile_program(parse(text, "a.toml"))
        assert lines_of(script(program)) == expected_lines(program), text


@pytest.mark.parametrize("file", ["names-epoch", "names", "g4"])
def test_the_script_of_a_graph_with_hard_names_prints_the_runs_numbers(file: str, tmp_path: Path) -> None:
    program = compile_program(load(HOSTILE / f"{file}.toml"))
    assert printed(script(program), tmp_path) == expected_lines(program)


def test_the_script_of_a_graph_without_a_rate_is_complete(tmp_path: Path) -> None:
    program = compile_program(load(HOSTILE / "graph1.toml"))
    assert printed(script(program), tmp_path) == expected_lines(program)


def test_names_that_no_quantity_has_stay_as_they_are() -> None:
    text = script(PLAIN)
    assert {"epoch", "first", "errors", "print"} <= names_in(text)
    assert "print_" not in text
