"""What the modules of a folder define: the one rule by which an activation, a notation or a pane is found.

A new one is a new file in its folder; nothing else names it.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from pkgutil import iter_modules
from typing import TypeVar

Kind = TypeVar("Kind")


def module_names(path: Iterable[str]) -> list[str]:
    """Return the names of the modules in a folder, sorted; none is imported."""
    return sorted(info.name for info in iter_modules(path))


def collected(package: str, path: Iterable[str], kind: type[Kind]) -> list[Kind]:
    """Return the module-level values of type `kind` in the modules of `package`, in the order of the file names."""
    found: list[Kind] = []
    for name in module_names(path):
        found += [value for value in defined(package, name, kind) if not any(value is other for other in found)]
    return found


def defined(package: str, name: str, kind: type[Kind]) -> list[Kind]:
    """Return the module-level values of type `kind` in one module of `package`."""
    return [value for value in vars(import_module(f"{package}.{name}")).values() if isinstance(value, kind)]
