"""A run that is going to take long is asked about; where nobody can answer, it is refused with the way to run it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from nnstep.cli import main
from nnstep.session.opening import open_run

LONG = ["run", "zheng-exercise-1", "--epochs", "9000000"]
SHORT = "run-time=10s"
"""What nine million training steps take longer than on any machine."""


def refused(*words: str) -> str:
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 2, result.output
    assert not result.stdout
    return result.stderr


@pytest.mark.parametrize("printing", [[], ["--json"]])
def test_a_run_that_takes_long_is_refused_where_nobody_can_answer(
    printing: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NNSTEP_LIMITS", SHORT)
    said = refused(*LONG, *printing)
    assert "zheng-exercise-1.toml: 9,000,000 training steps are going to take about " in said
    assert "and at most 10 seconds are run without a question (set NNSTEP_LIMITS=run-time=" in said
    assert "add --yes to run them, or --epochs N for fewer" in said


def test_a_recording_that_takes_long_is_refused_and_no_file_is_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NNSTEP_LIMITS", SHORT)
    assert "are going to take about" in refused(*LONG, "--trace", str(tmp_path / "a.jsonl"))
    assert not list(tmp_path.iterdir())


def test_a_recording_without_room_on_its_disk_is_refused_and_no_file_is_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=1000))
    words = ["run", "zheng-exercise-1", "--epochs", "50", "--trace", str(tmp_path / "a.jsonl")]
    said = refused(*words)
    assert "a.jsonl: the recording is going to have about " in said
    assert "and its disk has 1000 bytes left" in said
    assert "--yes records until the disk is full" in said
    assert not list(tmp_path.iterdir())
    assert CliRunner().invoke(main, [*words, "--yes"]).exit_code == 0


def test_only_what_is_recorded_counts(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, [*LONG, "--trace", str(tmp_path / "a.jsonl"), "--to", "30.1.1"])
    assert result.exit_code == 0, result.output


def test_the_limit_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["run", "zheng-exercise-1", "--epochs", "50", "--brief"]
    monkeypatch.setattr("nnstep.cli.time_estimate._is_short", lambda _program, _steps: False)
    monkeypatch.setattr("nnstep.cli.time_estimate._step_seconds", lambda _run, _each: 40.0)
    monkeypatch.setenv("NNSTEP_LIMITS", "run-time=30min")
    assert "50 training steps are going to take about 33.3 minutes, and at most 30 minutes are run" in refused(*words)
    monkeypatch.setenv("NNSTEP_LIMITS", "run-time=34min")
    assert CliRunner().invoke(main, words).exit_code == 0


def test_a_short_run_is_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nnstep.cli.time_estimate._step_seconds", lambda _run, _each: pytest.fail("measured"))
    assert CliRunner().invoke(main, ["run", "zheng-exercise-1"]).exit_code == 0


@pytest.mark.parametrize(("answer", "status"), [("y\n", 0), ("n\n", 2)])
def test_at_a_terminal_the_person_decides(answer: str, status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    from nnstep.cli import time_estimate

    asked: list[str] = []
    monkeypatch.setattr(time_estimate, "_is_short", lambda _program, _steps: False)
    monkeypatch.setattr(time_estimate, "_is_typed", lambda: True)
    monkeypatch.setattr(time_estimate.click, "confirm", lambda text, **_: asked.append(text) or answer == "y\n")
    monkeypatch.setattr(time_estimate, "_step_seconds", lambda _run, _each: 1000.0)
    result = CliRunner().invoke(main, ["run", "zheng-exercise-1", "--epochs", "30", "--brief"])
    assert result.exit_code == status, result.output
    assert asked == [
        "Exercise 1: one forward and one backward pass of a linear 3-4-2 network: "
        "30 training steps are going to take about 8.33 hours. Run them?"
    ]


def test_who_says_yes_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nnstep.cli.time_estimate._is_short", lambda _program, _steps: False)
    monkeypatch.setattr("nnstep.cli.time_estimate._step_seconds", lambda _run, _each: 1000.0)
    words = ["run", "zheng-exercise-1", "--epochs", "30", "--brief", "--yes"]
    assert CliRunner().invoke(main, words).exit_code == 0


def test_what_was_measured_is_no_part_of_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    from nnstep.cli.time_estimate import ask_before_long

    monkeypatch.setattr("nnstep.cli.time_estimate._is_short", lambda _program, _steps: False)
    run = open_run("zheng-exercise-1", 50).begin(1 << 20)
    ask_before_long(run, lambda: lambda frame: frame.position)
    fresh = open_run("zheng-exercise-1", 50).begin(1 << 20)
    for position in (0, 7, run.program.last_position):
        assert run.seek(position).values["W1"].tobytes() == fresh.seek(position).values["W1"].tobytes()
