"""Running on, far, on the app's own thread: in slices, with the screen alive between them. Knows no widget."""

from __future__ import annotations

import asyncio
from time import perf_counter
from typing import TYPE_CHECKING

from nnstep.tui.widgets.status import Progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from nnstep.machine.debugger import Debugger

_SLICE = 0.015
"""Seconds of computing between two looks at the keyboard."""
_REPAINT = 0.1
"""Seconds between two paintings."""
_YIELDS = 10
"""How often the event loop is given way after a slice: so often a key is handed on until it has stopped the run."""


class LongRun:
    """A run to some position that can be stopped at any slice, at the end of a training step."""

    def __init__(self, debugger: Debugger, show: Callable[[], None]) -> None:
        self._debugger = debugger
        self._show = show
        self._stopped = False
        self.running = False
        self.progress: Progress | None = None

    def stop(self) -> None:
        """Stop after the present slice."""
        self._stopped = True

    async def to(self, target: int) -> None:
        """Run to a position or until stopped, and paint now and then; errors of an observer pass through."""
        self.running, self._stopped = True, False
        begun, first = perf_counter(), self._debugger.frame.position
        painted = begun
        self._show()
        try:
            while not (self._stopped or self._debugger.frame.at_end) and self._debugger.frame.position < target:
                self._debugger.run_for(_SLICE, target)
                await self._give_way()
                now = perf_counter()
                if now - painted > _REPAINT and not self._stopped:
                    painted = now
                    self.progress = self._progress(first, target, now - begun)
                    self._show()
                    await self._give_way()
        finally:
            self.running, self.progress = False, None

    async def _give_way(self) -> None:
        for _ in range(_YIELDS):
            if self._stopped:
                return
            await asyncio.sleep(0)

    def _progress(self, first: int, target: int, seconds: float) -> Progress:
        frame = self._debugger.frame
        program = frame.program
        done, left = frame.position - first, target - frame.position
        return Progress(
            fraction=frame.position / target,
            rate=done / len(program.ops) / seconds,
            seconds_left=left / done * seconds if done else 0.0,
        )
