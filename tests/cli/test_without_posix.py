"""Commands and the app where the modules that only POSIX systems have are missing, as on Windows."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

BLOCKED = ("fcntl", "grp", "pty", "pwd", "resource", "termios", "tty", "readline")
SCRIPT = f"""
import signal, sys
for name in {BLOCKED!r}:
    sys.modules[name] = None
for name in ("SIGHUP", "SIGQUIT", "SIGTSTP", "SIGCONT", "pthread_sigmask"):
    if hasattr(signal, name):
        delattr(signal, name)
from nnstep.cli import main
for line in sys.argv[1:]:
    try:
        main(line.split(), prog_name="nnstep")
    except SystemExit as ending:
        print(line, "->", ending.code or 0)
"""
LINES = {
    "list": 0,
    "run kapur-chain --epochs 1 --trace run.jsonl --save-weights net.npz": 0,
    "verify run.jsonl": 0,
    "check sigmoid-2-2-2 sigmoid-2-2-2-published": 1,
    "sheet kapur-chain -o sheet.toml": 0,
    "screenshot kapur-chain -o frame.svg": 0,
    "doctor": 0,
}


@pytest.mark.thorough
def test_commands_and_a_frame_of_the_app_need_no_posix_module(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *LINES],
        cwd=tmp_path,
        env={**os.environ, "TEXTUAL_DRIVER": "textual.drivers.headless_driver:HeadlessDriver"},
        capture_output=True,
        text=True,
        check=False,
    )
    endings = [line for line in done.stdout.splitlines() if " -> " in line]
    assert endings == [f"{line} -> {status}" for line, status in LINES.items()], done.stderr
    assert done.returncode == 0
