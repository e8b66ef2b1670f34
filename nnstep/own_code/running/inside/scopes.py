"""The names that a running frame sees."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from types import FrameType
    from typing import Any

    PlaceKey = tuple[Hashable, Hashable] | None
    """What holds a value (a call, a module, an object), and its name or index there; None for none."""


class NameScope:
    """The local and global names of a frame, as they were when it was last refreshed."""

    __slots__ = ("builtins", "frame", "globals", "globals_key", "locals", "number", "own")

    def __init__(self, frame: FrameType, number: int) -> None:
        self.frame = frame
        self.number = number
        self.globals = frame.f_globals
        self.globals_key = -id(self.globals)
        self.builtins = frame.f_builtins
        self.locals: Mapping[str, Any] = frame.f_locals
        self.own: set[PlaceKey] = set()
        """Keys of local names, to be forgotten when the call ends."""

    def refresh(self) -> None:
        """Look at the frame again: it went on."""
        if self.number:
            self.locals = self.frame.f_locals

    def look_up(self, name: str) -> tuple[bool, Any, PlaceKey]:
        """Return whether a name has a value, the value, and a key for the place."""
        if self.number and name in self.locals:
            return True, self.locals[name], (self.number, name)
        if name in self.globals:
            return True, self.globals[name], (self.globals_key, name)
        return False, None, None
