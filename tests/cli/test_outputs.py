"""The files that commands write: every one is checked before any work, and is whole under its name or not there."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest
from click.testing import CliRunner, Result

from nnstep.cli import main
from tests.outputs.test_whole import largest_file, names_in

ROOT = Path(__file__).parents[2]
SHEET = "z1 = [3.3, 2.8, 4.3]\n"
NET = """title = "Small"
input = [1]
target = [0]
learning_rate = 0.1
[[layers]]
activation = "linear"
weights = "w.npz"
[training]
epochs = 3
"""
OUTPUTS = {
    "trace": (["run", "net.toml", "--brief", "--trace"], ".jsonl"),
    "weights": (["run", "net.toml", "--brief", "--save-weights"], ".npz"),
    "grades": (["check", "zheng-forward", "own.toml", "--csv"], ".csv"),
    "corrected": (["check", "zheng-forward", "own.toml", "--corrected"], ".toml"),
    "sheet": (["sheet", "net.toml", "-o"], ".toml"),
    "export": (["export", "net.toml", "-o"], ".py"),
    "screenshot": (["screenshot", "net.toml", "-o"], ".svg"),
    "plot": (["plot", "net.toml", "E", "-o"], ".svg"),
}
every_output = pytest.mark.parametrize("kind", OUTPUTS)


def nnstep(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def written(kind: str, path: str | Path, *options: str) -> Result:
    """Call the command that writes a kind of output, to `path`."""
    return nnstep(*OUTPUTS[kind][0], str(path), *options)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a folder with a scenario, the weights it names, and a sheet."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.toml").write_text(SHEET)
    (tmp_path / "first.toml").write_text(NET.replace('"w.npz"', "[[8]]"))
    nnstep("run", "first.toml", "--brief", "--save-weights", "w.npz")
    (tmp_path / "net.toml").write_text(NET)
    return tmp_path


def no_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have whatever a command would work at be a failure."""

    def work(*arguments: object, **settings: object) -> NoReturn:
        pytest.fail("work was done for an output that can't be written")

    monkeypatch.setattr("nnstep.engine.timeline.Timeline.__init__", work)
    monkeypatch.setattr("nnstep.grading.grader.Grader.grade", work)
    monkeypatch.setattr("nnstep.grading.sheet.blank_sheet.blank_sheet", work)
    monkeypatch.setattr("nnstep.tui.app_picture.picture", work)
    monkeypatch.setattr("nnstep.exports.formats.script.script", work)


def names() -> list[str]:
    return names_in(Path())


@every_output
def test_an_output_is_written_with_the_ending_that_says_what_it_is(kind: str) -> None:
    before = names()
    assert written(kind, f"out{OUTPUTS[kind][1]}").exit_code in (0, 1)
    assert names() == sorted([*before, f"out{OUTPUTS[kind][1]}"])


