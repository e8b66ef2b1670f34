"""Where values stand: paths looked up in a frame, and the numeric values inside containers and objects."""

from __future__ import annotations

from types import FunctionType, MethodType, ModuleType

from .libraries import is_array, is_module, is_tensor

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator
    from types import FrameType
    from typing import Any

    from .paths import PathPart, ValuePath
    from .person_files import PersonFiles
    from .registry import Registry
    from .snapshots import NumberCopies, NumberCopy

MOST_INSIDE = 256
"""Elements of a list or dictionary of arrays that are looked at."""
MOST_LEVELS = 5
"""Of containers and objects inside one another."""
MISSING = object()
ATOMS = (int, float, bool, complex, str, bytes, type(None), type, FunctionType, MethodType, ModuleType)


class NameScope:
    """The names that a frame sees."""

    __slots__ = ("frame", "globals", "number", "own")

    def __init__(self, frame: FrameType, number: int) -> None:
        self.frame = frame
        self.number = number
        self.globals = frame.f_globals
        self.own: set[Hashable] = set()
        """Keys of local names, to be forgotten when the call ends."""

    def look_up(self, name: str) -> tuple[bool, Any, Hashable]:
        """Return whether a name has a value, the value, and a key for the place."""
        if self.number:
            value = self.frame.f_locals.get(name, MISSING)
            if value is not MISSING:
                return True, value, (self.number, name)
        value = self.globals.get(name, MISSING)
        if value is not MISSING:
            return True, value, (-id(self.globals), name)
        return False, None, None


class NumberPlace:
    """A numeric value, with its place as it is written, a key for the place, and its numbers."""

    __slots__ = ("key", "place", "snapshot", "value")

    def __init__(self, place: str, key: Hashable, value: Any, snapshot: NumberCopy) -> None:
        self.place = place
        self.key = key
        self.value = value
        self.snapshot = snapshot


