"""From a file to its arrays, or one clear message why not, whatever the file holds. Nothing is unpickled.

Whole numbers keep their type, since images of bytes are large; all else becomes float64.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import numpy as np

from nnstep.data.formats import FORMATS
from nnstep.errors import DataError
from nnstep.visible import visible

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from nnstep.data.formats.format import Arrays, Format


def read_array(path: Path, name: str = "") -> NDArray[Any]:
    """Return one array of a file: the one called `name`, or the only one; raise DataError where there is none."""
    arrays = read_arrays(path)
    if name in arrays:
        return arrays[name]
    if not name and len(arrays) == 1:
        return next(iter(arrays.values()))
    known = ", ".join(sorted(arrays))
    if not name:
        raise DataError(visible(f"{path}: it holds {len(arrays)} arrays"), visible(f"name one of {known}"))
    close = get_close_matches(name, arrays, n=1)
    hint = f"did you mean {close[0]}?" if close else f"it has {known or 'nothing'}"
    raise DataError(visible(f"{path}: there is no array called {name}"), visible(hint))


def read_arrays(path: Path) -> Arrays:
    """Return all arrays of a file by name; raise DataError where it can't be read."""
    reader = format_of(path)
    try:
        arrays = reader.read(path)
    except DataError:
        raise
    except FileNotFoundError:
        raise _error(path, "there is no such file") from None
    except IsADirectoryError:
        raise _error(path, "this is a folder") from None
    except PermissionError:
        raise _error(path, "the file can't be read: permission denied") from None
    except MemoryError:
        raise _error(path, "the file is too large for this machine's memory") from None
    except OSError as error:
        raise _error(path, f"the file can't be read: {error.strerror or error}") from None
    except Exception as error:  # what the standard library and NumPy raise on damaged files is no closed set
        raise _error(path, f"the file is not what its name says, or damaged: {_first_line(error)}") from None
    return {name: _plain(path, name, array) for name, array in arrays.items()}


def format_of(path: Path) -> Format:
    """Return the format that a file's name says it has; raise DataError where it says none."""
    name = path.name.lower()
    found = [ending for ending in FORMATS if name.endswith(ending)]
    if not found:
        raise _error(path, "the name has no ending that says what it is", f"known are {', '.join(FORMATS)}")
    return FORMATS[max(found, key=len)]


def _plain(path: Path, name: str, array: NDArray[Any]) -> NDArray[Any]:
    which = f"array {name}" if name else "the array"
    match array.dtype.kind:
        case "u" | "i":
            return array
        case "b":
            return array.astype(np.uint8)
        case "f":
            numbers = np.asarray(array, dtype=np.float64)
            wrong = np.argwhere(~np.isfinite(numbers))
            if len(wrong):
                place = ", ".join(map(str, wrong[0]))
                message = f"{which} has {numbers[tuple(wrong[0])]} at [{place}], but every number must be finite"
                raise _error(path, message)
            return numbers
        case _:
            raise _error(path, f"{which} holds {array.dtype.name}, not numbers")


def _error(path: Path, message: str, hint: str = "") -> DataError:
    return DataError(visible(f"{path}: {message}"), visible(hint))


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:120]
