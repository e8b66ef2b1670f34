"""What is a value of NumPy, PyTorch or pandas, without loading a library that the program has not."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def is_of(value: object, library: str, *names: str) -> bool:
    """Return whether a value is of one of the library's classes; a library that is being loaded may lack them."""
    module = sys.modules.get(library)
    return module is not None and any(isinstance(value, getattr(module, name, ())) for name in names)


def is_array(value: Any) -> bool:
    """Return whether a value is an array of NumPy."""
    return is_of(value, "numpy", "ndarray")


def is_tensor(value: Any) -> bool:
    """Return whether a value is a tensor of PyTorch."""
    return is_of(value, "torch", "Tensor")


def is_module(value: Any) -> bool:
    """Return whether a value is a network or a layer of PyTorch."""
    return is_of(value, "torch.nn", "Module")


def is_frame(value: Any) -> bool:
    """Return whether a value is a table or column of pandas."""
    return is_of(value, "pandas", "DataFrame", "Series")


def torch_is_loaded() -> bool:
    """Return whether the program has loaded PyTorch."""
    return "torch" in sys.modules


def numpy() -> Any:
    """Return NumPy, which the program has loaded."""
    return sys.modules["numpy"]


def numpy_is_loaded() -> bool:
    """Return whether the program has loaded the whole of NumPy."""
    return hasattr(sys.modules.get("numpy"), "shares_memory")
