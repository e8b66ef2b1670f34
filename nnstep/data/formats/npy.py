"""NumPy's own files: one array (.npy), or several by name (.npz). Pickled objects in them are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO
from zipfile import ZipFile

import numpy as np

from nnstep.data.formats.format import LARGEST, Format

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from zipfile import ZipInfo

    from numpy.typing import NDArray

    from nnstep.expr.array import Array


def _read_one(path: Path) -> dict[str, NDArray[Any]]:
    with path.open("rb") as file:
        shape, dtype = _header(file)
    _check_size(shape, dtype, path.stat().st_size)
    return {"": np.load(path, allow_pickle=False)}


def _read_several(path: Path) -> dict[str, NDArray[Any]]:
    with ZipFile(path) as archive:
        members = [info for info in archive.infolist() if info.filename.endswith(".npy")]
        return {info.filename.removesuffix(".npy"): _member(archive, info) for info in members}


def _member(archive: ZipFile, info: ZipInfo) -> NDArray[Any]:
    with archive.open(info) as file:
        shape, dtype = _header(file)
    _check_size(shape, dtype, info.file_size)
    with archive.open(info) as file:
        array: NDArray[Any] = np.lib.format.read_array(file, allow_pickle=False)
        return array


def _header(file: Any) -> tuple[tuple[int, ...], np.dtype[Any]]:
    """Return shape and type of the array that follows; raise ValueError where that is none of NumPy's files."""
    version = np.lib.format.read_magic(file)
    read = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}.get(version)
    if read is None:
        raise ValueError(f"version {version[0]}.{version[1]} of the format is not known")
    shape, _, dtype = read(file)
    return shape, dtype


def _check_size(shape: tuple[int, ...], dtype: np.dtype[Any], size: int) -> None:
    """Raise ValueError before memory is taken for an array that the file can't hold."""
    if dtype.hasobject:
        raise ValueError("it holds Python objects, which are never loaded")
    count = 1
    for length in shape:
        if length < 0:
            raise ValueError("it has a negative size")
        count *= length
    if count * dtype.itemsize > min(size, LARGEST):
        raise ValueError("its header promises more numbers than there are")


def _write_one(file: BinaryIO, arrays: Mapping[str, Array]) -> None:
    (array,) = arrays.values()
    np.save(file, array, allow_pickle=False)


def _write_several(file: BinaryIO, arrays: Mapping[str, Array]) -> None:
    # As np.savez does, which takes the names for its own parameters' where they are called file or allow_pickle.
    with ZipFile(file, "w") as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
                np.lib.format.write_array(member, np.asanyarray(array), allow_pickle=False)


NPY = Format((".npy",), _read_one, _write_one, title="one array of NumPy's")
NPZ = Format((".npz",), _read_several, _write_several, named=True, title="arrays of NumPy's by name")
