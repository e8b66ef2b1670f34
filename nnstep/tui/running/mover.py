"""Makes the screen's moves: near ones at once, far ones in slices; and the original run beside a changed one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from textual.widget import Widget
from textual.worker import Worker

from nnstep.debugger.moves import Move
from nnstep.errors import NNStepError
from nnstep.session.session import Session
from nnstep.tui.keys.acts import SessionMove
from nnstep.tui.running.long_run import LongRun
from nnstep.tui.running.recorder import Recorder

_GLANCE, _SLICE, _PAUSE = 0.003, 0.012, 0.004
"""Seconds that the original run is caught up for at once, in each slice after that, and between two slices."""


class Mover:
    """Makes one move at a time; while a long run goes on, any other only stops it."""

    def __init__(self, widget: Widget, session: Session, recorder: Recorder, show: Callable[[], None]) -> None:
        """`widget` owns the workers; `show` paints the screen."""
        self._widget = widget
        self._session = session
        self._recorder = recorder
        self._show = show
        self.run = LongRun(show)
        self._last: SessionMove | None = None
        """What the key did that moved last."""

    def perform(self, act: SessionMove, count: int) -> None:
        """Make a key's move; a run that goes on is stopped by it, or goes on where the key is only held down."""
        if not self.run.running:
            self._last = act
            self.move(act.make(self._session, count))
        elif act is not self._last or not act.repeats:
            self.run.stop()

    def move(self, move: Move | None) -> Worker[None] | None:
        """Make a move and show where it led; return the worker that makes a far one, to be waited for.

        None is a move that is made already. A run that goes on is stopped instead.
        """
        if self.run.running:
            self.run.stop()
            if move is not None:
                move.finish()
        elif move is not None and move.is_far:
            return self._widget.run_worker(self._move_far(move), exclusive=True)
        else:
            if move is not None:
                self._move_near(move)
            self._arrive()
        return None

    def _move_near(self, move: Move) -> None:
        try:
            move.advance()
        except NNStepError as error:
            self._recorder.give_up(error)
            move.advance()  # the move itself is possible; only the recording could not follow it
        move.finish()

    async def _move_far(self, move: Move) -> None:
        try:
            await self.run.make(move)
        except NNStepError as error:
            self._recorder.give_up(error)
        move.finish()
        self._arrive()

    def _arrive(self) -> None:
        debugger = self._session.debugger
        self._session.arrived()
        if debugger.edits and not debugger.catch_up(_GLANCE):
            self._widget.run_worker(self._catch_up(), exclusive=True, group="original")
        self._show()

    async def _catch_up(self) -> None:
        """Run the original of a changed run up to here, so that both curves can be shown."""
        debugger = self._session.debugger
        while debugger.edits and not self.run.running and not debugger.catch_up(_SLICE):
            await asyncio.sleep(_PAUSE)
        self._show()
