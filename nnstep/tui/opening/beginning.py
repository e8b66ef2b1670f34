"""How a run begins on the screen: what is performed, where it goes, how it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Beginning:
    """How a run begins on the screen."""

    commands: Sequence[str] = ()
    """The lines of a file, performed first."""
    commands_file: str = ""
    """What messages call it."""
    exercise: bool = False
    """Whether to begin with exercise mode."""
    position: int = 0
    """Where to go first."""
    screen_commands: Sequence[str] = ()
    """Lines performed last, which only a screen can perform."""
    message: str = ""
    """What to say first."""
    remarks: Sequence[str] = ()
    """What to warn of, below it."""
    tour: bool = False
    """Whether to begin the tour."""
