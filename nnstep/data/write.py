"""Arrays written to a file, whole or not at all. Knows formats by their endings."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from nnstep.data.formats import FORMATS
from nnstep.data.read import format_of
from nnstep.errors import DataError
from nnstep.visible import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import BinaryIO

    from nnstep.expr.array import Array


def write_arrays(path: Path, arrays: Mapping[str, Array]) -> None:
    """Write arrays by name, replacing the file that is there; raise DataError where that can't be done."""
    kind = format_of(path)
    write = kind.write
    if write is None or (len(arrays) != 1 and not kind.named):
        endings = ", ".join(ending for ending, row in FORMATS.items() if row.write is not None and row.named)
        raise DataError(visible(f"{path}: such a file can't hold {len(arrays)} arrays"), f"write to {endings}")
    _write(path, lambda file: write(file, arrays))


def write_text(path: Path, text: str) -> None:
    """Write a text, replacing the file that is there; raise DataError where that can't be done."""
    _write(path, lambda file: file.write(text.encode()))


def _write(path: Path, write: Callable[[BinaryIO], object]) -> None:
    temporary = None
    try:
        # Beside the file, so that the last step only renames it: an interruption leaves no half file.
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            write(file)
        os.chmod(temporary, 0o666 & ~_umask())  # noqa: PTH101 - mkstemp's own file is for its owner alone
        Path(temporary).replace(path)
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise DataError(visible(f"{path}: the file can't be written: {reason}"), "choose a folder with room") from None
    finally:
        if temporary is not None:
            with suppress(OSError):
                Path(temporary).unlink()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
