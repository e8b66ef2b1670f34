"""Keys that come faster than they are handled: each waits until what the one before it opened or closed is there."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator
from time import monotonic

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.message_pump import MessagePump
from textual.widgets import Input

_LONGEST = 0.5
"""Seconds that a key waits for the one before it: what is just being removed from the screen never answers."""
_PASSES = 2
"""A key goes from the focus up to the app, which performs it; what that posts goes the same way once more."""
_LOOK_SECONDS = 0.005
"""Between two looks at a screen that is being opened."""
_TOGETHER = 0.02
"""Seconds: what comes later than this after a key finds it handled. To wait for it costs as much as a key does."""


class TypedAhead:
    """The keys of an app, one at a time.

    The framework gives each key at once to what has the focus then. Of keys sent together, all would go to the screen
    that the first one covers with a prompt.
    """

    def __init__(self, app: App[None]) -> None:
        self._app = app
        self._waiting: deque[events.Event] = deque()
        self._due: list[events.Event] = []
        """Those that have waited and are on their way to be handled."""
        self._settling: asyncio.Task[None] | None = None
        self._admitted = -_TOGETHER
        """When the last key was let through that may open or close something."""

    def admits(self, typed: events.Event) -> bool:
        """Return whether a key may be handled now; any other is posted to the app again when its turn comes."""
        if typed in self._due:
            self._due.remove(typed)
            if not self._is_text(typed):
                self._settling = asyncio.create_task(self._settle())
        elif self._settling is not None or self._comes_at_once():
            self._waiting.append(typed)
            self._settling = self._settling or asyncio.create_task(self._settle())
            return False
        elif not self._is_text(typed):
            self._admitted = monotonic()
        return True

    def _comes_at_once(self) -> bool:
        """Return whether the key before may not be handled yet, or what it opens is not there."""
        is_opening = bool(self._app.screen_stack) and not self._app.screen.is_mounted
        return is_opening or monotonic() - self._admitted < _TOGETHER

    def _is_text(self, typed: events.Event) -> bool:
        """Return whether a key only adds to a line, which opens and closes nothing: the next one need not wait."""
        focused = self._app.focused if self._app.screen_stack else None
        return isinstance(typed, events.Key) and typed.is_printable and isinstance(focused, Input)

    async def _settle(self) -> None:
        """Wait until a key has been handled, then let the next ones come."""
        try:
            async with asyncio.timeout(_LONGEST):
                for _ in range(_PASSES):
                    await _has_handled(self._app)
                    for pump in self._way():
                        await _has_handled(pump)
                await self._opened()
        except TimeoutError:
            pass
        finally:
            self._go_on()

    def _go_on(self) -> None:
        """Let those come that wait, up to the next one that others have to wait for."""
        while self._waiting:
            typed = self._waiting.popleft()
            self._due.append(typed)
            self._app.post_message(typed)
            if not self._is_text(typed):
                return
        self._settling = None

    def _way(self) -> Iterator[MessagePump]:
        """Yield what a key goes through: what has the focus, and all that it stands in, the app last."""
        if self._app.screen_stack:
            pump: DOMNode | None = self._app.focused or self._app.screen
            while pump is not None:
                yield pump
                pump = pump.parent

    async def _opened(self) -> None:
        """Wait until a screen that is being opened is there, and has the focus where it takes any."""
        while self._app.screen_stack and not self._app.screen.is_mounted:
            await asyncio.sleep(_LOOK_SECONDS)


async def _has_handled(pump: MessagePump) -> None:
    """Wait until all that was posted to a part of the screen before is handled."""
    handled = asyncio.Event()
    if pump.call_later(handled.set):
        await handled.wait()
