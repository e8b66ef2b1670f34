"""What an export format is. Knows no program's contents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nnstep.program.program import Program


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """One kind of file that a program is written out as."""

    endings: tuple[str, ...]
    title: str
    """What it is, for the help."""
    text: Callable[[Program], str]
    """Returns the file's text; raises ExportError where a program can't be written so."""
