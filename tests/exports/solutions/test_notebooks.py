"""A worked solution as a notebook: its cells run, and its checks pass."""

from __future__ import annotations

import json
from contextlib import chdir
from pathlib import Path

import numpy as np
import pytest

from nnstep.errors import CommandError, ExportError
from nnstep.exports.exporting import export_to, write_export
from nnstep.exports.notebook_parts.start_values import start_values
from nnstep.exports.solutions.solution_request import SolutionRequest
from nnstep.program.compile import compile_program
from nnstep.session.opening import open_program
from tests.conftest import build_scenario
from tests.exercises import SMALL
from tests.exports.solutions.test_numbers import solved, written


@pytest.mark.sweep
@pytest.mark.parametrize("name", sorted(SMALL))
def test_the_cells_of_every_notebook_run_and_their_checks_pass(name: str) -> None:
    cells = json.loads(written(solved(name), "notebook"))["cells"]
    values: dict[str, object] = {}
    sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    for source in sources:
        exec(source, values)
    checked = sum("check" in source for source in sources[1:])
    assert checked >= len(open_program(name).ops)


@pytest.mark.thorough
def test_a_notebook_runs_in_jupyter(tmp_path: Path) -> None:
    """Of large arrays, of later steps, and of phases that are left out."""
    client, nbformat = pytest.importorskip("nbclient"), pytest.importorskip("nbformat")
    pytest.importorskip("ipykernel")
    program = open_program("digits")
    path = tmp_path / "digits.ipynb"
    write_export(program, export_to(path, solution=SolutionRequest(phases="backward,gradient", steps="1,3")))
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    client.NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    shown = [output["data"]["text/plain"] for cell in notebook.cells for output in cell.get("outputs", ())]
    assert len(shown) == 2 * sum(op.phase in ("backward", "gradient") for op in program.ops)


def test_a_notebook_finds_the_scenario_from_where_it_lies(tmp_path: Path) -> None:
    scenario = tmp_path / "exercises" / "own.toml"
    scenario.parent.mkdir()
    scenario.write_text(SMALL["xor"].read_text())
    path = tmp_path / "notebooks" / "own.ipynb"
    path.parent.mkdir()
    write_export(open_program(scenario), export_to(path))
    assert "nnstep.Checker('../exercises/own.toml')" in path.read_text()
    with pytest.raises(ExportError, match="own epochs"):
        write_export(open_program("xor", 3), export_to(tmp_path / "three.ipynb"))


def test_a_graph_whose_numbers_have_the_notebooks_names_is_kept_apart(tmp_path: Path) -> None:
    text = """title = "t"
learning_rate = 0.1
[graph]
given = { check = 3 }
parameters = { forget = 1 }
lines = ["start = forget * check", "z = start**2"]
"""
    scenario = tmp_path / "graph.toml"
    scenario.write_text(text)
    path = tmp_path / "graph.ipynb"
    write_export(open_program(scenario), export_to(path))
    source = run_notebook(path, tmp_path)
    assert "check_ = nnstep.Checker('graph.toml')" in source
    assert 'check_("forget", forget)' in source


def run_notebook(path: Path, folder: Path) -> str:
    """Run the cells of a notebook in its folder, and return their lines."""
    cells = json.loads(path.read_text())["cells"]
    source = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    with chdir(folder):
        exec(source, {})
    return source


def test_what_is_not_finite_is_computed_and_not_checked(tmp_path: Path) -> None:
    scenario = tmp_path / "far.toml"
    scenario.write_text(
        SMALL["zheng-descent-square"].read_text().replace("learning_rate = 0.1", "learning_rate = 1e200")
    )
    assert "1e200" in scenario.read_text()
    path = tmp_path / "far.ipynb"
    write_export(open_program(scenario), export_to(path, solution=SolutionRequest(steps="1-3")))
    with np.errstate(all="ignore"):
        source = run_notebook(path, tmp_path)
    assert "not finite, so it is not checked" in source


def test_the_lines_of_a_sheet_are_comments_to_be_filled_in(tmp_path: Path) -> None:
    path = tmp_path / "sheet.ipynb"
    write_export(
        open_program("xor"), export_to(path, solution=SolutionRequest(is_sheet=True, phases="backward", steps="1,3"))
    )
    source = run_notebook(path, tmp_path)
    assert "# delta2 = \n# check.delta2(delta2)" in source
    assert source.count("\nz1 = ") == 2, "what comes before is computed, in each step that begins anew"
    assert source.count("# dW2 = ") == 2, "what needs the answers waits for them"


def test_what_a_step_starts_from_is_what_the_run_had() -> None:
    values = start_values("zheng-exercise-4", step=2)
    program = open_program("zheng-exercise-4")
    assert set(values) == {*program.start, *program.schedule.feeds(1)}
    assert not np.array_equal(values["W1"], program.start["W1"])
    with pytest.raises(CommandError, match="there is no training step 5000"):
        start_values("zheng-exercise-4", step=5000)


def test_a_scenario_that_is_no_file_is_refused(tmp_path: Path) -> None:
    program = compile_program(build_scenario((1, 1), ("linear",)))
    with pytest.raises(ExportError, match="is not there, and a notebook reads it"):
        write_export(program, export_to(tmp_path / "a.ipynb"))
