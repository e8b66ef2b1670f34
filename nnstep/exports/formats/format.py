"""What an export format is: of a script for another program, or of a worked solution for people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from nnstep.exports.solutions.solution import Solution
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


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file to write."""

    path: Path
    text: str


@dataclass(frozen=True, slots=True)
class SolutionFormat:
    """One format in which a worked solution, or an exercise sheet, can be written."""

    target: str
    """What ``--to`` calls it."""
    endings: tuple[str, ...]
    title: str
    """Its description in the help."""
    text: Callable[[Solution, Path], str]
    """Return the document's text; the path is that of its file."""
    fragment: Callable[[Solution, Path], str] | None = None
    """Return the text to be put into another document, where there is such a form."""
    beside: Callable[[Solution, Path], tuple[WrittenFile, ...]] = lambda _, __: ()
    """Return the files that the document needs beside it."""
    is_usual: bool = True


AnyFormat: TypeAlias = ExportFormat | SolutionFormat
