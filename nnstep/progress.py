"""How work that takes long says how far it has come."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Tell: TypeAlias = Callable[[str, float], None]
"""Is told what is being done, and which part of it is: from 0 to 1."""


def tell_nobody(what: str, part: float) -> None:
    """Take how far some work has come, where nobody wants to know."""
