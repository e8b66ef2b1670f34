"""Where nnstep itself fails on the command line: one line, a report, a status of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from nnstep.cli import main
from nnstep.engine.timeline import Timeline
from nnstep.errors import CommandError
from nnstep.session.commands import BY_NAME
from nnstep.session.commands.command import Command

SAID = "this is a fault in nnstep, not in your input"


def nnstep(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def reports(folder: Path) -> list[Path]:
    return sorted(folder.glob("nnstep-fault-*.txt"))


@pytest.mark.parametrize("error", [ValueError("unforeseen"), MemoryError(), RecursionError("too deep")])
def test_a_fault_is_a_line_on_standard_error_a_report_and_status_70(
    net: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: object) -> Any:
        raise error

    monkeypatch.setattr(Timeline, "seek", fail)
    result = nnstep("run", "zheng-exercise-1", "--brief")
    assert result.exit_code == 70
    (report,) = reports(net)
    assert len(result.stderr.splitlines()) == 1
    assert result.stderr.startswith(f"error: {SAID} ({type(error).__name__}")
    assert report.name in result.stderr
    assert "in fail" in report.read_text(encoding="utf-8")


def test_what_a_person_can_mend_and_what_leaves_the_program_is_no_fault(
    net: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for error, status in ((CommandError("wrong"), 2), (SystemExit(5), 5), (KeyboardInterrupt(), 130)):

        def fail(*_: object, error: BaseException = error) -> Any:
            raise error

        monkeypatch.setattr(Timeline, "seek", fail)
        assert nnstep("run", "zheng-exercise-1").exit_code == status
    assert not reports(net)


def test_a_fault_where_the_subcommands_are_found_is_caught_too(net: Path) -> None:
    script = (
        "import nnstep.cli.group as group\n"
        "def fail(*_): raise ImportError('half an installation')\n"
        "group.module_names = fail\n"
        "group.main(['list'])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=dict(os.environ))
    assert done.returncode == 70
    assert done.stderr.count("\n") == 1
    assert "half an installation" in done.stderr
    assert len(reports(net)) == 1


@pytest.fixture
def half_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the command edits go somewhere else, lose the watches, and fail."""

    def action(session: Any, text: str) -> Any:
        session.debugger.go_to(20)
        session.watches._all.clear()
        raise IndexError("unforeseen")

    monkeypatch.setitem(BY_NAME, "edits", Command("edits", "", "", action, "look"))


def test_a_command_of_a_file_that_fails_costs_itself_only(net: Path, half_done: None) -> None:
    (net / "commands").write_text("goto 3\nwatch E\nedits\nwhere\nwatches\nedits\n", encoding="utf-8")
    result = nnstep("run", "zheng-exercise-1", "--commands", "commands")
    assert result.exit_code == 70
    (report,) = reports(net)
    lines = result.stdout.splitlines()
    failed = [at for at, line in enumerate(lines) if line == "> edits"]
    assert [lines[at + 1] for at in failed] == [f"left out: {SAID} (IndexError: unforeseen); report: {report.name}"] * 2
    assert lines[lines.index("> where") + 1].startswith("1.1.3: ")
    assert "E" in lines[lines.index("> watches") + 1]
    assert result.stderr == f"2 faults in nnstep met on the way; reports: {report.name}\n"
    text = report.read_text(encoding="utf-8")
    assert "doing: line 3 of commands: edits" in text
    assert "1.1.15, 15 of 15" in text  # where it was when it failed


def test_a_wrong_line_after_a_fault_still_stops_the_file(net: Path, half_done: None) -> None:
    (net / "commands").write_text("edits\nnonsense\nwhere\n", encoding="utf-8")
    result = nnstep("run", "zheng-exercise-1", "--commands", "commands")
    assert result.exit_code == 2
    assert "commands:2: nonsense" in result.stderr
    assert "> where" not in result.stdout


def test_in_the_environment_of_the_tests_a_fault_fails_the_test(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, half_done: None
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("commands").write_text("edits\n", encoding="utf-8")
    result = nnstep("run", "zheng-exercise-1", "--commands", "commands")
    assert isinstance(result.exception, IndexError)
    assert not reports(tmp_path)
