"""What the modules of a folder define: the one rule by which an activation, a notation or a pane is found.

A new one is a new file in its folder; nothing else names it.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from pkgutil import iter_modules
from typing import TypeVar

Kind = TypeVar("Kind")


def collected(package: str, path: Iterable[str], kind: type[Kind]) -> list[Kind]:
    """Return the module-level values of type `kind` in the modules of `package`, in the order of the file names."""
    found: list[Kind] = []
    for module_info in sorted(iter_modules(path), key=lambda info: info.name):
        module = import_module(f"{package}.{module_info.name}")
        for value in vars(module).values():
            if isinstance(value, kind) and not any(value is other for other in found):
                found.append(value)
    return found
