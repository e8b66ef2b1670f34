"""The last net for faults of nnstep itself: they are reported, and only the present command is lost.

The framework ends the app at any exception, and the widget in whose handler it came up. Here both go on. If there is no
session to keep, the exception is raised from the app.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

from textual import events
from textual.app import App
from textual.geometry import Region
from textual.message import Message
from textual.message_pump import MessagePump
from textual.notifications import SeverityLevel
from textual.strip import Strip
from textual.widget import Widget
from textual.worker import WorkerFailed

from nnstep.errors import DataError
from nnstep.fault import Fault, faults_pass
from nnstep.harmless_text import visible_lines
from nnstep.tui.dialogs.problem_text import problem_text

_MOST_INPUTS = 20
"""Keys and clicks that a report lists."""
_MOST_SAID = 5
"""Faults that are shown after one key or click."""
_SECONDS = 15
"""How long a fault is shown."""


class Netted(MessagePump):
    """A screen or a widget that outlives exceptions in its handlers. Stands first among the bases."""

    async def _dispatch_message(self, message: Message) -> None:
        with outliving(self):
            await super()._dispatch_message(message)


class NettedWidget(Netted, Widget):
    """A widget that also outlives exceptions in its painting, and is empty then.

    It keeps what it has painted until it is refreshed: the framework asks all widgets for all their lines wherever
    anything on the screen has changed.
    """

    _kept: tuple[Region, list[Strip]] | None = None
    """What was painted last, and of which part of the widget."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the strips of `crop`."""
        if self._kept is not None and self._kept[0] == crop:
            return self._kept[1]
        strips = empty_strips(crop)
        with outliving(self, painting=True):
            strips = self.painted_lines(crop)
            self._kept = crop, strips
        return strips

    def painted_lines(self, crop: Region) -> list[Strip]:
        """Paint the strips of `crop`; exceptions are caught."""
        return super().render_lines(crop)

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Forget what was painted, unless only the layout is to be made again."""
        if repaint or recompose:
            self._kept = None
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def notify_style_update(self) -> None:
        """Forget what was painted in other colours."""
        super().notify_style_update()
        self._kept = None


@contextmanager
def outliving(pump: MessagePump, *, painting: bool = False) -> Iterator[None]:
    """Report an exception and end the block, if the app of `pump` goes on after it.

    An exception in `painting` has left the session as it was.
    """
    try:
        yield
    except Exception as error:
        if not (isinstance(pump.app, NettedApp) and pump.app.outlives(error, painting=painting)):
            raise


def empty_strips(crop: Region) -> list[Strip]:
    """Return blank strips, for what can't be painted."""
    return [Strip.blank(crop.width)] * crop.height


class NettedApp(Netted, App[None]):
    """An app that outlives exceptions, wherever they come up."""

    def __init__(self, *, outlives_faults: bool) -> None:
        """Without `outlives_faults` an exception ends the app, as in the framework."""
        super().__init__()
        self._outlives_faults = outlives_faults
        self.ended_by: Exception | None = None
        """The fault that ended the app, if there was no session to keep."""
        self._inputs: deque[str] = deque(maxlen=_MOST_INPUTS)
        self._said: set[object] = set()
        """Faults shown since the last key or click: one that comes up at each repaint is shown once."""

    def caught(self, error: Exception, doing: str, *, painting: bool) -> Fault | None:
        """Report a fault and, unless it was in `painting`, undo the command; None if there is no session to keep."""
        raise NotImplementedError

    async def on_event(self, event: events.Event) -> None:
        """Take note of what the person does."""
        match event:
            case events.Event(is_forwarded=True):
                pass  # it has come by before
            case events.Key():
                self._note(f"key {event.key}")
            case events.MouseDown():
                self._note(f"click {event.x},{event.y}")
            case events.Paste():
                self._note("paste")
        await super().on_event(event)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,  # noqa: ARG002 - the framework's own signature
    ) -> None:
        """Show a message as it is: it may hold a stranger's text, so nothing in it is markup."""
        super().notify(visible_lines(message), title=title, severity=severity, timeout=timeout, markup=False)

    @property
    def _is_netted(self) -> bool:
        return self._outlives_faults and not faults_pass()

    def _note(self, did: str) -> None:
        self._inputs.append(did)
        self._said.clear()

    def outlives(self, error: Exception, *, painting: bool = False) -> bool:
        """Return whether the app goes on after an exception; show it then.

        A recording that can't be read somewhere is no fault of nnstep: its error says all that there is to say.
        """
        if isinstance(error, DataError):
            self._show(error.message, problem_text(error))
            return True
        fault = self.fault_of(error, painting=painting)
        if fault is not None:
            self._show(fault.place, fault.text)
        return fault is not None

    def _show(self, place: object, text: str) -> None:
        """Show what happened, once until the next key."""
        if place not in self._said and len(self._said) < _MOST_SAID:
            self._said.add(place)
            self.notify(text, severity="error", timeout=_SECONDS, markup=False)

    def fault_of(self, error: Exception, doing: str = "", *, painting: bool = False) -> Fault | None:
        """Report an exception and return its fault; None if the app can't go on."""
        if not self._is_netted or self.ended_by is not None:
            return None
        if isinstance(error, WorkerFailed) and isinstance(error.error, Exception):
            error = error.error
        inputs = f"keys and clicks before, the last one last: {', '.join(self._inputs)}"
        try:
            return self.caught(error, f"{doing}; {inputs}" if doing else inputs, painting=painting)
        except Exception:
            return None

    def _handle_exception(self, error: Exception) -> None:
        """Go on, as the framework would not; or end, and let the caller of the app say why."""
        if not self._is_netted and not isinstance(error, DataError):
            super()._handle_exception(error)
        elif not self.outlives(error) and self.ended_by is None:
            self.ended_by = self._exception = error
            self._close_messages_no_wait()
            self._exception_event.set()  # which those who pilot the app wait for