class Places:
    """Find values by their paths, without running code of the person's."""

    def __init__(self, snapshots: NumberCopies, files: PersonFiles) -> None:
        self._snapshots = snapshots
        self._files = files

    def leaf(self, place: str, key: Hashable, value: Any) -> NumberPlace | None:
        """Return a value with its numbers, None where it is not numeric as a whole."""
        snapshot = self._snapshots.take(value)
        return None if snapshot is None else NumberPlace(place, key, value, snapshot)

    def leaves(
        self, place: str, key: Hashable, value: Any, *, objects: bool = True, levels: int = MOST_LEVELS
    ) -> Iterator[NumberPlace]:
        """Yield the numeric values in a container or object, or the value itself."""
        leaf = self.leaf(place, key, value)
        if leaf is not None:
            yield leaf
            yield from self._gradient(place, value)
        elif levels:
            for spelled, inner_key, inner in self._inside(value, objects=objects):
                if type(inner) is not str:
                    yield from self.leaves(place + spelled, inner_key, inner, objects=objects, levels=levels - 1)

    def _gradient(self, place: str, value: Any) -> Iterator[NumberPlace]:
        if is_tensor(value) and value.is_leaf:
            gradient = value.grad
            if gradient is not None:
                leaf = self.leaf(f"{place}.grad", (id(value), "grad"), gradient)
                if leaf is not None:
                    yield leaf

    def _inside(self, value: Any, *, objects: bool) -> Iterable[tuple[str, Hashable, Any]]:
        if isinstance(value, dict):
            if len(value) <= MOST_INSIDE:
                return [(f"[{key!r}]", (id(value), key), value[key]) for key in list(value)]
        elif isinstance(value, list | tuple):
            if len(value) <= MOST_INSIDE:
                return [(f"[{number}]", (id(value), number), inner) for number, inner in enumerate(value)]
        elif objects and not isinstance(value, ATOMS) and (self._files.is_own_type(type(value)) or is_module(value)):
            found = [(spelled(name), (id(value), name), inner) for name, inner in attributes(value)]
            if len(found) <= MOST_INSIDE:
                return found
        elif objects and is_array_of_objects(value) and value.size <= MOST_INSIDE:
            return [(f"[{number}]", (id(value), number), inner) for number, inner in enumerate(value.tolist())]
        return ()

    def resolve(self, scope: NameScope, path: ValuePath, registry: Registry) -> tuple[str, Hashable, Any, int] | None:
        """Return the place, key and value of a path, or those of the array or list of numbers that it goes into.

        The last number says how many parts of the path lead to the value.
        """
        found, value, key = scope.look_up(path.root)
        if not found:
            return None
        place = path.root
        for count, part in enumerate(path.parts):
            if registry.known(value) is not None and part.attribute != "grad":
                return place, key, value, count
            if part.attribute is None and self._snapshots.take(value) is not None:
                return place, key, value, count
            name, inner = self._follow(scope, value, part)
            if inner is MISSING:
                return None if part.attribute is not None else (place, key, value, count)
            place += f".{name}" if part.attribute is not None else f"[{name!r}]"
            key = (id(value), name)
            value = inner
        return place, key, value, len(path.parts)

    def position(self, scope: NameScope, parts: tuple[PathPart, ...], shape: tuple[int, ...]) -> int | None:
        """Return the flat position of the element that subscripts name, None where they name more than one."""
        indices: list[int] = []
        for part in parts:
            if part.attribute is not None or not part.known:
                return None
            try:
                index = self._index(scope, part)
                indices += [number.__index__() for number in (index if isinstance(index, tuple) else (index,))]
            except Exception:  # whatever an index of the person's raises, it raises there again
                return None
        if len(indices) != len(shape):
            return None
        position = 0
        for number, length in zip(indices, shape, strict=True):
            if not -length <= number < length:
                return None
            position = position * length + number % length
        return position

    def _index(self, scope: NameScope, part: PathPart) -> Any:
        if part.code is None:
            return part.constant
        return eval(part.code, scope.globals, scope.frame.f_locals)  # noqa: S307 - the person's own index

    def read(self, scope: NameScope, paths: list[ValuePath], into: set[int], registry: Registry) -> None:
        """Add the indices of the assignments whose values stand at these paths."""
        for path in paths:
            found, value, key = scope.look_up(path.root)
            if not found:
                continue
            index = registry.index_at(key, value)
            if index is not None:
                into.add(index)
                if not path.parts or path.parts[0].attribute != "grad":
                    continue
            for part in path.parts:
                name, inner = self._follow(scope, value, part)
                if inner is MISSING:
                    break
                key = (id(value), name)
                value = inner
                index = registry.index_at(key, value)
                if index is not None:
                    into.add(index)
                    break
            else:
                if index is None and (isinstance(value, dict | list | tuple) or is_module(value)):
                    self._read_inside(value, into, registry, 3)

    def _read_inside(self, value: Any, into: set[int], registry: Registry, levels: int) -> None:
        for _, key, inner in self._inside(value, objects=is_module(value)):
            index = registry.index_at(key, inner)
            if index is not None:
                into.add(index)
            elif levels and (isinstance(inner, dict | list | tuple) or is_module(inner)):
                self._read_inside(inner, into, registry, levels - 1)

    def is_own(self, scope: NameScope, path: ValuePath) -> bool:
        """Return whether a path is a function, method or class of the person's own, whose lines are watched."""
        found, value, _ = scope.look_up(path.root)
        if not found:
            return False
        for part in path.parts:
            _, value = self._follow(scope, value, part, methods=True)
            if value is MISSING:
                return False
        if isinstance(value, FunctionType | MethodType):
            return self._files.is_own_code(getattr(value, "__func__", value).__code__)
        if isinstance(value, type):
            return self._files.is_own_type(value)
        return self._files.is_own_type(type(value)) and not isinstance(value, ModuleType)

    def _follow(self, scope: NameScope, value: Any, part: PathPart, *, methods: bool = False) -> tuple[Any, Any]:
        """Return the name or index of a part, and the value there."""
        if part.attribute is not None:
            return part.attribute, attribute(value, part.attribute, methods=methods)
        if not part.known or not isinstance(value, dict | list | tuple):
            return None, MISSING
        try:
            index = self._index(scope, part)
            if isinstance(index, slice | list):
                return None, MISSING
            if isinstance(value, dict):
                return index, dict.get(value, index, MISSING)
            number = index.__index__()
            return number % len(value), value[number]
        except Exception:  # whatever an index of the person's raises, it raises there again
            return None, MISSING


def spelled(name: str) -> str:
    """Return an attribute as it is written; the layers of a sequence of PyTorch are named by their numbers."""
    return f"[{name}]" if name.isdigit() else f".{name}"


def attributes(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield an object's own attributes, without running properties; of a layer of PyTorch its parameters and layers."""
    own = getattr(value, "__dict__", None)
    if isinstance(own, dict):
        for table in TORCH_TABLES:
            yield from own.get(table, {}).items()
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


TORCH_TABLES = ("_parameters", "_modules", "_buffers")
TORCH_OWN = (*TORCH_TABLES, "training")


def attribute(value: Any, name: str, *, methods: bool = False) -> Any:
    """Return an attribute where no code of the person's runs for it."""
    try:
        own = object.__getattribute__(value, "__dict__")
    except AttributeError:
        own = {}
    inner = own.get(name, MISSING)
    if inner is not MISSING:
        return inner
    for table in TORCH_TABLES:
        if name in own.get(table, ()):
            return own[table][name]
    if isinstance(value, ModuleType):
        return MISSING
    kinds = value.__mro__ if isinstance(value, type) else type(value).__mro__
    for kind in kinds:
        inner = kind.__dict__.get(name, MISSING)
        if inner is MISSING:
            continue
        if isinstance(inner, property) and kind.__module__.partition(".")[0] != "torch":
            return MISSING
        if isinstance(inner, FunctionType | classmethod | staticmethod):
            return getattr(inner, "__func__", inner) if methods else MISSING
        try:
            return getattr(value, name)
        except Exception:  # a descriptor of any library
            return MISSING
    return MISSING


def is_array_of_objects(value: Any) -> bool:
    """Return whether a value is an array of arrays, such as one of layers."""
    return is_array(value) and value.dtype == object
