"""``nnstep code --app``: the program's source in the app, at the first line that goes wrong."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.app.terminal import terminal
from tests.session.own_program.own_net import WRONG


@pytest.mark.thorough
def test_the_app_opens_where_the_program_goes_wrong_first(tmp_path: Path) -> None:
    (tmp_path / "my_net.py").write_text(WRONG, encoding="utf-8")
    with terminal(["code", "zheng-exercise-3", "--app", str(tmp_path / "my_net.py")], (80, 24)) as app:
        app.until(lambda: app.shows("line 18, d_h: should be δ₁"))


@pytest.mark.thorough
def test_without_a_terminal_the_program_is_not_even_run(tmp_path: Path) -> None:
    script, ran = tmp_path / "my_net.py", tmp_path / "ran"
    script.write_text(f"open({str(ran)!r}, 'w')\n", encoding="utf-8")
    call = [sys.executable, "-m", "nnstep", "code", "zheng-exercise-3", "--app", str(script)]
    done = subprocess.run(call, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 2
    assert "needs a terminal" in done.stderr
    assert not ran.exists()
