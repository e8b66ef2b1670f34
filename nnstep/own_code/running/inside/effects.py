"""What a call may have changed: many functions change nothing, and the person's own are watched line by line."""

from __future__ import annotations

from types import BuiltinFunctionType, FunctionType, MethodType

from .libraries import is_array, is_of
from .objects import MISSING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .places import Places
    from .scopes import NameScope
    from .sources.person_files import PersonFiles
    from .sources.statements import CallSite

NOTHING, CONTAINER, ALL = range(3)
"""A call changed nothing, only which elements a list or dictionary holds, or any of its arguments and its object."""
NUMPY_MUTATORS = {"at", "copyto", "fill_diagonal", "place", "put", "put_along_axis", "putmask", "shuffle"}
ARRAY_MUTATORS = {"fill", "itemset", "partition", "put", "resize", "sort"}
BUILTIN_MUTATORS = {"delattr", "eval", "exec", "next", "setattr"}
READING = {"copy", "count", "get", "index", "items", "keys", "values"}
"""Methods of lists and dictionaries."""


class Effects:
    """Tell what calls may have changed."""

    def __init__(self, places: Places, files: PersonFiles) -> None:
        self._places = places
        self._files = files

    def of(self, scope: NameScope, site: CallSite) -> int:
        """Return whether a call changed nothing, a container, or anything that it was given."""
        path = site.function
        if path is None:
            return ALL
        if site.is_plain and path.root not in scope.globals and path.root not in scope.locals:
            return NOTHING
        found, value, _ = scope.look_up(path.root)
        if not found:
            return of_function(scope.builtins.get(path.root), site)
        owner = value
        for part in path.parts:
            owner = value
            _, value = self._places.follow(scope, value, part, methods=True)
            if value is MISSING:
                return of_method(owner, part.attribute or "") if part is path.parts[-1] else ALL
        if isinstance(value, FunctionType | MethodType):
            if self._files.is_own_code(getattr(value, "__func__", value).__code__):
                return NOTHING
        elif self._files.is_own_type(value if isinstance(value, type) else type(value)):
            return NOTHING
        return of_method(owner, path.parts[-1].attribute or "") if is_value(owner) else of_function(value, site)


def is_value(owner: Any) -> bool:
    """Return whether a call is that of a method of an array, a list or a dictionary."""
    return is_array(owner) or isinstance(owner, list | dict | str)


def of_method(owner: Any, name: str) -> int:
    """Return what a method of an array, a list or a dictionary changes."""
    if is_array(owner):
        return ALL if name in ARRAY_MUTATORS else NOTHING
    if isinstance(owner, list | dict):
        return NOTHING if name in READING else CONTAINER
    return NOTHING if isinstance(owner, str) else ALL


def of_function(function: Any, site: CallSite) -> int:
    """Return what a function of a library changes."""
    if isinstance(function, type):
        return NOTHING if function.__module__ == "builtins" else ALL
    name = getattr(function, "__name__", "")
    if isinstance(function, BuiltinFunctionType):
        module = getattr(function, "__module__", None)
        if module == "math" or (module == "builtins" and name not in BUILTIN_MUTATORS):
            return NOTHING
    if site.has_out or name in NUMPY_MUTATORS:
        return ALL
    if is_of(function, "numpy", "ufunc"):
        return NOTHING if site.count <= function.nin else ALL
    module = getattr(function, "__module__", None) or ""
    return NOTHING if module.partition(".")[0] == "numpy" and site.count <= 2 else ALL
