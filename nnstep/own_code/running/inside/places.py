"""Where values stand: paths looked up in a frame, and the numeric values inside containers and objects."""

from __future__ import annotations

from .libraries import is_module, is_tensor
from .objects import MISSING, VALUELESS, attribute, inside, spelled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from .registry import Registry
    from .scopes import NameScope, PlaceKey
    from .snapshots import NumberCopies, NumberCopy
    from .sources.paths import PathPart, ValuePath
    from .sources.person_files import PersonFiles

MOST_LEVELS = 5
"""Of containers and objects inside one another."""


class NumberPlace:
    """A numeric value, with its place as it is written, a key for the place, and its numbers."""

    __slots__ = ("key", "place", "snapshot", "value")

    def __init__(self, place: str, key: PlaceKey, value: Any, snapshot: NumberCopy) -> None:
        self.place = place
        self.key = key
        self.value = value
        self.snapshot = snapshot


class Places:
    """Find values by their paths, without running code of the person's."""

    def __init__(self, snapshots: NumberCopies, files: PersonFiles) -> None:
        self._snapshots = snapshots
        self._files = files

    def leaf(self, place: str, key: PlaceKey, value: Any) -> NumberPlace | None:
        """Return a value with its numbers, None where it is not numeric as a whole."""
        snapshot = self._snapshots.take(value)
        return None if snapshot is None else NumberPlace(place, key, value, snapshot)

    def leaves(
        self,
        place: str,
        key: PlaceKey,
        value: Any,
        *,
        objects: bool = True,
        levels: int = MOST_LEVELS,
        skip: Callable[[PlaceKey, Any], bool] | None = None,
    ) -> Iterator[NumberPlace]:
        """Yield the numeric values in a container or object, or the value itself, but not those that `skip` tells."""
        leaf = self.leaf(place, key, value)
        if leaf is not None:
            yield leaf
            yield from self._gradient(place, value)
        elif levels:
            for name, inner in inside(value, self._files, objects=objects):
                inner_key = (id(value), name)
                if not isinstance(inner, str) and not (skip is not None and skip(inner_key, inner)):
                    yield from self.leaves(
                        place + spelled(value, name), inner_key, inner, objects=objects, levels=levels - 1, skip=skip
                    )

    def _gradient(self, place: str, value: Any) -> Iterator[NumberPlace]:
        if is_tensor(value) and value.is_leaf:
            gradient = value.grad
            if gradient is not None:
                leaf = self.leaf(f"{place}.grad", (id(value), "grad"), gradient)
                if leaf is not None:
                    yield leaf

    def resolve(self, scope: NameScope, path: ValuePath, registry: Registry) -> tuple[str, PlaceKey, Any, int] | None:
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
            name, inner = self.follow(scope, value, part)
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
        return eval(part.code, scope.globals, scope.locals)  # noqa: S307 - the person's own index

    def read(self, scope: NameScope, paths: list[ValuePath], into: set[int], registry: Registry) -> None:
        """Add the indices of the assignments whose values stand at these paths."""
        for path in paths:
            found, value, key = scope.look_up(path.root)
            if not found or type(value) in VALUELESS:
                continue
            index = registry.index_at(key, value)
            parts = path.parts
            if index is not None:
                into.add(index)
                if not parts or parts[0].attribute != "grad":
                    continue
            for part in parts:
                name, inner = self.follow(scope, value, part)
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
        for name, inner in inside(value, self._files, objects=is_module(value)):
            index = registry.index_at((id(value), name), inner)
            if index is not None:
                into.add(index)
            elif levels and (isinstance(inner, dict | list | tuple) or is_module(inner)):
                self._read_inside(inner, into, registry, levels - 1)

    def follow(self, scope: NameScope, value: Any, part: PathPart, *, methods: bool = False) -> tuple[Any, Any]:
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
