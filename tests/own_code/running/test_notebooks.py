"""A notebook's code cells run in order as one program, and lines are named by their cells."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nnstep.errors import CommandError
from nnstep.own_code.running import watch_program
from nnstep.own_code.running.notebook import read_notebook
from nnstep.own_code.watched import WatchedProgram


def written(folder: Path, *cells: str, name: str = "net.ipynb", metadata: object = None) -> Path:
    path = folder / name
    entries = [{"cell_type": "code", "source": cell.splitlines(keepends=True)} for cell in cells]
    notebook = {"cells": [{"cell_type": "markdown", "source": "# Text"}, *entries], "metadata": metadata or {}}
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


def run(path: Path) -> WatchedProgram:
    return watch_program(path, on_output=lambda _stream, _data: None, read_input=False)


def test_values_stand_at_the_lines_of_their_cells(tmp_path: Path) -> None:
    (tmp_path / "given.py").write_text("start = 2.5\n")
    (tmp_path / "start.txt").write_text("4.5")
    path = written(
        tmp_path,
        "from given import start",
        "",
        "# first\nx = start",
        "y = float(open('start.txt').read())\nz = x * y",
    )
    watched = run(path)
    found = {one.place: one for one in watched.assignments}
    assert float(found["z"].value) == 11.25
    names = {place: watched.line_name(one.file, one.line) for place, one in found.items()}
    assert names["x"] == "cell 2, line 2"  # empty cells get no number when Jupyter runs them
    assert names["z"] == "cell 3, line 2"
    assert names["start"] in ("line 1", "cell 1, line 1")  # of the module, or of the import
    assert watched.script == path
    assert watched.end.status == 0


def test_what_only_ipython_runs_is_left_out_and_said(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "%matplotlib inline\nx = 7 % 4\ny = (x\n  % 2)",
        "if x:\n    !ls\nnumpy?\nfiles = !ls\n%time z = x + 0.5",
        "%%bash\nls",
        "%%time\nw = z * 2",
    )
    found = read_notebook(path)
    assert found.cells.left_out == (
        "cell 1, line 1 (%matplotlib inline)",
        "cell 2, line 2 (!ls)",
        "cell 2, line 3 (numpy?)",
        "cell 2, line 4 (files = !ls)",
        "cell 3 (%%bash)",
    )
    values: dict[str, object] = {}
    exec(compile(found.text, "cells", "exec"), values)  # a line each, as in the cells
    assert (values["y"], values["z"], values["w"]) == (1, 3.5, 7.0)
    assert len(found.text.splitlines()) == len(found.cells.places) == 13


def test_an_exception_is_named_by_its_cell(tmp_path: Path) -> None:
    watched = run(written(tmp_path, "x = 1.5", "y = 2.5\nz = y / 0"))
    assert "ZeroDivisionError" in watched.end.exception
    assert watched.end.exception_line is not None
    assert watched.line_name(watched.script, watched.end.exception_line) == "cell 2, line 2"


def test_old_notebooks_and_texts_in_one_piece_are_read(tmp_path: Path) -> None:
    path = tmp_path / "old.ipynb"
    path.write_text(json.dumps({"worksheets": [{"cells": [{"cell_type": "code", "input": "x = 1.5\ny = 2.5"}]}]}))
    assert read_notebook(path).text == "x = 1.5\ny = 2.5\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "is not JSON"),
        ("[]", "has no list of cells"),
        ("{}", "has no list of cells"),
        ('{"cells": [1]}', "has no list of cells"),
        ('{"cells": [{"cell_type": "code"}]}', "has no text"),
        ('{"cells": [{"cell_type": "markdown", "source": "x"}]}', "has no code cells"),
        ('{"cells": [], "metadata": {"kernelspec": {"language": "julia"}}}', "a notebook in julia"),
    ],
)
def test_what_is_no_notebook_is_refused(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "net.ipynb"
    path.write_text(text)
    with pytest.raises(CommandError, match=said):
        read_notebook(path)
