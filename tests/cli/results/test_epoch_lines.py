"""``run --brief``: a line an epoch, for which the run goes on by whole training steps."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from nnstep.cli import main
from nnstep.engine.executor import Executor

EPOCHS = 400


def printed(*arguments: str) -> list[str]:
    result = CliRunner().invoke(main, ["run", *arguments, "--brief"])
    assert result.exit_code == 0, result.output
    return result.stdout.splitlines()


def test_nothing_goes_by_single_operations(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[int] = []
    run_op = Executor.run_op
    monkeypatch.setattr(Executor, "run_op", lambda self, op, values: (done.append(op), run_op(self, op, values))[1])
    monkeypatch.setattr("nnstep.cli.subcommands.run.perf_counter", lambda: 0.0)
    lines = printed("zheng-exercise-1", "--epochs", str(EPOCHS))
    assert sum(line.startswith("epoch ") for line in lines) == EPOCHS
    # The last training step of each stretch is done by operations, and each stretch is twice as long as the last.
    assert len(done) <= 15 * (EPOCHS.bit_length() + 1)


@pytest.mark.parametrize("selection", [(), ("--only", "W1"), ("--every", "3"), ("--epochs-only",), ("--to", "2.1.3")])
def test_a_recording_on_the_way_changes_no_line(selection: tuple[str, ...], tmp_path: Path) -> None:
    trace = tmp_path / "run.jsonl"
    lines = printed("xor", "--epochs", "7")
    assert printed("xor", "--epochs", "7", "--trace", str(trace), *selection) == lines
    assert trace.stat().st_size > 0


def test_a_recording_tells_of_its_epochs_as_the_run_did(tmp_path: Path) -> None:
    trace = tmp_path / "run.jsonl"
    lines = printed("xor", "--epochs", "7", "--trace", str(trace))
    assert printed(str(trace)) == lines


def test_a_run_that_stops_early_says_why_once() -> None:
    lines = printed("xor")
    assert [number for number, line in enumerate(lines) if line.startswith("stopped: ")] == [len(lines) - 1]
    before, last = (float(line.split("mean error ")[1].split()[0]) for line in lines[-3:-1])
    assert last < 0.05 <= before
