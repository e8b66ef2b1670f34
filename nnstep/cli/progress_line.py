"""A bar on standard error that says what a long command does and how far it has come, if that is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from threading import Event, Lock, Thread
from time import monotonic
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
        self._painting = Lock()
        self._begun: float | None = monotonic()
        """When the present work began; None while there is none."""
        self._bar: Progress | None = None

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
        self.pause()

    def tell(self, what: str, part: float) -> None:
        """Show what is being done, and which part of it is: from 0 to 1."""
        self._told = what, part

    def pause(self) -> None:
        """Show nothing until `go_on`."""
        with self._painting, suppress(OSError):  # a terminal may be gone
            bar, self._bar, self._begun = self._bar, None, None
            if bar is not None:
                bar.stop()

    def go_on(self) -> None:
        """Begin other work, of which nothing is shown in the first seconds either."""
        self._begun = monotonic()

    def _paint(self) -> None:
        with suppress(OSError):
            while not self._ended.wait(_BETWEEN):
                with self._painting:
                    if self._begun is not None and monotonic() - self._begun >= self._first_after:
                        self._paint_once()

    def _paint_once(self) -> None:
        if self._bar is None:
            self._bar = _new_bar()
            self._bar.add_task("", total=None)
        what, part = self._told
        (task,) = self._bar.task_ids
        total = None if part is None else 1.0
        self._bar.update(task, description=visible(what)[:_LONGEST], total=total, completed=part or 0.0)
        self._bar.start()  # once
        self._bar.refresh()


def with_progress(what: str, items: Iterator[_Item]) -> Iterator[_Item]:
    """Yield the items, and show the line wherever one takes long to come."""
    with ProgressLine(what) as line:
        for item in items:
            line.pause()
            yield item
            line.go_on()


def reading(*asked: str | None) -> ProgressLine:
    """Return the line to show while files or exercises that a person named are read; None is one that was not named."""
    names = [name for name in asked if name is not None]
    what = f"reading {names[0]}" if len(names) == 1 else f"reading {len(names)} files"
    return ProgressLine(what, *names, is_shown=bool(names))


def _new_bar() -> Progress:
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
