"""NumPy's own files: one array (.npy), or several by name (.npz). Pickled objects in them are refused."""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping
from io import BytesIO
from math import prod
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import numpy as np
from numpy.typing import NDArray

from nnstep import limits
from nnstep.array_files.archive_directory import open_archive
from nnstep.array_files.formats.format import Format, one_without_name
from nnstep.array_files.formats.raw import check_room, read_numbers
from nnstep.expr.array import Array, Shape
from nnstep.input_files import open_regular, too_large

_HEADS = {
    (1, 0): (2, np.lib.format.read_array_header_1_0),
    (2, 0): (4, np.lib.format.read_array_header_2_0),
}
"""By version: how many bytes say how long the head is, and what reads it."""


def _read_one(path: Path, _name: str, most: int) -> NDArray[Any]:
    with open_regular(path) as file:
        return _array(file, os.fstat(file.fileno()).st_size, most)


def _names(path: Path) -> tuple[str, ...]:
    with open_regular(path) as file, open_archive(file) as archive:
        return tuple(name.removesuffix(".npy") for name in archive.namelist() if name.endswith(".npy"))


def _read_member(path: Path, name: str, most: int) -> NDArray[Any]:
    with open_regular(path) as file, open_archive(file) as archive:
        info = archive.getinfo(f"{name}.npy")
        if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise ValueError(f"{name} is packed in another way than NumPy packs")
        with archive.open(info) as member:
            return _array(member, info.file_size, most)


def _array(file: Any, size: int, most: int) -> NDArray[Any]:
    """Return the array of a file that has `size` bytes."""
    shape, fortran, dtype = _head(file)
    if dtype.hasobject:
        raise ValueError("it holds Python objects, which are never loaded")
    if prod(shape) * dtype.itemsize > size:
        raise ValueError("its header promises more numbers than there are")
    check_room(shape, dtype, most)
    return read_numbers(file, shape, dtype, fortran=fortran)


def _head(file: Any) -> tuple[Shape, bool, np.dtype[Any]]:
    """Return shape, order and type of the array that follows; raise ValueError where that is none of NumPy's files."""
    version = np.lib.format.read_magic(file)
    if version not in _HEADS:
        raise ValueError(f"version {version[0]}.{version[1]} of the format is not known")
    width, read = _HEADS[version]
    length = file.read(width)
    size = int.from_bytes(length, "little")
    if size > limits.HEADER_BYTES.most:
        raise too_large(size, limits.HEADER_BYTES, what="its header")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as of a header that Python 2 wrote
        try:
            return read(BytesIO(length + file.read(size)))
        except Exception as error:  # what NumPy raises on a damaged one is no closed set
            raise ValueError(f"its header can't be read: {error}") from None


def _write_one(file: BinaryIO, arrays: Mapping[str, Array]) -> None:
    (array,) = arrays.values()
    np.save(file, array, allow_pickle=False)


def _write_several(file: BinaryIO, arrays: Mapping[str, Array]) -> None:
    # As np.savez does, which takes the names for its own parameters' where they are called file or allow_pickle.
    with ZipFile(file, "w") as archive:
        for name, array in arrays.items():
            # A member without a time: the same arrays are the same bytes.
            with archive.open(ZipInfo(f"{name}.npy"), "w", force_zip64=True) as member:
                np.lib.format.write_array(member, np.asanyarray(array), allow_pickle=False)


NPY = Format((".npy",), one_without_name, _read_one, _write_one, title="one array of NumPy's")
NPZ = Format((".npz",), _names, _read_member, _write_several, named=True, title="arrays of NumPy's by name")
