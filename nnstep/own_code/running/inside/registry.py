"""Which values are known: the assignment that each was last recorded by, and the places where it stands."""

from __future__ import annotations

import sys
from _weakref import ref  # `weakref` itself loads more

from .libraries import is_array, is_tensor, numpy
from .snapshots import NUMBERS, NumberCopies, NumberCopy, changed_positions
from .wire import ASSIGNMENT, SAME, SOME, WHOLE, Wire

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from .places import NumberPlace
    from .scopes import NameScope, PlaceKey

STRONG = (list, tuple, dict)
"""Types that have no weak references; an object of them is kept while the program is watched."""


class RecordingLimits:
    """What is watched at most."""

    __slots__ = ("assignments", "bytes", "elements", "seconds", "stop")

    def __init__(self, text: str) -> None:
        assignments, elements, size, seconds, stop = text.split(",")
        self.assignments = int(assignments)
        self.elements = int(elements)
        self.bytes = int(size)
        self.seconds = float(seconds)
        self.stop = stop == "stop"


class LimitReached(Exception):  # noqa: N818 - not an error
    """Nothing more is recorded."""


def holder(value: Any) -> Callable[[], Any]:
    """Return what gives a value as long as it lives."""
    try:
        return ref(value)
    except TypeError:
        return lambda: value


class KnownValue:
    """A value that was recorded: its last assignment and its numbers then."""

    __slots__ = ("changed", "index", "key", "keys", "object", "place", "snapshot")

    def __init__(self, value: Any, index: int, snapshot: NumberCopy) -> None:
        self.object: Callable[[], Any] = (lambda: value) if type(value) in STRONG else holder(value)
        self.index = index
        self.changed = index
        """The last assignment that gave it other numbers."""
        self.snapshot = snapshot
        self.keys: set[PlaceKey] = set()
        """Of all places where it stands."""
        self.place = ""
        self.key: PlaceKey = None
        """Where it was last recorded."""


