"""PyTorch's state dictionaries (.pt), read by PyTorch itself and only as tensors, so that nothing in a file is run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

from numpy.typing import NDArray

from nnstep import limits
from nnstep.array_files.archive_directory import open_archive
from nnstep.array_files.damaged_archives import DAMAGED
from nnstep.errors import DataError
from nnstep.importers.pytorch.tensors import array_of
from nnstep.importers.sources.importer import FileImporter
from nnstep.input_files import open_regular, too_large, unreadable

_SAVE = "save the state dictionary: torch.save(model.state_dict(), 'net.pt')"
_SAFE_VERSION = (2, 6)
_PICKLED = "it holds Python objects beside tensors, and nnstep loads none: that would run code that is in the file"


def _arrays(path: Path) -> Mapping[str, NDArray[Any]]:
    try:
        with open_regular(path, limits.ARRAYS_BYTES) as file:
            _check_archive(path, file)
            held = _loaded(path, file)
    except (OSError, ValueError) as error:
        raise _error(path, unreadable(error), "") from None
    found = list(_dictionaries(held))
    if not found:
        raise _error(path, "it holds no dictionary of tensors", _SAVE)
    if len(found) > 1:
        names = ", ".join(name or "the file itself" for name, _ in found)
        raise _error(path, f"it holds several dictionaries of tensors: {names}", "save one of them to its own file")
    tensors = {str(name): tensor for name, tensor in found[0][1].items() if hasattr(tensor, "numel")}
    total = 8 * sum(tensor.numel() for tensor in tensors.values())  # a tensor may claim more numbers than are stored
    if total > limits.ARRAYS_BYTES.most:
        raise _error(path, str(too_large(total, limits.ARRAYS_BYTES).strerror), "")
    return {name: array_of(name, tensor) for name, tensor in tensors.items()}


def _check_archive(path: Path, file: BinaryIO) -> None:
    """Raise DataError where a file is none of those that PyTorch has written since version 1.6."""
    try:
        with open_archive(file) as archive:
            names = archive.namelist()
            unpacked = sum(member.file_size for member in archive.infolist())
    except DAMAGED:
        hint = f"open it with a PyTorch you trust it with, and {_SAVE}"
        raise _error(path, "it is no archive as PyTorch writes them since version 1.6", hint) from None
    if any("/code/" in name or name.endswith("constants.pkl") for name in names):
        raise _error(path, "it is a TorchScript program, which holds code", _SAVE)
    if unpacked > limits.ARRAYS_BYTES.most:  # a packed archive is small, and PyTorch would unpack it
        raise _error(path, str(too_large(unpacked, limits.ARRAYS_BYTES).strerror), "")
    file.seek(0)


def _loaded(path: Path, file: BinaryIO) -> object:
    try:
        torch = import_module("torch")
    except ImportError:
        hint = "pip install torch, or save the net as .safetensors or .npz, which nnstep reads by itself"
        raise _error(path, "reading it needs PyTorch", hint) from None
    if _version(torch.__version__) < _SAFE_VERSION:
        message = f"PyTorch {torch.__version__} can be made to run code that is in such a file (CVE-2025-32434)"
        raise _error(path, message, "update it to 2.6 or later, or save the net as .safetensors or .npz")
    try:
        return torch.load(file, map_location="cpu", weights_only=True)
    except MemoryError:
        raise _error(path, "the file is too large for this machine's memory", "") from None
    except Exception as error:  # what PyTorch raises on damaged and on refused files is no closed set
        refused = "weights_only" in str(error) or "Unsupported" in str(error)
        first = (str(error).splitlines() or [type(error).__name__])[0][:120]
        raise _error(path, _PICKLED if refused else f"it is damaged: {first}", _SAVE) from None


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text)[:2])


def _dictionaries(held: object, name: str = "", depth: int = 3) -> Iterator[tuple[str, Mapping[Any, Any]]]:
    """Yield the dictionaries of tensors in what was loaded: itself, or those that a checkpoint has by name."""
    if not isinstance(held, Mapping) or not depth or "param_groups" in held:
        return  # an optimizer's is of no layer
    if any(hasattr(value, "numel") for value in held.values()):
        yield name, held
        return
    for key, value in held.items():
        yield from _dictionaries(value, f"{name}[{str(key)[:40]!r}]", depth - 1)


def _error(path: Path, message: str, hint: str) -> DataError:
    return DataError(f"{path}: {message}", hint)


STATE_DICTIONARY = FileImporter((".pt", ".pth", ".bin", ".ckpt"), "a state dictionary of PyTorch's", _arrays)
