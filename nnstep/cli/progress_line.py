"""A bar on standard error that says what a long command does and how far it has come, if that is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from threading import Event, Thread
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

from nnstep.harmless_text import visible

if TYPE_CHECKING:  # loaded only where something takes long
    from rich.progress import Progress

_FIRST_AFTER = 0.5
"""Seconds: what takes less shows nothing."""
_BETWEEN = 0.1
_LONGEST = 60
_BAR = 16
"""Columns."""
_Item = TypeVar("_Item")


class ProgressLine:
    """A line with a bar that is written over while the command runs, and gone at its end.

    A thread paints it, so that the time goes on in the longest work that tells nothing.
    """

    def __init__(
        self, what: str = "working", *files: str, first_after: float = _FIRST_AFTER, is_shown: bool = True
    ) -> None:
        """Say that `what` is done until something else is told; nothing is shown in the first seconds.

        Nothing is shown either where one of the `files` is standard input, and a person types it.
        """
        self._told: tuple[str, float | None] = what, None
        self._first_after = first_after
        self._is_shown = is_shown and sys.stderr.isatty() and not ("-" in files and sys.stdin.isatty())
        self._ended = Event()
        self._painter: Thread | None = None

    def __enter__(self) -> ProgressLine:
        if self._is_shown:
            self._painter = Thread(target=self._paint, name="progress line", daemon=True)
            self._painter.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        if self._painter is not None:
            self._painter.join()

    def tell(self, what: str, part: float) -> None:
        """Show what is being done, and which part of it is: from 0 to 1."""
        self._told = what, part

    def _paint(self) -> None:
        if self._ended.wait(self._first_after):
            return
        with suppress(OSError), _bar() as bar:  # a terminal may be gone
            task = bar.add_task("", total=None, visible=False)
            while True:
                what, part = self._told
                shown = visible(what)[:_LONGEST]
                bar.update(
                    task, description=shown, total=None if part is None else 1.0, completed=part or 0.0, visible=True
                )
                bar.refresh()
                if self._ended.wait(_BETWEEN):
                    return


def with_progress(what: str, items: Iterator[_Item]) -> Iterator[_Item]:
    """Yield the items, and show the line wherever one takes long to come."""
    while True:
        with ProgressLine(what):
            found = list(islice(items, 1))
        if not found:
            return
        yield found[0]


def reading(*names: str) -> ProgressLine:
    """Return the line to show while files or exercises that a person named are read."""
    return ProgressLine(f"reading {names[0]}" if len(names) == 1 else f"reading {len(names)} files", *names)


def _bar() -> Progress:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    told = (TextColumn("{task.description}", markup=False), BarColumn(_BAR), TaskProgressColumn())
    times = (TimeElapsedColumn(), TimeRemainingColumn(), TextColumn("ctrl+c ends it", markup=False))
    console = Console(stderr=True)
    # What is written elsewhere meanwhile is nobody's but its writer's.
    return Progress(
        *(*told, *times),
        console=console,
        transient=True,
        auto_refresh=False,
        redirect_stdout=False,
        redirect_stderr=False,
    )
