"""Follow the lines of a program and record what each of them assigned."""

from __future__ import annotations

import time

from .places import Leaf, Places, Scope
from .registry import Registry
from .snapshots import NUMBERS, Snapshots
from .wire import EXCEPTION, LINE, STOP, Wire

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, FrameType
    from typing import Any

    from .own_files import OwnFiles
    from .statements import Line, Part, Source, Target


class WatchEnded(Exception):  # noqa: N818 - not an error
    """A limit was reached: nothing more is recorded."""


class Limits:
    """What is watched at most."""

    __slots__ = ("assignments", "bytes", "elements", "seconds", "stop")

    def __init__(self, text: str) -> None:
        assignments, elements, size, seconds, stop = text.split(",")
        self.assignments = int(assignments)
        self.elements = int(elements)
        self.bytes = int(size)
        self.seconds = float(seconds)
        self.stop = stop == "stop"


class Call:
    """A call of a function of the person's own, while it runs."""

    __slots__ = ("block", "frame", "function", "line", "local", "number", "pending", "raised", "reads", "returned",
                 "scope", "source")  # fmt: skip

    def __init__(self, frame: FrameType, source: Source, block: dict[int, Line], number: int) -> None:
        self.frame = frame
        self.source = source
        self.block = block
        self.number = number
        self.function = function_name(frame.f_code)
        self.scope = Scope(frame, number)
        self.pending: Line | None = None
        self.line = 0
        self.raised = False
        self.reads: set[int] = set()
        self.returned: list[int] = []
        """What functions called by the pending line returned."""
        self.local: Any = None


def function_name(code: CodeType) -> str:
    return code.co_qualname


