"""Makes the screen's moves: near ones at once, far ones in slices; and the original run beside a changed one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import perf_counter

from textual.widget import Widget
from textual.worker import Worker

from nnstep.debugger.moves import Move
from nnstep.errors import NNStepError
from nnstep.session.commands.command import Command
from nnstep.session.session import Session
from nnstep.tui.running.recorder import Recorder
from nnstep.tui.widgets.status import RunProgress

_SLICE = 0.015
"""Seconds of computing between two looks at the keyboard."""
_REPAINT = 0.1
"""Seconds between two paintings, at least."""
_SHARE = 6
"""How much longer the time between two paintings is than one of them takes, at least."""
_YIELDS = 10
"""Turns of the event loop after a slice: a key takes several until it has stopped the run."""
_GLANCE, _ORIGINAL_SLICE, _PAUSE = 0.003, 0.012, 0.004
"""Seconds that the original run is caught up for at once, in each slice after that, and between two slices."""


class Mover:
    """Makes one move at a time on the app's own thread; while a long run goes on, any other only stops it."""

    def __init__(self, widget: Widget, session: Session, recorder: Recorder, show: Callable[[], None]) -> None:
        """`widget` owns the workers; `show` paints the screen."""
        self._widget = widget
        self._session = session
        self._recorder = recorder
        self._show = show
        self._last: Command | None = None
        """The command whose key came last while nothing ran."""
        self._stopped = False
        self.running = False
        """Whether a long run goes on."""
        self.lent = False
        """Whether work beside the app uses the run, which stays where it is meanwhile."""
        self.progress: RunProgress | None = None

    @property
    def busy(self) -> bool:
        """Whether something goes on with the run, so that nothing else may."""
        return self.running or self.lent

    def stop(self) -> None:
        """Stop a long run after its present slice, which is the end of a training step."""
        self._stopped = True

    def admits(self, command: Command) -> bool:
        """Return whether a key's command may begin: a run that goes on is only stopped by another move.

        It goes on where the key that began it is held down.
        """
        if not self.busy:
            self._last = command
        elif command.group == "move" and command.question is None:
            if command is not self._last or not command.repeats:
                self.stop()
            return False
        return True

    def move(self, move: Move | None) -> Worker[None] | None:
        """Make a move and show where it led; return the worker that makes a far one, to be waited for.

        None is a move that is made already. A run that goes on is stopped instead; one that is lent stays where it is.
        """
        if self.busy:
            self.stop()
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
            was_recording = self._recorder.recording is not None
            self._recorder.give_up(error)
            if was_recording:
                self._move_near(move)  # the move itself is possible; only the recording could not follow it
                return
        move.finish()

    async def _move_far(self, move: Move) -> None:
        try:
            await self._run(move)
        except NNStepError as error:
            self._recorder.give_up(error)
        move.finish()
        self._arrive()

    async def _run(self, move: Move) -> None:
        """Make a move until it is over or stopped, and paint now and then; errors of an observer pass through."""
        self.running, self._stopped = True, False
        begun = perf_counter()
        painted, showing, writing = begun, self._timed_show(), 0.0
        try:
            while not self._stopped:
                arrived = move.advance(_SLICE)
                given = perf_counter()
                await self._give_way()
                if arrived:
                    break
                now = perf_counter()
                # What was shown is painted while the run gives way, once.
                writing = max(writing, now - given)
                if now - painted > max(_REPAINT, _SHARE * (showing + writing)) and not self._stopped:
                    self.progress = _progress(move, now - begun)
                    painted, showing, writing = now, self._timed_show(), 0.0
        finally:
            self.running, self.progress = False, None

    def _timed_show(self) -> float:
        """Show where the run is; return the seconds that it took."""
        begun = perf_counter()
        self._show()
        return perf_counter() - begun

    async def _give_way(self) -> None:
        for _ in range(_YIELDS):
            if self._stopped:
                return
            await asyncio.sleep(0)

    def _arrive(self) -> None:
        self._session.arrived()
        self.rest()

    def rest(self) -> None:
        """Show where the run is now that nothing goes on; the original of a changed run catches up meanwhile."""
        debugger = self._session.debugger
        if debugger.edits and not debugger.catch_up(_GLANCE):
            self._widget.run_worker(self._catch_up(), exclusive=True, group="original")
        self._show()

    async def _catch_up(self) -> None:
        """Run the original of a changed run up to here, so that both curves can be shown."""
        debugger = self._session.debugger
        while debugger.edits and not self.busy and not debugger.catch_up(_ORIGINAL_SLICE):
            await asyncio.sleep(_PAUSE)
        self._show()


def _progress(move: Move, seconds: float) -> RunProgress:
    done = move.fraction
    steps = abs(move.target - move.begun_at) / len(move.debugger.program.ops)
    return RunProgress(done, done * steps / seconds, seconds * (1 - done) / done if done else 0.0)
