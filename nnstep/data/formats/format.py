"""What a format of files of arrays is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

from numpy.typing import NDArray

from nnstep.expr.array import Array

LARGEST = 2 * 2**30
"""How many bytes an array may have."""

Arrays: TypeAlias = dict[str, NDArray[Any]]
"""Arrays by name; the only one of a file that has no names is called by an empty text."""


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file."""

    endings: tuple[str, ...]
    read: Callable[[Path], Arrays]
    """Returns all arrays of a file; raises DataError, or whatever a damaged file makes it raise."""
    write: Callable[[BinaryIO, Mapping[str, Array]], None] | None = None
    named: bool = False
    """Whether it holds several arrays by name."""
    title: str = ""
    """What it is, where it can be written."""
    check: Callable[[], object] | None = None
    """Raises DataError where a package that it needs is not there."""