@pytest.mark.sweep
@every_output
@pytest.mark.parametrize("name", ["out.parquet", "out.gif", "out", "none/out{}", "folder{}", "x" * 300 + "{}"])
def test_a_name_that_can_not_be_written_is_refused_before_any_work(
    kind: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = name.format(OUTPUTS[kind][1])
    if name.startswith("folder"):
        Path(name).mkdir()
    before = names()
    no_work(monkeypatch)
    for force in ((), ("--force",)):
        result = written(kind, name, *force)
        assert result.exit_code == 2
        assert result.stderr.startswith(f"error: {name}: "), result.stderr
        assert result.stdout == ""
    assert names() == before


@every_output
def test_a_file_that_exists_is_refused_before_any_work_unless_force_is_said(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Path(f"out{OUTPUTS[kind][1]}")
    path.write_text("mine")
    with monkeypatch.context() as patch:
        no_work(patch)
        result = written(kind, path)
    assert (result.exit_code, path.read_text(errors="replace")) == (2, "mine")
    assert f"{path} exists already\n hint: choose another name, or add --force to overwrite it" in result.stderr
    assert written(kind, path, "--force").exit_code in (0, 1)
    assert path.read_bytes() != b"mine"


@every_output
def test_permissions_and_links_of_what_is_overwritten_are_kept(kind: str) -> None:
    path, link = Path(f"out{OUTPUTS[kind][1]}"), Path(f"link{OUTPUTS[kind][1]}")
    path.write_text("mine")
    path.chmod(0o600)
    link.symlink_to(path)
    assert written(kind, link, "--force").exit_code in (0, 1)
    assert link.is_symlink()
    assert path.read_bytes() != b"mine"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@every_output
def test_a_disk_that_fills_up_leaves_the_old_file(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = Path(f"out{OUTPUTS[kind][1]}")
    path.write_text("mine")
    before = names()
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    with largest_file(40):
        result = written(kind, path, "--force")
    assert result.exit_code == 2
    assert f"{path}: the file can't be written: file too large" in result.stderr
    assert path.read_text() == "mine"
    assert names() == before


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (["run", "net.toml", "--save-weights"], "w.npz"),
        (["run", "net.toml", "--save-weights"], "link.npz"),
        (["run", "first.toml", "--weights", "w.npz", "--save-weights"], "w.npz"),
        (["run", "recorded.jsonl", "--trace"], "recorded.jsonl"),
        (["sheet", "net.toml", "-o"], "net.toml"),
        (["export", "scenario.py", "-o"], "scenario.py"),
        (["screenshot", "scenario.svg", "-o"], "scenario.svg"),
        (["check", "zheng-forward", "own.toml", "--corrected"], "own.toml"),
        (["check", "zheng-forward", "own.toml", "--corrected"], "hard.toml"),
        (["check", "zheng-forward", "sheet.csv", "own.toml", "--csv"], "sheet.csv"),
    ],
)
def test_what_is_read_is_not_written_over_not_even_with_force(arguments: list[str], name: str) -> None:
    for copy in ("scenario.py", "scenario.svg"):
        shutil.copy("net.toml", copy)
    nnstep("run", "net.toml", "--trace", "recorded.jsonl")
    Path("link.npz").symlink_to("w.npz")
    Path("hard.toml").hardlink_to("own.toml")
    Path("sheet.csv").write_text("z1,3.3\n")
    before = Path(name).read_bytes()
    result = nnstep(*arguments, name, "--force")
    assert result.exit_code == 2
    assert f"{name}: this file is read, so it can't be written as well" in result.stderr
    assert Path(name).read_bytes() == before


def test_two_outputs_are_not_one_file() -> None:
    Path("w2.npz").symlink_to("t.jsonl")
    result = nnstep("run", "net.toml", "--trace", "t.jsonl", "--save-weights", "w2.npz")
    assert result.exit_code == 2
    assert "w2.npz: --trace and --save-weights name the same file" in result.stderr
    assert not Path("t.jsonl").exists()


def test_a_corrected_sheet_is_of_one_sheet_which_is_said_before_any_work(monkeypatch: pytest.MonkeyPatch) -> None:
    no_work(monkeypatch)
    result = nnstep("check", "zheng-forward", "own.toml", "own.toml", "--corrected", "new.toml")
    assert result.exit_code == 2
    assert "--corrected needs exactly one sheet" in result.stderr


def test_weights_that_a_kind_of_file_can_not_hold_are_said_before_any_work(monkeypatch: pytest.MonkeyPatch) -> None:
    no_work(monkeypatch)
    result = nnstep("run", "zheng-forward", "--save-weights", "w.csv")
    assert result.exit_code == 2
    assert "such a file can't hold 4 arrays" in result.stderr


@pytest.mark.thorough
def test_a_recording_is_kept_by_a_run_that_does_not_begin() -> None:
    Path("t.jsonl").write_text("mine")
    full = [sys.executable, "-m", "nnstep", "run", "net.toml", "--print", "--trace", "t.jsonl", "--force"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with Path("/dev/full").open("w") as device:
        done = subprocess.run(full, stdout=device, stderr=subprocess.PIPE, text=True, env=environment)
    assert done.returncode == 2
    assert Path("t.jsonl").read_text() == "mine"


def test_a_folder_that_vanishes_while_it_is_recorded_to_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("there").mkdir()

    def vanish(*arguments: object) -> list[str]:
        shutil.rmtree("there", ignore_errors=True)
        return []

    monkeypatch.setattr("nnstep.cli.printed_operation.operation_lines", vanish)
    result = nnstep("run", "net.toml", "--print", "--trace", "there/t.jsonl")
    assert result.exit_code == 2
    assert "there/t.jsonl: the file was moved or removed while it was being written" in result.stderr
    assert "recorded" not in result.stderr


def test_a_run_that_stops_early_says_how_many_operations_were_recorded() -> None:
    Path("net.toml").write_text(NET.replace("epochs = 3", "epochs = 300\n[training.stop]\nerror_below = 20"))
    result = nnstep("run", "net.toml", "--brief", "--trace", "t.jsonl")
    operations = [line for line in Path("t.jsonl").read_text().splitlines() if '"kind":"op"' in line]
    assert 0 < len(operations) < 300
    assert f"recorded {len(operations)} operations to t.jsonl" in result.stderr


@pytest.mark.sweep
@pytest.mark.parametrize(
    ("kind", "opening"), [("trace", '{"n":0,"kind":"header"'), ("export", '"""Small'), ("grades", "id,")]
)
def test_standard_output_may_be_named_as_a_file(kind: str, opening: str) -> None:
    arguments = [sys.executable, "-m", "nnstep", *OUTPUTS[kind][0], "/dev/stdout"]
    with Path("all.txt").open("w") as file:
        subprocess.run(arguments, stdout=file, env={**os.environ, "PYTHONPATH": str(ROOT)})
    plain = [] if kind == "export" else nnstep(*OUTPUTS[kind][0][:-1]).stdout.splitlines()
    lines = Path("all.txt").read_text().splitlines()
    assert any(line.startswith(opening) for line in lines)
    assert [line for line in lines if line in plain] == plain, "what is printed stands there whole as well"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
@pytest.mark.parametrize("kind", ["trace", "export", "screenshot", "sheet", "grades", "corrected"])
def test_a_full_device_is_said(kind: str) -> None:
    result = written(kind, "/dev/full")
    assert result.exit_code == 2
    assert "/dev/full: the file can't be written: no space left on device" in result.stderr
    assert Path("/dev/full").is_char_device()


def test_a_recording_that_the_disk_refuses_ends_with_a_complete_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    with largest_file(9000):
        result = nnstep("run", "first.toml", "--brief", "--epochs", "100", "--trace", "t.jsonl")
    assert result.exit_code == 2
    text = Path("t.jsonl").read_text()
    assert text.endswith("}\n")
    assert [json.loads(line)["n"] for line in text.splitlines()] == list(range(text.count("\n")))
    assert 9000 - len(text) < 300
