"""Safetensors files, as many programs exchange weights; they need the package of that name, an optional extra."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from nnstep.data.formats.format import Format
from nnstep.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from nnstep.expr.array import Array


def _package() -> Any:
    try:
        import safetensors.numpy
    except ImportError:
        hint = "pip install 'nnstep[safetensors]'"
        raise DataError("files of safetensors need the package of that name", hint) from None
    return safetensors.numpy


def _read(path: Path) -> dict[str, NDArray[Any]]:
    package = _package()
    data = path.read_bytes()
    try:
        arrays: dict[str, NDArray[Any]] = package.load(data)
    except Exception as error:
        raise ValueError(str(error)) from None
    return arrays


def _write(file: BinaryIO, arrays: Mapping[str, Array]) -> None:
    file.write(_package().save({name: np.array(array, order="C") for name, array in arrays.items()}))


SAFETENSORS = Format((".safetensors",), _read, _write, named=True, title="arrays by name", check=_package)
