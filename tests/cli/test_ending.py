"""How a command ends where something outside ends it: a signal, or a reader that has gone."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import orjson
import pytest

NNSTEP = [sys.executable, "-m", "nnstep"]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")


@pytest.mark.sweep
@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("list",),
        ("list", "--json"),
        ("show", "zheng-exercise-1"),
        ("run", "digits"),
        ("run", "digits", "--json"),
        ("run", "digits", "--brief"),
        ("run", "zheng-exercise-1", "--break", "W1"),
        ("gradcheck", "zheng-exercise-1"),
        ("chain", "zheng-exercise-1", "W1[0,0]"),
        ("check", "zheng-exercise-1"),
        ("sheet", "zheng-exercise-1"),
        ("which", "zheng-forward", "zheng-forward-published"),
        ("keys",),
        ("run", "--help"),
        ("no-such-scenario",),
    ],
    ids=" ".join,
)
def test_where_nobody_reads_the_output_a_command_ends_quietly_as_other_tools_do(arguments: tuple[str, ...]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    # The message of a wrong call goes to standard error, which nobody reads either in its case.
    wrong = arguments == ("no-such-scenario",)
    done = subprocess.run([*NNSTEP, *arguments], stdout=writer, stderr=writer if wrong else subprocess.PIPE, text=True)
    os.close(writer)
    assert done.returncode == 128 + signal.SIGPIPE
    assert not done.stderr


def test_the_first_line_of_a_long_output_reaches_its_reader() -> None:
    with subprocess.Popen([*NNSTEP, "run", "digits"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        assert b"digit" in run.stdout.readline()
        run.stdout.close()
        assert run.stderr.read() == b""
        assert run.wait() == 128 + signal.SIGPIPE


@pytest.mark.sweep
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGINT])
def test_a_signal_leaves_a_recording_of_whole_lines(number: signal.Signals, tmp_path: Path) -> None:
    trace = tmp_path / "run.jsonl"
    arguments = ["run", "digits", "--epochs", "1000", "--brief", "--trace", str(trace)]
    with subprocess.Popen([*NNSTEP, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as run:
        while not trace.exists() or trace.stat().st_size < 1 << 20:
            assert run.poll() is None
            time.sleep(0.01)
        run.send_signal(number)
        assert run.wait(30) == 128 + number
        assert run.stderr is not None
        assert re.fullmatch(rb"recorded [\d,]+ operations to .*\n", run.stderr.read())
    assert_whole(trace)


@pytest.mark.thorough
@pytest.mark.parametrize("options", [(), ("--brief",)], ids=" ".join)
def test_where_the_terminal_goes_away_a_recording_ends_with_the_signal(options: list[str], tmp_path: Path) -> None:
    trace = tmp_path / "run.jsonl"
    here, terminal = os.openpty()
    arguments = ["run", "digits", "--epochs", "1000", "--trace", str(trace), *options]
    with subprocess.Popen([*NNSTEP, *arguments], stdin=terminal, stdout=terminal, stderr=terminal, cwd=tmp_path) as run:
        os.close(terminal)
        while not trace.exists() or trace.stat().st_size < 1 << 20:
            assert run.poll() is None
            time.sleep(0.01)
        run.send_signal(signal.SIGSTOP)
        os.close(here)
        run.send_signal(signal.SIGHUP)
        run.send_signal(signal.SIGCONT)
        assert run.wait(30) == 128 + signal.SIGHUP
    assert [file.name for file in tmp_path.iterdir()] == ["run.jsonl"]
    assert_whole(trace)


def assert_whole(trace: Path) -> None:
    """Hold that a recording ends with a whole line, and that no operation is missing."""
    lines = trace.read_bytes().splitlines(keepends=True)
    assert all(line.endswith(b"\n") for line in lines)
    records = [orjson.loads(line) for line in lines]
    assert [record["n"] for record in records] == list(range(len(lines)))
    assert [record["position"] for record in records if record["kind"] == "op"] == list(
        range(1, sum(record["kind"] == "op" for record in records) + 1)
    )
    assert orjson.loads(records[-1]["text"])["reason"] == "the recording was stopped"


def test_a_signal_that_was_ignored_from_the_start_stays_ignored(tmp_path: Path) -> None:
    script = (
        "import os, signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "from nnstep.process_exit import orderly_end\n"
        "with orderly_end():\n    os.kill(os.getpid(), signal.SIGHUP)\n    print('went on')"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "went on\n"
