"""What a format of traces is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeAlias

from nnstep.traces.record import TraceRecord

Remark: TypeAlias = Callable[[str], None]
"""Takes a line for the person about a file that is read: what of it is cut off, or can't be kept."""


@dataclass(frozen=True, slots=True)
class TraceFormat:
    """One format in which a trace can be written and read, with nothing lost in between."""

    endings: tuple[str, ...]
    title: str
    """Its description in the help."""
    write: Callable[[Iterable[TraceRecord], BinaryIO], None]
    """Write all records into an open file, as they come: they may be more than fit into memory.

    Raises OutputError where the format can't hold them.
    """
    read: Callable[[Path, Remark], Iterator[TraceRecord]]
    """Yield the records of a file, floats as float64, up to the last complete one.

    Raises DataError, or any of the errors that `nnstep.traces.contents.conversion` turns into one.
    """
    check: Callable[[], object] | None = None
    """Raises DataError where a package that it needs is not there."""
