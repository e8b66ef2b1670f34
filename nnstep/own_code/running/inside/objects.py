"""What is inside a container or an object, without running code of the person's."""

from __future__ import annotations

from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType

from .libraries import is_array, is_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from .sources.person_files import PersonFiles

MOST_INSIDE = 256
"""Elements of a list or dictionary of arrays, or attributes of an object, that are looked at."""
MISSING = object()
ATOMS = (int, float, bool, complex, str, bytes, type(None), type, FunctionType, MethodType, ModuleType)
VALUELESS = {FunctionType, BuiltinFunctionType, type, type(None), str}
"""Types of names that lead to no value."""
KEYS = (str, int, float, bool, tuple, bytes, type(None))
"""Types of keys that are looked up and written without code of the person's."""
TORCH_TABLES = ("_parameters", "_modules", "_buffers")
TORCH_OWN = (*TORCH_TABLES, "training")


def inside(value: Any, files: PersonFiles, *, objects: bool) -> Iterable[tuple[Any, Any]]:
    """Return the names, keys or numbers of what is inside a value, each with its value."""
    if isinstance(value, dict):
        if len(value) <= MOST_INSIDE:
            return [(key, inner) for key, inner in dict.items(value) if isinstance(key, KEYS)]
    elif isinstance(value, list | tuple):
        if len(value) <= MOST_INSIDE:
            return enumerate(list(value))
    elif isinstance(value, ATOMS) or not objects:
        return ()
    elif files.is_own_type(type(value)) or is_module(value):
        found = list(attributes(value))
        if len(found) <= MOST_INSIDE:
            return found
    elif is_array(value) and value.dtype == object and value.size <= MOST_INSIDE:
        return enumerate(value.tolist())
    return ()


def spelled(owner: Any, name: Any) -> str:
    """Return the way from a value to one inside it as Python spells it."""
    if isinstance(owner, dict):
        return f"[{name!r}]"
    if isinstance(name, int) or name.isdigit():  # a layer of a sequence of PyTorch has a number for its name
        return f"[{name}]"
    return f".{name}"


def attributes(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield an object's own attributes, without running properties; of a layer of PyTorch its parameters and layers."""
    own = getattr(value, "__dict__", None)
    if isinstance(own, dict):
        for table in TORCH_TABLES:
            if table in own:
                yield from own[table].items()
        if not type(value).__module__.startswith("torch."):
            for name, inner in list(own.items()):
                if isinstance(name, str) and not name.startswith("__") and name not in TORCH_OWN:
                    yield name, inner
    for kind in type(value).__mro__:
        slots = kind.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            inner = attribute(value, name)
            if inner is not MISSING and name != "__dict__":
                yield name, inner


def attribute(value: Any, name: str, *, methods: bool = False) -> Any:
    """Return an attribute where no code of the person's runs for it."""
    try:
        own = object.__getattribute__(value, "__dict__")
    except AttributeError:
        own = {}
    inner = own.get(name, MISSING)
    if inner is not MISSING:
        return inner
    if "_parameters" in own:
        for table in TORCH_TABLES:
            if name in own.get(table, ()):
                return own[table][name]
    if isinstance(value, ModuleType):
        return MISSING
    for kind in value.__mro__ if isinstance(value, type) else type(value).__mro__:
        inner = kind.__dict__.get(name, MISSING)
        if inner is not MISSING:
            return of_class(value, name, kind, inner, methods=methods)
    return MISSING


def of_class(value: Any, name: str, kind: type, inner: Any, *, methods: bool) -> Any:
    """Return an attribute that a class defines."""
    if isinstance(inner, property) and kind.__module__.partition(".")[0] != "torch":
        return MISSING
    if isinstance(inner, FunctionType | classmethod | staticmethod):
        return getattr(inner, "__func__", inner) if methods else MISSING
    if isinstance(getattr(type(inner), "__get__", None), FunctionType):
        return MISSING  # a descriptor written in Python
    try:
        return getattr(value, name)
    except Exception:  # a descriptor of any library
        return MISSING
