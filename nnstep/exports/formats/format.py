"""What an export format is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nnstep.program.program import Program


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """One format in which a program can be exported."""

    target: str
    """What ``--to`` calls it: the program that reads the file."""
    endings: tuple[str, ...]
    title: str
    """Its description in the help."""
    text: Callable[[Program], str]
    """Return the file's text; raises ExportError where a program can't be exported."""
    is_usual: bool = False
    """Whether it is meant where several formats have the ending of a file's name, and none is named."""