class Registry:
    """Write assignments, and find earlier ones by value and place."""

    def __init__(self, wire: Wire, snapshots: NumberCopies, limits: RecordingLimits) -> None:
        self._wire = wire
        self._snapshots = snapshots
        self._limits = limits
        self._known: dict[int, KnownValue] = {}
        self._numbers: dict[int, Any] = {}
        """Of each assignment of one."""
        self._floats: dict[int, int] = {}
        """The last assignment of each, by its identity: they are all kept."""
        self._places: dict[PlaceKey, tuple[Any, int]] = {}
        self._sharers: dict[int, set[KnownValue]] = {}
        self._count = 0
        self._bytes = 0

    def known(self, value: Any) -> KnownValue | None:
        """Return what is known of this very object."""
        found = self._known.get(id(value))
        return found if found is not None and found.object() is value else None

    def clear(self) -> None:
        """Forget everything."""
        for table in (self._known, self._numbers, self._floats, self._places, self._sharers):
            table.clear()

    def tensors(self) -> list[KnownValue]:
        """Return what is known of tensors."""
        return [known for known in self._known.values() if is_tensor(known.object())]

    def index_of_gradient(self, tensor: Any) -> set[int]:
        """Return the last assignment of a tensor's gradient, if any."""
        found = self._places.get((id(tensor), "grad"))
        return set() if found is None else {found[1]}

    def stands(self, key: PlaceKey, value: Any) -> bool:
        """Return whether this very object was recorded at a place, and nothing there since."""
        found = self._places.get(key)
        return found is not None and found[0]() is value

    def was_recorded(self, key: PlaceKey, value: Any) -> bool:
        """Return whether an object was recorded at this place or another."""
        return self.stands(key, value) or self.known(value) is not None

    def index_at(self, key: PlaceKey, value: Any) -> int | None:
        """Return the last assignment of the value that stands at a place."""
        found = self._places.get(key)
        if type(value) in NUMBERS:
            if found is not None and found[0]() is value:
                return found[1]
            return self._floats.get(id(value)) if type(value) is float else None
        known = self.known(value)
        if found is not None and found[0]() is value:
            index = found[1]
            return known.changed if known is not None and known.changed > index else index
        return None if known is None else known.index

    def sources(self, value: Any, reads: set[int]) -> set[int]:
        """Return those of the assignments read whose value this object is, else the last that it was recorded by."""
        if type(value) in NUMBERS:
            return {index for index in reads if self._numbers.get(index) is value}
        known = self.known(value)
        if known is None:
            return set()
        found = {known.index} | {self._places[key][1] for key in known.keys}
        return found & reads or {known.index}

    def is_current(self, known: KnownValue | None, leaf: NumberPlace) -> bool:
        """Return whether an object still has the numbers that were recorded."""
        if known is None:
            return False
        before, after = known.snapshot, leaf.snapshot
        return before.data == after.data and before.same_form(after)

    def record(
        self,
        where: tuple[int, int, str, int],
        kind: str,
        leaf: NumberPlace,
        reads: set[int],
        scope: NameScope,
        position: int | None = None,
    ) -> int:
        """Write an assignment and return its index; `position` is that of an element named by the line."""
        index = self._count
        snapshot = leaf.snapshot
        number = type(leaf.value) in NUMBERS
        known = None if number else self.known(leaf.value)
        how, base, payload, changed = self._payload(known, snapshot, position)
        aliases = () if number else self._aliases(known, leaf)
        self._wire.write(
            (
                *(ASSIGNMENT, *where, leaf.place, kind),
                *(snapshot.type_name, snapshot.dtype, snapshot.stored, snapshot.shape),
                *(how, base, payload, changed, tuple(sorted(reads)), aliases),
            )
        )
        self._count = index + 1
        if number:
            self._keep_number(leaf, index)
        else:
            self._keep(known, leaf, index)
        if scope.number and leaf.key is not None and leaf.key[0] == scope.number:
            scope.own.add(leaf.key)
        if self._count >= self._limits.assignments:
            raise LimitReached(f"{self._count} assignments were recorded")
        self._bytes += len(snapshot.data) if how != SAME else 0  # as it is held by who reads the records
        if self._bytes > self._limits.bytes:
            raise LimitReached(f"the values recorded have more than {self._limits.bytes / 2**20:g} MB")
        return index

    def forget(self, scope: NameScope) -> None:
        """Forget the local names of a call that ended."""
        for key in scope.own:
            found = self._places.pop(key, None)
            if found is not None:
                known = self.known(found[0]())
                if known is not None:
                    known.keys.discard(key)

    def _payload(
        self, known: KnownValue | None, after: NumberCopy, position: int | None
    ) -> tuple[int, int, bytes, tuple[int, ...]]:
        if known is None or not known.snapshot.same_form(after):
            return WHOLE, 0, after.data, ()
        if known.snapshot.data == after.data:
            if position is None:
                return SAME, known.index, b"", ()
            positions = []
        else:
            found = changed_positions(known.snapshot, after)
            if found is None and (position is None or len(after.data) > int(after.stored[2:])):
                return WHOLE, 0, after.data, ()
            positions = found or []
        if position is not None and position not in positions:
            positions = sorted([*positions, position])
        size = int(after.stored[2:])
        parts = b"".join(after.data[n * size : (n + 1) * size] for n in positions)
        return SOME, known.index, parts, tuple(positions)

    def _keep_number(self, leaf: NumberPlace, index: int) -> None:
        value = leaf.value
        self._numbers[index] = value
        if type(value) is float:
            self._floats[id(value)] = index
        if leaf.key is not None:
            self._leave(leaf)
            self._places[leaf.key] = ((lambda: value), index)

    def _leave(self, leaf: NumberPlace) -> None:
        """Note that what stood at a place stands there no longer."""
        before = self._places.get(leaf.key)
        other = None if before is None else self.known(before[0]())
        if other is not None and other.object() is not leaf.value:
            other.keys.discard(leaf.key)

    def _keep(self, known: KnownValue | None, leaf: NumberPlace, index: int) -> None:
        value = leaf.value
        if known is None:
            known = self._known[id(value)] = KnownValue(value, index, leaf.snapshot)
        else:
            known.index = index
            if known.snapshot.data != leaf.snapshot.data:
                known.changed = index
            known.snapshot = leaf.snapshot
        for token in tokens(value):
            self._sharers.setdefault(token, set()).add(known)
        if leaf.key is None:
            return  # a value on its way back to the caller
        self._leave(leaf)
        self._places[leaf.key] = (known.object, index)
        known.keys.add(leaf.key)
        known.place, known.key = leaf.place, leaf.key

    def overlapping(self, value: Any) -> list[KnownValue]:
        """Return what is known of other objects that share elements with a value."""
        found = []
        for token in tokens(value):
            for other in list(self._sharers.get(token, ())):
                held = other.object()
                if held is None:
                    self._sharers[token].discard(other)
                elif held is not value and other.keys and other not in found and overlap(held, value):
                    found.append(other)
        return found

    def _aliases(self, known: KnownValue | None, leaf: NumberPlace) -> tuple[int, ...]:
        sharing = self.overlapping(leaf.value)
        if known is not None:
            sharing.append(known)
        return tuple(sorted({self._places[key][1] for other in sharing for key in other.keys if key != leaf.key}))


def tokens(value: Any) -> Iterator[int]:
    """Yield what a value shares with all that share its memory: the owner of an array, the lists in a list."""
    if isinstance(value, list):
        yield id(value)
        for inner in value:
            if not isinstance(inner, list):
                break
            yield id(inner)
    if is_array(value):
        while is_array(value.base):
            value = value.base
        yield id(value)
    elif is_tensor(value) and value.layout is sys.modules["torch"].strided:
        yield value.untyped_storage().data_ptr()


def overlap(first: Any, second: Any) -> bool:
    """Return whether two values of one owner share elements."""
    if isinstance(first, list) and isinstance(second, list):
        return any(inner is second for inner in first) or bool(set(tokens(first)) & set(tokens(second)))
    if not is_array(first) or not is_array(second):
        return True
    try:
        return bool(numpy().shares_memory(first, second, max_work=1000))
    except RuntimeError:  # that it is too hard to tell
        return True
