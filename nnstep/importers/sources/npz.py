"""Files of arrays by name: NumPy's .npz, in which nets written in NumPy are saved."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from nnstep import limits
from nnstep.array_files.array_reader import ArrayFile
from nnstep.errors import DataError
from nnstep.harmless_text import visible
from nnstep.importers.sources.importer import FileImporter


def arrays_of(path: Path) -> Mapping[str, NDArray[Any]]:
    """Return the arrays of a file in the types they are stored in; raise DataError where one can't be read."""
    found = ArrayFile(path, limits.ARRAYS_BYTES.most)
    names = tuple(found)
    if len(names) > limits.NET_ARRAYS.most:
        refusal = limits.NET_ARRAYS.refusal(len(names), "arrays")
        raise DataError(visible(f"{path}: there are {refusal}"), "keep the arrays of the net alone in a file")
    return {name: found.as_stored(name) for name in names}


NPZ = FileImporter((".npz",), "arrays of NumPy's by name", arrays_of)
