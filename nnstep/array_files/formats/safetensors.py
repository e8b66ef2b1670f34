"""Safetensors files, as many programs exchange weights; they need the package of that name, an optional extra."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from nnstep.array_files.formats.format import Format
from nnstep.errors import DataError
from nnstep.expr.array import Array
from nnstep.input_files import open_regular, too_large


def _package() -> Any:
    try:
        import safetensors.numpy
    except ImportError:
        hint = "pip install 'nnstep[safetensors]'"
        raise DataError("files of safetensors need the package of that name", hint) from None
    return safetensors


def _names(path: Path) -> tuple[str, ...]:
    names: tuple[str, ...] = _with(path, lambda file: tuple(file.keys()))
    return names


def _read(path: Path, name: str, most: int) -> NDArray[Any]:
    def load(file: Any) -> NDArray[Any]:
        part = file.get_slice(name)
        # Whole numbers keep their type; to count a bit as a byte is near enough.
        size = prod(part.get_shape()) * (8 if part.get_dtype().startswith(("F", "BF")) else 4)
        if size > most:
            raise too_large(size, most)
        array: NDArray[Any] = file.get_tensor(name)
        return array

    array: NDArray[Any] = _with(path, load)
    return array


def _with(path: Path, read: Callable[[Any], Any]) -> Any:
    """Return what `read` finds in the open file, any complaint of the package being a ValueError."""
    package = _package()
    open_regular(path).close()  # the package would open anything
    try:
        with package.safe_open(path, framework="numpy") as file:
            return read(file)
    except OSError:
        raise
    except Exception as error:
        raise ValueError(str(error)) from None


def _write(file: BinaryIO, arrays: Mapping[str, Array]) -> None:
    file.write(_package().numpy.save({name: np.array(array, order="C") for name, array in arrays.items()}))


SAFETENSORS = Format((".safetensors",), _names, _read, _write, named=True, title="arrays by name", check=_package)
