"""The scripts of ``nnstep completion`` in the shells that are on this machine: a tab completes a name."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

pexpect = pytest.importorskip("pexpect")

SHELLS = {
    "bash": (["--norc", "--noprofile", "-i"], 'eval "$(nnstep completion bash)"'),
    "zsh": (["-f", "-i"], 'autoload -U compinit; compinit -u -D; eval "$(nnstep completion zsh)"'),
    "fish": (["--no-config", "-i"], "nnstep completion fish | source"),
}


@pytest.mark.thorough
@pytest.mark.parametrize("shell", SHELLS)
def test_a_tab_completes_an_exercise(shell: str, tmp_path: Path) -> None:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not on this machine")
    options, script = SHELLS[shell]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    surroundings = {**os.environ, "PATH": path, "HOME": str(tmp_path), "TERM": "dumb", "PS1": "$ "}
    child = pexpect.spawn(program, options, env=surroundings, cwd=str(tmp_path), encoding="utf-8", timeout=60)
    try:
        child.sendline(f"{script}; echo rea''dy")
        child.expect("ready")
        child.send("echo nnstep; nnstep run kapur-ch\t")
        child.expect("kapur-chain")
    finally:
        child.close(force=True)
