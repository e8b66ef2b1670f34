"""The tour over the debugger: a few lines above the panes, which it never covers."""

from __future__ import annotations

from collections.abc import Callable

from textual.containers import Vertical

from nnstep.session.session import Session
from nnstep.session.tour.tour import Tour
from nnstep.session.typed_commands import command_of
from nnstep.tui.dialogs.closing import key_item
from nnstep.tui.fault_net import Netted
from nnstep.tui.widgets.key_line import KeyLine
from nnstep.tui.widgets.plain_text import PlainText


class TourBar(Netted, Vertical):
    """Shows the present step of the tour; takes no room while none is on."""

    DEFAULT_CSS = """
    TourBar { height: auto; display: none; background: $panel; padding: 0 1; }
    TourBar Static { height: auto; text-style: bold; }
    TourBar KeyLine { background: $panel; }
    """

    def __init__(self, session: Session, show_pane: Callable[[str], None]) -> None:
        """`show_pane` puts the pane that a step speaks about on the screen."""
        super().__init__()
        self._session = session
        self._tour = Tour(session)
        self._show_pane = show_pane
        self._text = PlainText("")

    def begin(self) -> None:
        """Begin with the first step."""
        if not self._text.is_attached:  # of a screen, most never need it
            self.mount(self._text, KeyLine([key_item("enter", "next step"), key_item("escape", "ends it")]))
        self._tour.begin()
        self._show()

    def take(self, line: str) -> None:
        """Take note that a typed command, or that of a key, was performed."""
        if self._tour.step is not None:
            command = command_of(self._session, line)
            self._tour.take(command.name if command is not None else "")

    def look(self) -> None:
        """Go on where the awaited command has changed something."""
        if self._tour.look():
            self._show()

    def go_on(self) -> bool:
        """Go on to the next step; return whether a tour is on."""
        is_on = self._tour.step is not None
        self._tour.go_on()
        self._show()
        return is_on

    def leave(self) -> bool:
        """End the tour; return whether one was on."""
        is_on = self._tour.step is not None
        self._tour.leave()
        self._show()
        return is_on

    def _show(self) -> None:
        step = self._tour.step
        self.display = step is not None
        if step is not None:
            self._text.update(f"{self._tour.place}  {step.told}")
            self._show_pane(step.pane)
