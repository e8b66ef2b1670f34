"""The app told from outside to end, to stop and to come back, in a real terminal."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from signal import SIGCONT, SIGHUP, SIGQUIT, SIGTERM, Signals

import orjson
import pytest

from nnstep.tui import signals
from nnstep.tui.app import NNStepApp
from tests.app.screen_text import bundled, debug, opened, pressed
from tests.app.terminal import Terminal, terminal

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the program's state is read from /proc")

APP = ["-m", "nnstep", "zheng-exercise-1"]


def shows_the_start(shown: Terminal) -> bool:
    return shown.until(lambda: shown.shows("operation 0 of 15"))


def recorded(path: Path) -> list[int]:
    """Return the positions of the operations in a recording, of which every line must be whole."""
    lines = path.read_bytes().splitlines(keepends=True)
    assert all(line.endswith(b"\n") for line in lines)
    return [record["position"] for record in map(orjson.loads, lines) if record["kind"] == "op"]


def record_seven(shown: Terminal) -> None:
    """Record the first seven operations, which is less than is flushed at once."""
    shown.send("r")
    assert shown.until(lambda: shown.shows("Record to which file?"))
    shown.send("\r")
    assert shown.until(lambda: shown.shows("● REC"))
    shown.send("7n")
    assert shown.until(lambda: shown.shows("operation 7 of 15"))


@pytest.mark.sweep
@pytest.mark.parametrize("number", [SIGTERM, SIGHUP, SIGQUIT])
def test_a_signal_restores_the_terminal_closes_the_recording_and_is_the_exit_status(
    number: Signals, tmp_path: Path
) -> None:
    with terminal(APP, folder=tmp_path) as shown:
        assert shows_the_start(shown)
        record_seven(shown)
        assert not shown.is_restored
        shown.signal(number)
        assert shown.ended() == 128 + number
        assert shown.is_restored
    assert recorded(tmp_path / "zheng-exercise-1.jsonl") == list(range(1, 8))


async def test_a_signal_breaks_off_a_recording_and_the_old_file_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text("old")
    monkeypatch.setattr(signals, "terminal_is_gone", lambda: False)
    async with opened(bundled("xor")) as pilot:
        debug(pilot).recorder.begin(f"{path}!")
        await pressed(pilot, "n")
        app = pilot.app
        assert isinstance(app, NNStepApp)
        app._end_by(SIGTERM)
    assert (path.read_text(), app.return_code) == ("old", 128 + SIGTERM)
    assert recorded(tmp_path / "unfinished-t.jsonl") == [1]


@pytest.mark.thorough
def test_a_signal_asks_no_question_where_a_page_stands_before_the_debugger(tmp_path: Path) -> None:
    with terminal(APP, folder=tmp_path) as shown:
        assert shows_the_start(shown)
        record_seven(shown)
        shown.send(":")
        shown.signal(SIGTERM)
        assert shown.ended() == 128 + SIGTERM
        assert shown.is_restored
    assert recorded(tmp_path / "zheng-exercise-1.jsonl") == list(range(1, 8))


@pytest.mark.thorough
def test_where_the_terminal_is_closed_the_recording_is_closed_too(tmp_path: Path) -> None:
    with terminal(APP, folder=tmp_path) as shown:
        assert shows_the_start(shown)
        record_seven(shown)
        shown.hang_up()
        assert shown.process.wait(20) in (-SIGHUP, 128 + SIGHUP)
    assert recorded(tmp_path / "zheng-exercise-1.jsonl") == list(range(1, 8))


@pytest.mark.thorough
def test_where_the_terminal_is_closed_the_app_ends_also_if_it_was_told_to_ignore_signals(tmp_path: Path) -> None:
    ignoring = f"import signal, runpy, sys; signal.signal({int(SIGHUP)}, signal.SIG_IGN); sys.argv = {APP[1:]}; "
    with terminal(["-c", f"{ignoring}runpy.run_module('nnstep', run_name='__main__')"], folder=tmp_path) as shown:
        assert shows_the_start(shown)
        record_seven(shown)
        shown.hang_up()
        assert shown.process.wait(20) == 128 + SIGHUP
    assert recorded(tmp_path / "zheng-exercise-1.jsonl") == list(range(1, 8))


@pytest.mark.sweep
@pytest.mark.skipif(shutil.which("bash") is None, reason="needs a shell with job control")
@pytest.mark.parametrize("prompt", ["", "g"], ids=["the debugger", "a prompt"])
def test_ctrl_z_gives_the_terminal_back_and_fg_paints_all_anew(prompt: str) -> None:
    script = "import os; os.execvp('bash', ['bash', '--norc', '--noprofile', '-i'])"
    with terminal(["-c", script]) as shown:
        shown.send(f"{sys.executable} -m nnstep zheng-exercise-1\r")
        assert shows_the_start(shown)
        shown.send(prompt)
        assert shown.until(lambda: shown.shows("Go to which") == bool(prompt))
        shown.settle()
        before = list(shown.lines)
        shown.send("\x1a")
        assert shown.until(lambda: "Stopped" in shown.output.rpartition("\x1b[?1049l")[2])
        # The shell's own line editor switches bracketed paste (2004) on.
        assert shown.modes - {2004} == {7, 25}
        shown.send("clear; echo ali''ve; stty -a\r")
        assert shown.until(lambda: shown.shows("alive") and shown.shows(" echo "))
        assert shown.shows(" icanon")
        shown.send("fg\r")
        assert shown.until(lambda: shown.lines == before)
        assert {1049, 1000, 1003, 1006} <= shown.modes
        shown.send("\x1b" if prompt else "n")
        assert shown.until(lambda: shown.shows("operation 0 of 15" if prompt else "operation 1 of 15"))


@pytest.mark.thorough
def test_a_program_that_was_stopped_from_outside_paints_all_anew_when_it_is_continued() -> None:
    with terminal(APP) as shown:
        assert shows_the_start(shown)
        shown.settle()
        before = list(shown.lines)
        shown.wipe()
        shown.signal(SIGCONT)
        assert shown.until(lambda: shown.lines == before)
        shown.send("n")
        assert shown.until(lambda: shown.shows("operation 1 of 15"))


@pytest.mark.thorough
def test_where_no_shell_could_continue_it_ctrl_z_does_not_stop_the_app() -> None:
    with terminal(APP) as shown:
        assert shows_the_start(shown)
        shown.send("\x1a")
        assert shown.until(lambda: shown.output.count("\x1b[?1049h") == 2)
        shown.send("n")
        assert shown.until(lambda: shown.shows("operation 1 of 15"))
