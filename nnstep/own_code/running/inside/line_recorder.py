"""Follow the lines of a program and record what each of them assigned."""

from __future__ import annotations

import time

from .effects import ALL, CONTAINER, Effects
from .libraries import torch_is_loaded
from .objects import VALUELESS
from .places import NumberPlace, Places
from .registry import LimitReached, RecordingLimits, Registry
from .running_call import RunningCall
from .snapshots import NUMBERS, NumberCopies
from .sources.person_source import LAMBDA
from .wire import EXCEPTION, LINE, STOP, Wire

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, FrameType
    from typing import Any

    from .scopes import PlaceKey
    from .sources.paths import PathPart, ValuePath
    from .sources.person_files import PersonFiles
    from .sources.person_source import PersonSource
    from .sources.statements import AssignedPlace, CallSite, PersonLine


def is_constant(value: Any, code: CodeType) -> bool:
    """Return whether a number is written in a function's own text."""
    return type(value) is float and any(value is constant for constant in code.co_consts)


class LineRecorder:
    """Is told of calls, lines and returns, and writes assignments."""

    def __init__(self, files: PersonFiles, wire: Wire, limits: RecordingLimits) -> None:
        self.files = files
        self.wire = wire
        self.limits = limits
        self.until = time.monotonic() + limits.seconds
        self.snapshots = NumberCopies(limits.elements)
        self.places = Places(self.snapshots, files)
        self.effects = Effects(self.places, files)
        self.registry = Registry(wire, self.snapshots, limits)
        self.stack: list[RunningCall] = []
        self.calls = 0
        self.began_late = False
        """Whether there are values that were assigned before."""
        self.seen: set[tuple[int, int]] = set()

    # what the tracer tells

    def entered(self, frame: FrameType, source: PersonSource) -> RunningCall:
        """Begin a call, and record its parameters."""
        code = frame.f_code
        block = source.block(code)
        if code.co_name == "<module>":
            number = 0
        else:
            self.calls += 1
            number = self.calls
        call = RunningCall(frame, source, block, number)
        self.stack.append(call)
        if number and block and code.co_argcount + code.co_kwonlyargcount + (code.co_flags & 12):
            self._bind(call)
        return call

    def resumed(self, call: RunningCall) -> None:
        """Go on with a generator, in the midst of the line that it stopped at."""
        call.resumed = True
        self.stack.append(call)

    def reached(self, call: RunningCall, number: int) -> None:
        """Settle the line before, and look up what this one reads."""
        key = (call.source.number, number)
        if key not in self.seen:
            self.seen.add(key)
            self.wire.write((LINE, *key))
        call.scope.refresh()
        line = call.block.get(number)
        pending = call.pending
        resumed, call.resumed = call.resumed, False
        if pending is not None:
            if line is pending and (resumed or number != pending.number):
                return  # the same statement goes on
            self._settle(call, pending, number)
        if line is not None:
            call.pending = line
            call.line = number
            if line.reads:
                if self.began_late:
                    self._given(call, line)
                self.places.read(call.scope, line.reads, call.reads, self.registry)

    def left(self, call: RunningCall, value: Any, *, finished: bool = True) -> None:
        """Settle the last line, and record the value that a function returned; a generator only stops for a while."""
        pending = call.pending
        if finished and pending is not None:
            call.scope.refresh()
            reads, returned = call.reads, call.returned
            if pending.returns and not call.raised:
                self._give_back(call, pending, value, reads, returned)
            self._settle(call, pending, 0)
        stack = self.stack
        while stack and stack.pop() is not call:
            pass
        if finished and call.number:
            self.registry.forget(call.scope)

    def raised(self, call: RunningCall) -> None:
        """Note that the line did not end: its targets are not assigned."""
        call.raised = True

    # what is recorded

    def _bind(self, call: RunningCall) -> None:
        code = call.frame.f_code
        count = code.co_argcount + code.co_kwonlyargcount + bool(code.co_flags & 4) + bool(code.co_flags & 8)
        line = code.co_firstlineno
        caller = self.stack[-2] if len(self.stack) > 1 else None
        reads = caller.reads.union(caller.returned) if caller is not None and caller.pending is not None else set()
        for name in code.co_varnames[:count]:
            found, value, key = call.scope.look_up(name)
            if not found:
                continue
            leaf = self.places.leaf(name, key, value)
            if leaf is not None:
                behind = self.registry.sources(value, reads)
                if not behind and not (caller is not None and is_constant(value, caller.frame.f_code)):
                    behind = reads
                self._record(call, line, "bound", leaf, behind)
            else:
                self._record_new(call, line, "bound", name, key, value, reads)

    def _given(self, call: RunningCall, line: PersonLine) -> None:
        """Record the values that a line reads and that stood there before the program was watched."""
        for path in line.reads:
            located = self.places.resolve(call.scope, path, self.registry)
            if located is None or type(located[2]) in VALUELESS or self.registry.was_recorded(*located[1:3]):
                continue
            place, key, value, _ = located
            leaf = self.places.leaf(place, key, value)
            if leaf is None:
                self._record_new(call, line.number, "bound", place, key, value, set())
            elif self.registry.index_at(key, value) is None:
                self._record(call, line.number, "bound", leaf, set())

    def _give_back(self, call: RunningCall, line: PersonLine, value: Any, reads: set[int], returned: list[int]) -> None:
        if value is None:
            return
        code = call.frame.f_code
        name = call.source.lambdas.get(code.co_firstlineno, code.co_name) if code.co_name == LAMBDA else code.co_name
        caller = self.stack[-2] if len(self.stack) > 1 else None
        all_reads = reads.union(returned)
        for leaf in self.places.leaves(name, None, value, objects=False):
            leaf.key = None
            index = self._record(call, line.number, "returned", leaf, self._behind(leaf.value, all_reads))
            if caller is not None:
                caller.returned.append(index)

    def _settle(self, call: RunningCall, line: PersonLine, following: int) -> None:
        """Record what a line assigned, now that it ended."""
        call.pending = None
        raised, call.raised = call.raised, False
        reads = call.reads.union(call.returned) if call.returned else call.reads
        for site in line.calls:
            effect = self.effects.of(call.scope, site)
            if effect == CONTAINER:
                self._container_changed(call, line, site.owner, reads)
            elif effect == ALL:
                self._after_call(call, line, site, reads)
        if line.targets and not raised and (line.body is None or line.body[0] <= following <= line.body[1]):
            for target in line.targets:
                self._assigned(call, line, target, reads)
        call.reads = set()
        if call.returned:
            call.returned = []

    def _assigned(self, call: RunningCall, line: PersonLine, target: AssignedPlace, reads: set[int]) -> None:
        path = target.path
        left: tuple[PathPart, ...] = ()
        if not path.parts:
            found, value, key = call.scope.look_up(path.root)
            if not found or (target.counts and type(value) is int):
                return
            place = path.root
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
        self, call: RunningCall, line: PersonLine, leaf: NumberPlace, left: tuple[PathPart, ...], reads: set[int]
    ) -> None:
        """Record a value some of whose elements were assigned: at least the one that is named."""
        position = self.places.position(call.scope, left, leaf.snapshot.shape)
        if position is not None or not self.registry.is_current(self.registry.known(leaf.value), leaf):
            self._record(call, line.number, "changed", leaf, reads, position)

    def _container_changed(self, call: RunningCall, line: PersonLine, path: ValuePath | None, reads: set[int]) -> None:
        """Record what a method of a list or a dictionary put into it."""
        located = None if path is None else self.places.resolve(call.scope, path, self.registry)
        if located is None:
            return
        place, key, value, _ = located
        leaf = self.places.leaf(place, key, value)
        if leaf is not None:
            self._record_if_changed(call, line.number, leaf, reads)
            return
        for found in self.places.leaves(place, key, value, objects=False, skip=self.registry.stands):
            self._record(call, line.number, "assigned", found, self._behind(found.value, reads))

    def _after_call(self, call: RunningCall, line: PersonLine, site: CallSite, reads: set[int]) -> None:
        """Record what a function or method of a library changed in its arguments or its object."""
        for path in site.arguments if site.owner is None else (*site.arguments, site.owner):
            located = self.places.resolve(call.scope, path, self.registry)
            if located is not None and type(located[2]) not in NUMBERS:
                for leaf in self.places.leaves(*located[:3]):
                    self._record_if_changed(call, line.number, leaf, reads)
        if torch_is_loaded():
            self._tensors_changed(call, line, reads)

    def _tensors_changed(self, call: RunningCall, line: PersonLine, reads: set[int]) -> None:
        """Record the tensors that PyTorch changed: those of a graph or an optimizer are no arguments of a call."""
        for known in self.registry.tensors():
            for leaf in self.places.leaves(known.place, known.key, known.object()):
                gradient = self.registry.index_of_gradient(known.object())
                self._record_if_changed(call, line.number, leaf, reads | {known.index} | gradient)

    def _record_new(
        self,
        call: RunningCall,
        line: int,
        kind: str,
        place: str,
        key: PlaceKey,
        value: Any,
        reads: set[int],
    ) -> None:
        """Record the values inside an object that are not known yet."""
        for leaf in self.places.leaves(place, key, value, skip=self.registry.was_recorded):
            self._record(call, line, kind, leaf, self._behind(leaf.value, reads))

    def _record_if_changed(self, call: RunningCall, line: int, leaf: NumberPlace, reads: set[int]) -> None:
        known = self.registry.known(leaf.value)
        if known is None:
            if not self.registry.stands(leaf.key, leaf.value):
                self._record(call, line, "assigned", leaf, reads)
        elif not self.registry.is_current(known, leaf):
            self._record(call, line, "changed", leaf, reads)

    def _record(
        self, call: RunningCall, line: int, kind: str, leaf: NumberPlace, reads: set[int], position: int | None = None
    ) -> int:
        if time.monotonic() > self.until:
            raise LimitReached(f"{self.limits.seconds:g} seconds had passed")
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
        return self.registry.sources(value, reads) or reads

    def release(self) -> None:
        """Hold no value of the program any longer."""
        self.stack.clear()
        self.registry.clear()

    def exception(self, text: str, line: int) -> None:
        """Write what Python said of an exception."""
        self.wire.write((EXCEPTION, text, line))

    def stopped(self, reason: str) -> None:
        """Write why nothing more is recorded."""
        self.wire.write((STOP, reason))
