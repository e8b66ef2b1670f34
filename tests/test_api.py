"""nnstep as Python programs use it."""

from __future__ import annotations

import doctest
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

import nnstep
from nnstep import api
from nnstep.cli import main
from nnstep.errors import CommandError, FileTakenError, NNStepError, OutputError, ProgramError, SheetError
from nnstep.exports import python_export
from nnstep.traces.loading import trace

SHEET = {"z1": [3.3, 3.8, 4.3], "E": "1/3"}


@pytest.mark.sweep
@pytest.mark.parametrize("module", [api, nnstep, python_export, trace])
def test_the_examples_of_the_docstrings_hold(module: object) -> None:
    found = doctest.testmod(module)  # type: ignore[arg-type]
    assert (found.failed, found.attempted > 3) == (0, True)


def test_the_examples_of_the_page_on_python_hold() -> None:
    page = Path(__file__).parents[1] / "docs" / "python.md"
    found = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert (found.failed, found.attempted > 10) == (0, True)


def test_the_page_on_python_lists_every_public_function() -> None:
    page = (Path(__file__).parents[1] / "docs" / "python.md").read_text(encoding="utf-8")
    functions = set(nnstep.__all__) - {"__version__", "RunOperation", "RunPicture", "Trace"}
    assert {name for name in functions if f"`{name}(" not in page and f"`{name}`" not in page} == set()


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


SELECTED: list[tuple[dict[str, Any], list[str]]] = [
    ({}, []),
    ({"epochs": 7}, ["--epochs", "7"]),
    ({"every": 5, "only": ["W1", "d*"]}, ["--every", "5", "--only", "W1,d*"]),
    ({"only": " E, b2 "}, ["--only", "E,b2"]),
    ({"epochs_only": True}, ["--epochs-only"]),
    ({"first": 37, "last": "9.1.2"}, ["--from", "37", "--to", "9.1.2"]),
    ({"first": "2.1.0", "last": 61, "only": ["W1"]}, ["--from", "2.1.0", "--to", "61", "--only", "W1"]),
]


@pytest.mark.parametrize(("arguments", "options"), SELECTED)
@pytest.mark.parametrize("ending", [".jsonl", ".jsonl.gz"])
def test_a_recording_is_the_one_of_the_command_line_byte_for_byte(
    arguments: dict[str, Any], options: list[str], ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine, theirs = tmp_path / f"mine{ending}", tmp_path / f"theirs{ending}"
    assert nnstep.record("xor", str(mine), **arguments) == mine
    assert capsys.readouterr() == ("", "")
    assert CliRunner().invoke(main, ["run", "xor", "--trace", str(theirs), *options]).exit_code == 0
    assert mine.read_bytes() == theirs.read_bytes()


def test_a_recording_ends_where_its_condition_holds(tmp_path: Path) -> None:
    errors = [float(operation.value) for operation in nnstep.run("xor") if operation.target == "E"]
    step = next(number for number, error in enumerate(errors) if error < 0.3)
    path = nnstep.record("xor", tmp_path / "t.jsonl", until="E < 0.3")
    with nnstep.open_trace(path) as recorded:
        assert recorded[-1].target == "E"
        assert recorded.errors.tolist() == errors[: step + 1]
    path = nnstep.record("xor", path, until="E < 0.3", last=100, overwrite=True)
    with nnstep.open_trace(path) as recorded:
        assert len(recorded) == 100
    path = nnstep.record(nnstep.load("xor"), path, epochs=2, until="E < 0", overwrite=True)
    with nnstep.open_trace(path) as recorded:
        assert recorded.ended == "the run is over"
        assert len(recorded) == 30


def test_a_run_that_is_no_longer_finite_is_recorded_to_its_end(tmp_path: Path) -> None:
    operations = list(nnstep.run("zheng-exercise-1", epochs=120))
    assert np.isnan(operations[-1].value).any()
    for until in (None, "E < 0"):
        path = nnstep.record("zheng-exercise-1", tmp_path / "t.jsonl", epochs=120, until=until, overwrite=True)
        with nnstep.open_trace(path) as recorded:
            assert len(recorded) == len(operations)


def test_a_trace_is_recorded_again_as_it_was(tmp_path: Path) -> None:
    path = nnstep.record("kapur-momentum", tmp_path / "t.jsonl", epochs=3)
    again = nnstep.record(path, tmp_path / "again.jsonl")
    assert again.read_bytes() == path.read_bytes()
    path = nnstep.record("kapur-momentum", path, epochs=3, first=20, overwrite=True)
    again = nnstep.record(path, again, overwrite=True)
    with nnstep.open_trace(path) as one, nnstep.open_trace(again) as other:
        assert one.header == other.header
        assert [str(operation) for operation in one] == [str(operation) for operation in other]


def test_a_trace_that_lacks_values_is_not_recorded_again(tmp_path: Path) -> None:
    path = nnstep.record("xor", tmp_path / "t.jsonl", epochs=3, only="W1")
    with pytest.raises(OutputError, match=r"z1 at 1\.1\.1 is not recorded, so it can't be recorded again"):
        nnstep.record(path, tmp_path / "again.jsonl")
    result = CliRunner().invoke(main, ["run", str(path), "--trace", str(tmp_path / "more.jsonl")])
    assert (result.exit_code, "is not recorded" in result.stderr) == (2, True)


def test_what_can_t_be_recorded_is_raised_with_its_message(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"every": 0}, "every is 0"),
        ({"only": "Q"}, "no quantity is called 'Q'"),
        ({"first": 10**9}, "outside the run"),
        ({"first": -1}, "outside the run"),
        ({"last": "soon"}, "no position"),
        ({"first": 20, "last": 10}, "before it begins"),
        ({"until": "E <"}, "E <"),
        ({"epochs": 10**9}, "epochs"),
    ]
    for arguments, message in wrong:
        with pytest.raises(NNStepError, match=message):
            nnstep.record("xor", path, **arguments)
        assert not path.exists()
    with pytest.raises(OutputError, match=r"\.parquet"):
        nnstep.record("xor", tmp_path / "t.parquet")
    path.write_text("mine")
    with pytest.raises(FileTakenError):
        nnstep.record("xor", path)
    assert path.read_text() == "mine"
