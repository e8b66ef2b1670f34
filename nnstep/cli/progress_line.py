"""A bar on standard error that says how far a long command has come, if that is a terminal."""

from __future__ import annotations

import sys
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING

from nnstep.harmless_text import visible

if TYPE_CHECKING:  # loaded only where something takes long
    from rich.progress import Progress, TaskID

_FIRST_AFTER = 0.5
"""Seconds: what takes less shows nothing."""
_BETWEEN = 0.1
_LONGEST = 60


class ProgressLine:
    """A line with a bar that is written over while the command runs, and gone at its end."""

    def __init__(self) -> None:
        self._due = monotonic() + _FIRST_AFTER
        self._shown: tuple[Progress, TaskID] | None = None

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown is not None:
            self._shown[0].stop()

    def tell(self, what: str, part: float) -> None:
        """Show what is being done, and which part of it is: from 0 to 1."""
        now = monotonic()
        if now < self._due or not sys.stderr.isatty():
            return
        self._due = now + _BETWEEN
        if self._shown is None:
            self._shown = _begun()
        progress, task = self._shown
        progress.update(task, description=visible(what)[:_LONGEST], completed=part)
        progress.refresh()


def _begun() -> tuple[Progress, TaskID]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    # Painted when told, and not by a thread of its own.
    progress = Progress(*columns, console=console, transient=True, auto_refresh=False)
    progress.start()
    return progress, progress.add_task("", total=1.0)
