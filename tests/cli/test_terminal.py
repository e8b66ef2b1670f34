"""Where the app can be opened: in a terminal, through a driver of Textual's, and not in a notebook's cell."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from contextlib import suppress
from threading import Timer

import pytest

NNSTEP = [sys.executable, "-m", "nnstep"]
KERNEL = {"TERM": "xterm-color", "CLICOLOR": "1", "PAGER": "cat", "GIT_PAGER": "cat"}
"""What a notebook's kernel hands on to the commands that its cells start."""


def environment(**more: str) -> dict[str, str]:
    own = {key: value for key, value in os.environ.items() if key not in {"JPY_PARENT_PID", "PAGER", "GIT_PAGER"}}
    return {**own, "TERM": "xterm-256color", **more}


def in_a_pseudo_terminal(*arguments: str, **more: str) -> tuple[int, str]:
    """Return status and output of a command that nobody types anything for, as a cell's ``!nnstep ...`` is run."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*NNSTEP, *arguments], env=environment(**more), stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    waited = Timer(30, process.kill)
    waited.start()
    said = b""
    with suppress(OSError):  # as reading ends where nobody holds the other side any more
        while piece := os.read(ours, 4096):
            said += piece
    os.close(ours)
    waited.cancel()
    return process.wait(), said.decode()


@pytest.mark.sweep
@pytest.mark.parametrize("more", [KERNEL, {"JPY_PARENT_PID": "4711"}])
@pytest.mark.parametrize("arguments", [["zheng-exercise-1"], ["open", "zheng-exercise-1"], []])
def test_a_notebook_s_cell_is_told_to_use_a_terminal(arguments: list[str], more: dict[str, str]) -> None:
    status, said = in_a_pseudo_terminal(*arguments, **more)
    assert status == 2
    assert "the app can't run in a notebook cell" in said


def test_a_notebook_s_cell_does_not_wait_for_commands_to_be_typed() -> None:
    status, said = in_a_pseudo_terminal("run", "zheng-exercise-1", "--commands", "-", **KERNEL)
    assert status == 2
    assert "a notebook cell receives no typed commands" in said


@pytest.mark.thorough
def test_a_notebook_s_cell_runs_everything_else() -> None:
    done = subprocess.run(
        [*NNSTEP, "run", "zheng-exercise-1", "--commands", "-"],
        input="n\n",
        env=environment(**KERNEL),
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout[:5]) == (0, "> n\n1")
    assert in_a_pseudo_terminal("list", **KERNEL)[0] == 0


def packet(kind: bytes, **message: object) -> bytes:
    payload = json.dumps(message).encode()
    return kind + len(payload).to_bytes(4, "big") + payload


@pytest.mark.thorough
def test_a_driver_of_textual_s_shows_the_app_without_a_terminal() -> None:
    """What textual-serve does: it reads from pipes what the driver for browsers writes, and tells it to end."""
    driver = environment(TEXTUAL_DRIVER="textual.drivers.web_driver:WebDriver", COLUMNS="80", ROWS="24")
    process = subprocess.Popen(
        [*NNSTEP, "zheng-exercise-1"],
        env=driver,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdin is not None
    assert process.stdout.readline() == b"__GANGLION__\n"
    shown = b""
    while b"Exercise 1" not in shown and (came := process.stdout.read1()):  # type: ignore[attr-defined]
        shown += came
    process.stdin.write(packet(b"M", type="quit"))
    process.stdin.flush()
    _, errors = process.communicate(timeout=30)
    assert b"Exercise 1" in shown
    assert (process.returncode, errors) == (0, b"")


@pytest.mark.sweep
@pytest.mark.parametrize("driver", ["none.such:Driver", "textual.app:App", "textual.app:None"])
def test_a_driver_that_is_none_is_said(driver: str) -> None:
    done = subprocess.run(
        [*NNSTEP, "zheng-exercise-1"], env=environment(TEXTUAL_DRIVER=driver), capture_output=True, text=True
    )
    assert done.returncode == 2
    assert done.stderr.startswith("error: the environment variable TEXTUAL_DRIVER names no driver")
