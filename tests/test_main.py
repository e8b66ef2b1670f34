"""The program starts whatever its streams are, and an interrupt while it starts leaves no traceback."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
_NO_SHELL = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")


@pytest.mark.thorough
@_NO_SHELL
@pytest.mark.parametrize(
    ("words", "closed", "status"),
    [
        ("check xor -", "<&-", 2),
        ("run zheng-forward --commands -", "<&-", 0),
        ("zheng-forward", "<&-", 2),
        ("show zheng-forward", "2>&-", 0),
        ("show zheng-forward", "<&- >&- 2>&-", 0),
    ],
)
def test_a_stream_that_was_closed_before_the_start_is_empty(words: str, closed: str, status: int) -> None:
    command = f"{sys.executable} -m nnstep {words} {closed}"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, "fault" in done.stderr) == (status, False)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
@pytest.mark.parametrize("option", ["--version", "--help"])
def test_a_full_disk_under_what_nnstep_says_of_itself_is_said(option: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "nnstep", option], stdout=full, stderr=subprocess.PIPE, text=True, cwd=ROOT
        )
    assert (done.returncode, done.stderr) == (2, "error: the output can't be written: no space left on device\n")


def test_characters_that_the_output_s_encoding_does_not_have_are_escaped() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "nnstep", "show", "zheng-forward"],
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "0", "PYTHONIOENCODING": "cp1252"},
    )
    assert (done.returncode, b"x\\u2081" in done.stdout) == (0, True)


@_NO_SHELL
def test_an_interrupt_while_the_commands_are_imported_ends_without_a_traceback(tmp_path: Path) -> None:
    click = "import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n"  # stands for the long import of the library
    (tmp_path / "click.py").write_text(click, encoding="utf-8")
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    code = "from nnstep.__main__ import main\nmain()"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": path}
    )
    assert (done.returncode, done.stderr) == (-signal.SIGINT, "")
