"""Arrays written to a file, whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from nnstep.array_files.formats import FORMATS
from nnstep.array_files.formats.format import Format
from nnstep.errors import DataError
from nnstep.expr.array import Array
from nnstep.file_endings import ending_in
from nnstep.outputs.asked import ending_of
from nnstep.outputs.whole import write_file

ENDINGS = {ending: row.title for ending, row in FORMATS.items() if row.write is not None}
"""What the name of a file of arrays that is written may end in."""


def write_arrays(path: Path, arrays: Mapping[str, Array], *, overwrite: bool = False) -> None:
    """Write arrays by name; raise as `format_for` and `write_file` do."""
    write = format_for(path, len(arrays)).write
    if write is not None:
        write_file(path, lambda file: write(file, arrays), overwrite=overwrite)


def format_for(path: Path, count: int) -> Format:
    """Return the format in which `count` arrays are written to `path`.

    Raise OutputError where its ending says none, DataError where that can't hold so many.
    """
    holding = {ending: title for ending, title in ENDINGS.items() if count == 1 or FORMATS[ending].named}
    if ending_in(path.name, ENDINGS.keys() - holding.keys()):
        raise DataError(f"{path}: such a file can't hold {count} arrays", f"write to {', '.join(holding)}")
    return FORMATS[ending_of(path, holding)]
