"""How the debugger's screen makes its moves: near ones at once, far ones in slices; and the original run beside them.

Knows journeys and recordings; knows no pane and no key.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from nnstep.debugger.moves import Move
from nnstep.errors import NNStepError
from nnstep.harmless_text import visible_lines
from nnstep.tui.long_run import LongRun
from nnstep.tui.screens.questions import Questions

if TYPE_CHECKING:
    from textual.worker import Worker

_GLANCE, _SLICE, _PAUSE = 0.003, 0.012, 0.004
"""Seconds that the original run is caught up for at once, in each slice after that, and between two slices."""


class Travels(Questions):
    """The part of the debugger's screen that moves."""

    _run: LongRun

    def travel(self, journey: Move | None) -> Worker[None] | None:
        """Make a journey at once, or in slices where it may take long, and show where it led.

        Return what makes it in slices; who must know where it led waits for that. While a run goes on, it is only
        stopped.
        """
        if self._run.running:
            self._run.stop()
            if journey is not None:
                journey.finish()
        elif journey is not None and journey.is_far:
            return self.run_worker(self._travel_far(journey), exclusive=True)
        else:
            if journey is not None:
                self._travel_near(journey)
            self._arrive()
        return None

    def _arrive(self) -> None:
        self.session.arrived()
        self._catch_up()
        self._show()

    def _catch_up(self) -> None:
        """Run the original beside a changed run, in slices, so that both curves are there."""
        if self.debugger.edits and not self.debugger.catch_up(_GLANCE):
            self.run_worker(self._catch_up_in_slices(), exclusive=True, group="original")

    async def _catch_up_in_slices(self) -> None:
        while self.debugger.edits and not self._run.running and not self.debugger.catch_up(_SLICE):
            await asyncio.sleep(_PAUSE)
        self._show()

    def _travel_near(self, journey: Move) -> None:
        try:
            journey.advance()
        except NNStepError as error:
            self._give_up_recording(error)
            journey.advance()  # the move itself is possible; only the recording could not follow it
        journey.finish()

    async def _travel_far(self, journey: Move) -> None:
        try:
            await self._run.make(journey)
        except NNStepError as error:
            self._give_up_recording(error)
        journey.finish()
        self._arrive()

    def _give_up_recording(self, error: NNStepError) -> None:
        self.debugger.observe(None)
        self._recording = None
        self.complain(error)

    def complain(self, error: NNStepError) -> None:
        """Say what could not be done."""
        self.notify(visible_lines(". ".join(filter(None, [error.message, error.hint]))), severity="error", markup=False)
