"""``nnstep serve`` in a real browser: the app is there, and the page asks no other host for anything."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

pytest.importorskip("textual_serve")
from tests.cli.chromium import PROGRAM, browser_tab

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="no Chromium is installed")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "nnstep", "serve", "zheng-exercise-1", "--port", "0"]
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    yield process
    process.kill()
    process.communicate()


async def test_seven_steps_show_the_hidden_delta(server: subprocess.Popen[str], tmp_path: Path) -> None:
    """The number is that of the exercise's own solution: δ₁[0] = 3·115 + 1·141."""
    assert server.stdout is not None
    address = server.stdout.readline().strip()
    async with browser_tab(tmp_path / "browser") as tab:
        await tab.open(address)
        await tab.screen_with("Exercise 1")
        assert await tab.evaluate("document.activeElement.className") == "xterm-helper-textarea"
        await tab.click(600, 400)
        await tab.type("n" * 7)
        assert "delta1" in await tab.screen_with("486")
        assert {urlsplit(url).netloc for url in tab.urls if not url.startswith("data:")} == {urlsplit(address).netloc}
        assert any(url.startswith("ws:") for url in tab.urls)
        assert tab.complaints == []
        await tab.type("q")
        await tab.screen()
        while not await tab.evaluate("document.body.classList.contains('-closed')"):
            pass
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=20) == 0
    assert server.stderr is not None
    assert "Traceback" not in server.stderr.read()
