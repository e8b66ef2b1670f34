"""A line says what a command does, on a terminal only, and is gone at the end."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from io import StringIO
from time import monotonic, sleep

import pytest

from nnstep.cli.progress_line import ProgressLine, reading, with_progress


class Terminal(StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True

    def shows(self, text: str) -> bool:
        """Return whether a text is shown within some seconds."""
        until = monotonic() + 10
        while text not in self.getvalue() and monotonic() < until:
            sleep(0.005)
        return text in self.getvalue()


def shown_terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Make standard error a terminal; pytest replaces what a fixture would set."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    return terminal


def test_what_is_told_is_shown_harmlessly_and_gone_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = shown_terminal(monkeypatch)
    with ProgressLine(first_after=0) as line:
        line.tell("E\x1b[31m", 0.5)
        assert terminal.shows("E\\x1b[31m")
        assert terminal.shows("50%")
        line.tell("E", 0.75)
        assert terminal.shows("75%")
    assert "E\x1b" not in terminal.getvalue()
    assert terminal.getvalue().endswith("\x1b[2K")  # the line is erased


def test_work_that_tells_nothing_shows_what_is_done_and_how_to_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = shown_terminal(monkeypatch)
    with ProgressLine("reading a.toml", first_after=0):
        assert terminal.shows("reading a.toml")
        assert terminal.shows("0:00:00")
        assert terminal.shows("ctrl+c ends it")
    assert "%" not in terminal.getvalue()


def test_what_is_short_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = shown_terminal(monkeypatch)
    with reading("a.toml") as line:
        line.tell("reading", 0.5)
    assert terminal.getvalue() == ""


def test_nothing_is_shown_where_there_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", stream := StringIO())
    with ProgressLine("reading", first_after=0):
        sleep(0.05)
    assert stream.getvalue() == ""


def test_nothing_is_shown_while_a_person_types_a_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = shown_terminal(monkeypatch)
    monkeypatch.setattr(sys, "stdin", Terminal())
    with ProgressLine("reading", "-", first_after=0):
        sleep(0.05)
    assert terminal.getvalue() == ""


@pytest.mark.thorough
def test_the_line_is_gone_before_each_item_that_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = shown_terminal(monkeypatch)

    def items() -> Iterator[str]:
        yield "quick"
        assert terminal.shows("running")
        yield "slow"

    coming = with_progress("running", items())
    assert (next(coming), terminal.getvalue()) == ("quick", "")
    assert next(coming) == "slow"
    assert terminal.getvalue().endswith("\x1b[2K")
    assert list(coming) == []


def test_items_that_come_quickly_share_a_painter(monkeypatch: pytest.MonkeyPatch) -> None:
    shown_terminal(monkeypatch)
    begun = threading.Thread.start
    threads: list[threading.Thread] = []

    def start(thread: threading.Thread) -> None:
        threads.append(thread)
        begun(thread)

    monkeypatch.setattr(threading.Thread, "start", start)
    assert list(with_progress("running", iter(range(100)))) == list(range(100))
    assert len(threads) == 1
    assert not threads[0].is_alive()
