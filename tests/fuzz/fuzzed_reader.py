"""What a row of the table of readers says: how a file is read, what is mutated, and what may be wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from nnstep.errors import NNStepError

Read: TypeAlias = Callable[[Path], object]
Seeds: TypeAlias = Callable[[], Sequence[bytes]]


@dataclass(frozen=True, slots=True)
class FuzzedReader:
    """One reader; an input is the content of a file, whose name has the ending."""

    name: str
    kind: str
    """The folder of `tests/hostile` that holds what was found."""
    ending: str
    read: Read
    """Returns what the file says; raises one of the `mistakes` where that is nothing."""
    seeds: Seeds
    tokens: Sequence[str] = ()
    """What its language is made of."""
    mistakes: tuple[type[Exception], ...] = (NNStepError,)
    write: Callable[[object], bytes] | None = None
    """Writes again what was read; it must read the same, and be written the same."""
    names_file: bool = True
    """Whether a message has to name the file."""


def of_text(function: Callable[[str], object]) -> Read:
    """Return the reader of a file whose text a person would type; bytes that are no text come as Python passes them."""
    return lambda path: function(path.read_bytes().decode("utf-8", "surrogateescape"))


def texts(*lines: str) -> Seeds:
    """Return seeds that are short texts."""
    return lambda: [line.encode() for line in lines]


def contents(*patterns: str) -> Seeds:
    """Return seeds that are files of this checkout, the largest left out."""
    return lambda: [path.read_bytes() for path in found(*patterns) if path.stat().st_size <= MOST_BYTES]


def found(*patterns: str) -> list[Path]:
    """Return the files of this checkout that patterns mean."""
    return [path for pattern in patterns for path in sorted(ROOT.glob(pattern)) if path.is_file()]


def joined(*seeds: Seeds) -> Seeds:
    """Return all seeds of several kinds."""
    return lambda: [seed for some in seeds for seed in some()]


ROOT = Path(__file__).parents[2]
MOST_BYTES = 40_000
"""Of a seed."""
