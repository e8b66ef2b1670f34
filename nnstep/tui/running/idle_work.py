"""Lets what is shown compute what takes longer than a key press, while nothing else is done."""

from __future__ import annotations

from typing import Protocol

from textual.message_pump import MessagePump
from textual.timer import Timer

from nnstep.tui.running.mover import Mover

_AFTER, _SLICE, _PAUSE = 0.2, 0.012, 0.03
"""Seconds after the last key until that begins, for how long at a time, and between two times."""


class Unfinished(Protocol):
    """Something that can compute more of what it shows."""

    @property
    def has_work(self) -> bool:
        """Whether there is more to compute."""
        ...

    def work_on(self, seconds: float) -> None:
        """Go on with that for about `seconds`."""
        ...


class IdleWork:
    """The work of one screen; it pauses while a run goes on."""

    def __init__(self, pump: MessagePump, shown: Unfinished, mover: Mover) -> None:
        """`pump` owns the timer."""
        self._pump = pump
        self._shown = shown
        self._mover = mover
        self._timer: Timer | None = None

    def put_off(self) -> None:
        """Begin a while from now, if there is something to do then."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self._go_on_in(_AFTER)

    def _go_on_in(self, seconds: float) -> None:
        if not self._mover.busy and self._shown.has_work:
            self._timer = self._pump.set_timer(seconds, self._work)

    def _work(self) -> None:
        if not self._mover.busy:
            self._shown.work_on(_SLICE)
            self._go_on_in(_PAUSE)
