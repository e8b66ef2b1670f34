"""What a format of files of arrays is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

from numpy.typing import NDArray

from nnstep.expr.array import Array

ReadOne: TypeAlias = Callable[[Path, str, int], NDArray[Any]]
"""From a file, the name of an array in it and the bytes that it may take to that array."""


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file.

    What reads it raises DataError, or any of the errors that `nnstep.array_files.array_reader` turns into one, and
    takes no memory for more than it is asked for.
    """

    endings: tuple[str, ...]
    names: Callable[[Path], tuple[str, ...]]
    """Returns the names of a file's arrays; the only one of a file that has no names is called by an empty text."""
    read: ReadOne
    write: Callable[[BinaryIO, Mapping[str, Array]], None] | None = None
    named: bool = False
    """Whether it holds several arrays by name."""
    title: str = ""
    """What it is, where it can be written."""


def one_without_name(_path: Path) -> tuple[str, ...]:
    """Return the names in a file that holds one array, and no name."""
    return ("",)
