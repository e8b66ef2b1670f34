"""A call of a function of the person's own, while it runs."""

from __future__ import annotations

from .scopes import NameScope

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, FrameType
    from typing import Any

    from .sources.person_source import PersonSource
    from .sources.statements import PersonLine


class RunningCall:
    """A call of a function of the person's own, while it runs."""

    __slots__ = (
        "block",
        "frame",
        "function",
        "line",
        "local",
        "number",
        "pending",
        "raised",
        "reads",
        "resumed",
        "returned",
        "scope",
        "source",
    )  # fmt: skip

    def __init__(self, frame: FrameType, source: PersonSource, block: dict[int, PersonLine], number: int) -> None:
        self.frame = frame
        self.source = source
        self.block = block
        self.number = number
        self.function = function_name(frame.f_code)
        self.scope = NameScope(frame, number)
        self.pending: PersonLine | None = None
        self.line = 0
        self.raised = False
        self.resumed = False
        self.reads: set[int] = set()
        self.returned: list[int] = []
        """What functions called by the pending line returned."""
        self.local: Any = None


def function_name(code: CodeType) -> str:
    """Return the name of a function with those of the classes and functions around it."""
    return getattr(code, "co_qualname", code.co_name)  # before Python 3.11 there is none
