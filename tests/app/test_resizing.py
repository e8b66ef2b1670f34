"""The app in a terminal whose size changes faster than it is laid out, with keys between."""

from __future__ import annotations

import sys
from random import Random
from time import monotonic

import pytest

from tests.app.terminal import Terminal, terminal

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processor time is read from /proc")

SIZES = 200


def falls_idle(shown: Terminal, seconds: float = 40) -> bool:
    """Return whether the program comes to use next to no processor time, on a busy machine too."""
    deadline = monotonic() + seconds
    while monotonic() < deadline:
        before, end = shown.processor_seconds, monotonic() + 1
        while monotonic() < end:
            shown.read(0.05)
        if shown.processor_seconds - before < 0.1:
            return True
    return False


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(2))
def test_after_200_sizes_and_keys_the_app_is_idle_fills_the_terminal_and_obeys_a_key(seed: int) -> None:
    random = Random(seed)
    with terminal(["-m", "nnstep", "zheng-exercise-1"]) as shown:
        assert shown.until(lambda: shown.shows("start of the run"))
        for _ in range(SIZES):
            size = random.randint(30, 220), random.randint(8, 60)
            shown.resize(size)
            shown.send(random.choice("nN"))
            shown.read(random.random() * 0.02)
        assert falls_idle(shown)
        assert shown.lines[-1], "the footer stands in the last line"
        assert max(map(len, shown.lines)) == size[0]
        shown.send("?")
        assert shown.until(lambda: shown.shows("escape closes"), 10)


@pytest.mark.thorough
@pytest.mark.parametrize("keys", ["?", ":", "X"], ids=["a page", "the command line", "the exercise"])
def test_what_stands_before_the_debugger_is_laid_out_once_too(keys: str) -> None:
    random = Random(keys)
    with terminal(["-m", "nnstep", "zheng-exercise-1"]) as shown:
        assert shown.until(lambda: shown.shows("start of the run"))
        shown.send(keys)
        for _ in range(60):
            shown.resize((random.randint(30, 220), random.randint(8, 60)))
            shown.read(random.random() * 0.02)
        shown.resize((90, 30))
        assert falls_idle(shown)
        shown.send("\x1b")
        if keys == "X":
            assert shown.until(lambda: shown.shows("q leaves the exercise"), 10)
            shown.send("q")
        assert shown.until(lambda: "help" in shown.lines[-1] and shown.shows("operation 0 of 15"), 10)
