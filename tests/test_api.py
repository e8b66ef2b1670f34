"""nnstep as Python programs use it."""

from __future__ import annotations

import doctest
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import nnstep
from nnstep import api
from nnstep.cli import main
from nnstep.errors import CommandError, ProgramError, SheetError

SHEET = {"z1": [3.3, 3.8, 4.3], "E": "1/3"}


@pytest.mark.parametrize("module", [api, nnstep])
def test_the_examples_of_the_docstrings_hold(module: object) -> None:
    found = doctest.testmod(module)  # type: ignore[arg-type]
    assert (found.failed, found.attempted > 3) == (0, True)


def test_importing_nnstep_loads_neither_numpy_nor_textual() -> None:
    script = "import sys, nnstep; dir(nnstep); print(*({'numpy', 'textual', 'click', 'rich'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"


def test_every_public_name_is_there_and_none_is_a_sub_package() -> None:
    packages = {path.parent.name for path in Path(nnstep.__file__).parent.glob("*/__init__.py")}
    for name in nnstep.__all__:
        assert getattr(nnstep, name) is not None
        assert name not in packages
    with pytest.raises(AttributeError, match="no attribute 'nosuch'"):
        nnstep.nosuch  # noqa: B018


def test_a_run_gives_each_operation_as_the_trace_has_it() -> None:
    printed = CliRunner().invoke(main, ["run", "xor", "--epochs", "2", "--json"]).stdout
    header, *lines = map(json.loads, printed.splitlines())
    records = [line for line in lines if line["kind"] == "op"]
    operations = list(nnstep.run("xor", epochs=2))
    assert len(operations) == len(records)
    for operation, record in zip(operations, records, strict=True):
        assert operation.position == record["position"]
        for key in ("epoch", "step", "op", "phase", "layer", "target"):
            assert getattr(operation, key) == record[key]
        np.testing.assert_array_equal(operation.value, np.reshape(record["value"], record["shape"]))
        assert operation.numpy == json.loads(header["text"])["ops"][operation.op - 1]["numpy"]
    assert not operations[0].value.flags.writeable
    assert operations[0].formula.startswith("z")


def test_a_mapping_a_file_and_a_sheet_of_the_command_line_are_checked_alike(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('z1 = [3.3, 3.8, 4.3]\nE = "1/3"\n')
    call = ["check", "zheng-forward", str(path), "--of", str(path), "--json"]
    printed = json.loads(CliRunner().invoke(main, call).stdout)
    assert printed["format"] == 1
    assert printed["command"] == "check"
    assert nnstep.facts(nnstep.check("zheng-forward", path)) == printed["result"][0]
    own = nnstep.facts(nnstep.check(nnstep.load("zheng-forward"), SHEET))
    assert own["verdicts"] == printed["result"][0]["verdicts"]


def test_numbers_of_numpy_count_as_python_writes_them() -> None:
    sheet = {"z1": np.array([3.3, 3.8, 4.3]), "step": {2: {"E": np.float64(0.5)}}}
    result = nnstep.check("zheng-forward", {"z1": sheet["z1"]})
    assert result.is_right
    with pytest.raises(SheetError, match="beyond the end of the run"):
        nnstep.check("zheng-forward", {"step": {99: {"E": 1}}})


def test_the_answers_that_a_scenario_carries_are_checked_without_a_sheet() -> None:
    assert nnstep.check("zheng-exercise-1").is_right
    with pytest.raises(CommandError, match="has no answers"):
        nnstep.check("xor")


def test_the_conventions_of_a_sheet_are_found_as_on_the_command_line() -> None:
    arguments = ["which", "zheng-forward", "zheng-forward-published", "--json"]
    printed = json.loads(CliRunner().invoke(main, arguments).stdout)["result"]
    found = nnstep.which("zheng-forward", "zheng-forward-published")
    assert [outcome.departures for outcome in found] == [outcome["departures"] for outcome in printed]


def test_what_is_wrong_is_raised_with_its_message() -> None:
    with pytest.raises(CommandError, match="there is no scenario called"):
        nnstep.load("nosuch")
    with pytest.raises(SheetError, match="z9"):
        nnstep.check("zheng-forward", {"z9": 1})
    with pytest.raises(SheetError, match="must be a number"):
        nnstep.check("zheng-forward", {"E": None})
    with pytest.raises(ProgramError):
        nnstep.run("xor", epochs=10**9)