class Recorder:
    """Is told of calls, lines and returns, and writes assignments."""

    def __init__(self, files: OwnFiles, wire: Wire, limits: Limits) -> None:
        self.files = files
        self.wire = wire
        self.limits = limits
        self.until = time.monotonic() + limits.seconds
        self.snapshots = Snapshots(limits.elements)
        self.places = Places(self.snapshots, files)
        self.registry = Registry(wire, self.snapshots, limits)
        self.stack: list[Call] = []
        self.calls = 0
        self.seen: set[tuple[int, int]] = set()

    # what the tracer tells

    def entered(self, frame: FrameType, source: Source) -> Call:
        """Begin a call, and record its parameters."""
        code = frame.f_code
        block = source.block(code)
        if code.co_name == "<module>":
            number = 0
        else:
            self.calls += 1
            number = self.calls
        call = Call(frame, source, block, number)
        self.stack.append(call)
        if number and block and code.co_argcount + code.co_kwonlyargcount + (code.co_flags & 12):
            self._bind(call)
        return call

    def resumed(self, call: Call) -> None:
        """Go on with a generator."""
        self.stack.append(call)

    def reached(self, call: Call, number: int) -> None:
        """Settle the line before, and look up what this one reads."""
        key = (call.source.number, number)
        if key not in self.seen:
            self.seen.add(key)
            self.wire.write((LINE, *key))
        line = call.block.get(number)
        pending = call.pending
        if pending is not None:
            if line is pending and number != pending.number:
                return  # a further line of the same statement
            self._settle(call, pending, number)
        if line is not None:
            call.pending = line
            call.line = number
            if line.reads:
                self.places.read(call.scope, line.reads, call.reads, self.registry)

    def left(self, call: Call, value: Any, *, finished: bool = True) -> None:
        """Settle the last line, and record the value that a function returned."""
        pending = call.pending
        if pending is not None:
            reads, returned = call.reads, call.returned
            if finished and pending.returns and not call.raised:
                self._give_back(call, pending, value, reads, returned)
            self._settle(call, pending, 0)
        stack = self.stack
        while stack and stack.pop() is not call:
            pass
        if finished and call.number:
            self.registry.forget(call.scope)

    def raised(self, call: Call) -> None:
        """Note that the line did not end: its targets are not assigned."""
        call.raised = True

    # what is recorded

    def _bind(self, call: Call) -> None:
        code = call.frame.f_code
        count = code.co_argcount + code.co_kwonlyargcount + bool(code.co_flags & 4) + bool(code.co_flags & 8)
        line = code.co_firstlineno
        for name in code.co_varnames[:count]:
            found, value, key = call.scope.look_up(name)
            if not found:
                continue
            leaf = self.places.leaf(name, key, value)
            if leaf is not None:
                self._record(call, line, "bound", leaf, self.registry.sources(value))
            else:
                self._record_new(call, line, "bound", name, key, value)

    def _give_back(self, call: Call, line: Line, value: Any, reads: set[int], returned: list[int]) -> None:
        if value is None:
            return
        name = call.frame.f_code.co_name
        caller = self.stack[-2] if len(self.stack) > 1 else None
        all_reads = reads.union(returned)
        for leaf in self.places.leaves(name, None, value, objects=False):
            leaf.key = None
            index = self._record(call, line.number, "returned", leaf, self._behind(leaf.value, all_reads))
            if caller is not None:
                caller.returned.append(index)

    def _settle(self, call: Call, line: Line, following: int) -> None:
        """Record what a line assigned, now that it ended."""
        call.pending = None
        raised, call.raised = call.raised, False
        reads = call.reads.union(call.returned) if call.returned else call.reads
        for site in line.calls:
            self._after_call(call, line, site.function, site.arguments, reads)
        if line.targets and not raised and (line.body is None or line.body[0] <= following <= line.body[1]):
            for target in line.targets:
                self._assigned(call, line, target, reads)
        call.reads = set()
        if call.returned:
            call.returned = []

    def _assigned(self, call: Call, line: Line, target: Target, reads: set[int]) -> None:
        path = target.path
        if not path.parts:
            found, value, key = call.scope.look_up(path.root)
            if not found or (target.counts and type(value) is int):
                return
            place, left = path.root, ()
        else:
            located = self.places.resolve(call.scope, path, self.registry)
            if located is None:
                return
            place, key, value, count = located
            left = path.parts[count:]
        leaf = self.places.leaf(place, key, value)
        if leaf is not None:
            known = self.registry.known(value)
            in_place = known is not None and self.registry.stands(key, value) and type(value) not in NUMBERS
            if left:
                self._element_assigned(call, line, leaf, left, reads)
                return
            if not in_place:
                reads = self._behind(value, reads)
            self._record(call, line.number, "changed" if in_place else "assigned", leaf, reads)
        elif isinstance(value, dict | list | tuple):
            for inner in self.places.leaves(place, key, value):
                if not self.registry.stands(inner.key, inner.value) or not path.parts:
                    self._record(call, line.number, "assigned", inner, self._behind(inner.value, reads))
                else:
                    self._record_if_changed(call, line.number, inner, reads)
        else:
            self._record_new(call, line.number, "assigned", place, key, value, reads)

    def _element_assigned(
        self, call: Call, line: Line, leaf: Leaf, left: tuple[Part, ...], reads: set[int]
    ) -> None:
        """Record a value some of whose elements were assigned: at least the one that is named."""
        position = self.places.position(call.scope, left, leaf.snapshot.shape)
        if position is not None or not self.registry.is_current(self.registry.known(leaf.value), leaf):
            self._record(call, line.number, "changed", leaf, reads, position)

    def _after_call(self, call: Call, line: Line, function: Any, arguments: Any, reads: set[int]) -> None:
        """Record what a call of a function that is not the person's own changed in its arguments or its object."""
        if function is not None and self.places.is_own(call.scope, function):
            return
        paths = arguments
        if function is not None and function.parts:
            paths = (*arguments, type(function)(function.root, function.parts[:-1]))
        for path in paths:
            located = self.places.resolve(call.scope, path, self.registry)
            if located is None:
                continue
            place, key, value, _ = located
            if type(value) in NUMBERS or isinstance(value, str):
                continue
            for leaf in self.places.leaves(place, key, value):
                self._record_if_changed(call, line.number, leaf, reads)

    def _record_new(
        self, call: Call, line: int, kind: str, place: str, key: object, value: Any, reads: set[int] | None = None
    ) -> None:
        """Record the values inside an object that are not known yet."""
        for leaf in self.places.leaves(place, key, value):
            if self.registry.known(leaf.value) is None and not self.registry.stands(leaf.key, leaf.value):
                self._record(call, line, kind, leaf, reads if reads is not None else self.registry.sources(leaf.value))

    def _record_if_changed(self, call: Call, line: int, leaf: Leaf, reads: set[int]) -> None:
        known = self.registry.known(leaf.value)
        if known is None:
            if not self.registry.stands(leaf.key, leaf.value):
                self._record(call, line, "assigned", leaf, reads)
        elif not self.registry.is_current(known, leaf):
            self._record(call, line, "changed", leaf, reads)

    def _record(self, call: Call, line: int, kind: str, leaf: Leaf, reads: set[int], position: int | None = None) -> int:
        if time.monotonic() > self.until:
            raise WatchEnded(f"{self.limits.seconds:g} seconds had passed")
        where = (call.source.number, line, call.function, call.number)
        index = self.registry.record(where, kind, leaf, reads, call.scope, position)
        if kind == "changed":
            for other in self.registry.overlapping(leaf.value):
                shared = self.places.leaf(other.place, other.key, other.object())
                if shared is not None and not self.registry.is_current(other, shared):
                    self.registry.record(where, kind, shared, {index}, call.scope)
        return index

    def _behind(self, value: Any, reads: set[int]) -> set[int]:
        """Return what a value comes from: one that only got a further place comes from where it stood."""
        source = self.registry.sources(value)
        if type(value) is float and not source <= reads:
            return reads  # two places may hold one constant of the program
        return source or reads

    def exception(self, text: str, line: int) -> None:
        """Write what Python said of an exception."""
        self.wire.write((EXCEPTION, text, line))

    def stopped(self, reason: str) -> None:
        """Write why nothing more is recorded."""
        self.wire.write((STOP, reason))


