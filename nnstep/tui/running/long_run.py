"""A long move on the app's own thread: in slices, with the screen alive between them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import perf_counter

from nnstep.debugger.moves import Move
from nnstep.tui.widgets.status import RunProgress

_SLICE = 0.015
"""Seconds of computing between two looks at the keyboard."""
_REPAINT = 0.1
"""Seconds between two paintings."""
_YIELDS = 10
"""Turns of the event loop after a slice: a key takes several until it has stopped the run."""


class LongRun:
    """A move that can be stopped after any slice, which is the end of a training step."""

    def __init__(self, show: Callable[[], None]) -> None:
        self._show = show
        self._stopped = False
        self.running = False
        self.progress: RunProgress | None = None

    def stop(self) -> None:
        """Stop after the present slice."""
        self._stopped = True

    async def make(self, move: Move) -> None:
        """Make a move until it is over or stopped, and paint now and then; errors of an observer pass through."""
        self.running, self._stopped = True, False
        painted = begun = perf_counter()
        self._show()
        try:
            while not self._stopped:
                arrived = move.advance(_SLICE)
                await self._give_way()
                if arrived:
                    break
                now = perf_counter()
                if now - painted > _REPAINT and not self._stopped:
                    painted = now
                    self.progress = _progress(move, now - begun)
                    self._show()
                    await self._give_way()
        finally:
            self.running, self.progress = False, None

    async def _give_way(self) -> None:
        for _ in range(_YIELDS):
            if self._stopped:
                return
            await asyncio.sleep(0)


def _progress(move: Move, seconds: float) -> RunProgress:
    done = move.fraction
    length = len(move.debugger.program.ops)
    steps = abs(move.target - move.begun_at) / length
    return RunProgress(done, done * steps / seconds, seconds * (1 - done) / done if done else 0.0)
