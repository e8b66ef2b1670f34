"""From a file to its arrays, or one clear message why not, whatever the file holds. Nothing is unpickled.

Whole numbers keep their type, since images of bytes are large; all else becomes float64.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnstep import limits
from nnstep.array_files.formats import FORMATS
from nnstep.array_files.formats.format import Format
from nnstep.errors import DataError, NNStepError
from nnstep.file_endings import ending_in
from nnstep.input_files import unreadable
from nnstep.problems.message_text import key_text

_MOST_NAMES = 16
_LONGEST_NAME = 100
"""A longer name is no misspelling of another one."""


class ArrayFile(Mapping[str, "NDArray[Any]"]):
    """The arrays of a file by name, each read when it is asked for; DataError is raised where it can't be."""

    def __init__(self, path: Path, most: int) -> None:
        """Look for the names in a file; its arrays may take `most` bytes together."""
        self._path = path
        self._most = most
        self._format = format_of(path)
        with _told(path):
            self._names = dict.fromkeys(self._format.names(path))

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self._read(name)[1]

    def as_stored(self, name: str) -> NDArray[Any]:
        """Return an array as float32 where the file holds numbers no wider than that, else as `[]` does."""
        stored, array = self._read(name)
        return array.astype(np.float32) if stored.kind == "f" and stored.itemsize <= 4 else array

    def _read(self, name: str) -> tuple[np.dtype[Any], NDArray[Any]]:
        """Return an array, and the type in which it is stored."""
        if name not in self._names:
            raise KeyError(name)
        with _told(self._path):
            stored = self._format.read(self._path, name, self._most)
            array = _plain(self._path, name, stored)
        self._most -= array.nbytes
        return stored.dtype, array

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def read_array(path: Path, name: str = "", most: int | None = None) -> NDArray[Any]:
    """Return one array of a file: the one called `name`, or the only one; raise DataError where there is none.

    It may take `most` bytes; without them as many as a file may have.
    """
    arrays = ArrayFile(path, limits.ARRAYS_BYTES.most if most is None else most)
    if name in arrays:
        return arrays[name]
    if not name and len(arrays) == 1:
        return next(iter(arrays.values()))
    known = listed(arrays)
    if not name:
        raise _error(path, f"it holds {len(arrays)} arrays", f"name one of {known}")
    close = get_close_matches(name, arrays, n=1) if len(name) <= _LONGEST_NAME else []
    raise _error(
        path, f"there is no array called {key_text(name)}", f"did you mean {close[0]}?" if close else f"it has {known}"
    )


def read_arrays(path: Path) -> Mapping[str, NDArray[Any]]:
    """Return all arrays of a file by name, each read when it is asked for; raise DataError where that can't be done."""
    return ArrayFile(path, limits.ARRAYS_BYTES.most)


def listed(names: Iterable[str]) -> str:
    """Return the names of arrays, of very many the first ones."""
    every = sorted(names)
    more = ", ..." if len(every) > _MOST_NAMES else ""
    return f"{', '.join(every[:_MOST_NAMES])}{more}" or "nothing"


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn what goes wrong with a file into the error that says so."""
    try:
        yield
    except NNStepError:
        raise
    except MemoryError:
        raise _error(path, "the file is too large for this machine's memory") from None
    except OSError as error:
        raise _error(path, unreadable(error)) from None
    except Exception as error:  # what the standard library and NumPy raise on damaged files is no closed set
        raise _error(path, f"the file is not what its name says, or damaged: {_first_line(error)}") from None


def format_of(path: Path) -> Format:
    """Return the format that a file's name says it has; raise DataError where it says none."""
    ending = ending_in(path.name, FORMATS)
    if not ending:
        raise _error(path, "the name has no ending that says what it is", f"known are {', '.join(FORMATS)}")
    return FORMATS[ending]


def _plain(path: Path, name: str, array: NDArray[Any]) -> NDArray[Any]:
    which = f"array {name}" if name else "the array"
    match array.dtype.kind:
        case "u" | "i":
            return array
        case "b":
            return array.astype(np.uint8)
        case "f":
            with np.errstate(over="ignore"):  # of numbers wider than float64
                numbers = np.asarray(array, dtype=np.float64)
            finite = np.isfinite(numbers)
            if not finite.all():
                wrong = np.unravel_index(int(finite.argmin()), finite.shape)
                message = f"{which} has {numbers[wrong]} at [{', '.join(map(str, wrong))}]"
                raise _error(path, f"{message}, but every number must be finite")
            return numbers
        case _:
            raise _error(path, f"{which} holds {array.dtype.name}, not numbers")


def _error(path: Path, message: str, hint: str = "") -> DataError:
    return DataError(f"{path}: {message}", hint)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:120]
