"""Lets the run go on by itself, forward or backward, at a speed that a lecture can follow."""

from __future__ import annotations

from collections.abc import Callable

from textual.timer import Timer
from textual.widget import Widget

from nnstep.debugger.stepper import Stepper
from nnstep.errors import NNStepError
from nnstep.session.commands.command import Command
from nnstep.session.commands.playing import LEAST_SPEED, MOST_SPEED, PLAYING
from nnstep.session.session import Session
from nnstep.tui.dialogs.problem_text import problem_text
from nnstep.tui.running.mover import Mover


class Player:
    """Steps over one unit of the present level after the other until it is paused, or can't go on."""

    def __init__(
        self, widget: Widget, session: Session, mover: Mover, show: Callable[[], None], say: Callable[[str], None]
    ) -> None:
        """`widget` owns the timer; `show` paints the screen; `say` shows a message."""
        self._widget = widget
        self._session = session
        self._mover = mover
        self._show = show
        self._say = say
        self._timer: Timer | None = None
        self._speed = 1.0
        self._pauses_at_phases = False

    @property
    def playing(self) -> bool:
        """Whether it goes on."""
        return self._timer is not None

    @property
    def text(self) -> str:
        """What is shown while it goes on: the direction and the speed."""
        return f"{'▶' if self._speed > 0 else '◀'} {abs(self._speed):g}/s" if self.playing else ""

    def admits(self, command: Command) -> bool:
        """Return whether a key's command may begin: while it plays, any key pauses, and one that moves does no more."""
        if not self.playing or command in PLAYING:
            return True
        self.pause()
        return command.group != "move" or command.question is not None

    def toggle(self, speed: float | None, *, pauses_at_phases: bool) -> None:
        """Begin, or pause where it goes on and no other speed is asked for; the speed is kept from the last time."""
        if self.playing and speed is None:
            self.pause()
            return
        self._speed = self._speed if speed is None else speed
        self._pauses_at_phases = pauses_at_phases
        self._begin()

    def change_speed(self, factor: float) -> None:
        """Play faster or slower, within bounds; what is paused stays so."""
        self._speed = max(LEAST_SPEED, min(MOST_SPEED, abs(self._speed) * factor)) * (1 if self._speed > 0 else -1)
        if self.playing:
            self._begin()
        else:
            self._say(f"plays {abs(self._speed):g} a second; P begins")

    def pause(self) -> None:
        """Stay here."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
            self._show()

    def _begin(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._widget.set_interval(1 / abs(self._speed), self._step)
        self._show()

    def _step(self) -> None:
        """Make one step, unless another screen stands in front or the last one still goes on."""
        if self._mover.busy or self._widget.app.screen is not self._widget.screen:
            return
        frame = self._session.debugger.frame
        if frame.at_end if self._speed > 0 else frame.at_start and frame.inside is None:
            self._say(f"the {'end' if self._speed > 0 else 'start'} of the run")
            self.pause()
            return
        try:
            self._mover.move(self._session.step(Stepper.next if self._speed > 0 else Stepper.previous))
        except NNStepError as error:
            self._say(problem_text(error))
            self.pause()
            return
        if self._session.debugger.stopped_by is not None or (self._pauses_at_phases and self._stands_between_phases()):
            self.pause()

    def _stands_between_phases(self) -> bool:
        """Return whether the next operation is of another phase than the last one."""
        frame = self._session.debugger.frame
        if frame.inside is not None or frame.op is None or frame.next_op is None:
            return False
        return frame.op.phase != frame.next_op.phase
