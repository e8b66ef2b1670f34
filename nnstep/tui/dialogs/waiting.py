"""The window over the app while work goes on that takes long: what is done, how far it is, and how to stop it."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Any, ClassVar, TypeVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from nnstep.harmless_text import visible
from nnstep.progress import Tell
from nnstep.tui.dialogs.closing import Dialog
from nnstep.tui.running.background import Background, WorkStopped
from nnstep.tui.widgets.plain_text import PlainText

_Found = TypeVar("_Found")
AT_ONCE = 0.3
"""Seconds: what takes less shows no window."""
_LOOK_SECONDS = 0.1
_BAR = 30
"""Columns."""


def wait_for(
    app: App[None],
    what: str,
    work: Callable[[Tell], _Found],
    then: Callable[[Callable[[], _Found]], None],
    stopped: Callable[[], None],
    *,
    is_left: bool = False,
) -> None:
    """Do some work beside the app; `then` is given what returns its result, or raises what it raised.

    A person who does not want to wait stops it, and `stopped` is called instead: when the work has ended or, with
    `is_left`, at once, because it shares nothing with the app.
    """
    background = Background(work)

    def ended(_: None) -> None:
        if background.wait() and not (background.is_stopped and is_left):
            try:
                then(background.result)
            except WorkStopped:
                stopped()
        else:
            stopped()

    if background.wait(AT_ONCE):
        ended(None)
    else:
        app.push_screen(Waiting(what, background, is_left=is_left), ended)


class Waiting(Dialog[None]):
    """Shows how far some work is, until it has ended or is stopped."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,t,ctrl+c", "cancel", "stops")]

    def __init__(self, what: str, background: Background[Any], *, is_left: bool) -> None:
        super().__init__()
        self._what = what
        self._background = background
        self._is_left = is_left
        self._begun = monotonic()
        self._text = PlainText("")

    def compose(self) -> ComposeResult:
        """Yield the progress."""
        yield Vertical(self._text, self.key_line(), classes="dialog")

    def on_mount(self) -> None:
        """Begin to look."""
        super().on_mount()
        self._look()
        self.set_interval(_LOOK_SECONDS, self._look)

    def _look(self) -> None:
        background = self._background
        if background.wait() or (background.is_stopped and self._is_left):
            self.dismiss(None)
            return
        what, part = background.told or (self._what, None)
        filled = round(_BAR * (part or 0.0))
        bar = "" if part is None else f"{'█' * filled}{'░' * (_BAR - filled)}  {part:.0%}  "
        doing = f"stopping: {what}" if background.is_stopped else what
        self._text.update(f"{visible(doing)}\n\n{bar}{monotonic() - self._begun:.0f} s\n")

    def action_cancel(self) -> None:
        """Stop the work; the window closes when that has ended."""
        self._background.stop()
        self._look()
