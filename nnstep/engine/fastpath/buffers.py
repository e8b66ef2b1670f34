"""Where the values of a generated training step are: which array each quantity has, and who shares one.

Quantities that are updated together lie behind one another in one vector. Knows no lines and no values.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np

from nnstep.engine.fastpath.fuse import Alike
from nnstep.expr.array import Array, Shape
from nnstep.expr.tree import Expr, Name, Slope, names, walk
from nnstep.program.program import Program

_LINE = 8
"""Numbers in a line of the processor's cache, where each array begins."""


def together(program: Program, groups: Sequence[Alike]) -> dict[str, Array]:
    """Return the arrays of the parameters and of what is updated at once, by quantity, and each vector by its role."""
    arrays = {id: np.zeros(program.shapes[id]) for id in program.parameters if program.shapes[id]}
    for role, ids in ((role, ids) for group in groups for role, ids in group.roles.items()):
        sizes = [-(-int(np.prod(program.shapes[id])) // _LINE) * _LINE for id in ids]
        arrays[role] = _aligned(sum(sizes))
        for id, size, end in zip(ids, sizes, np.cumsum(sizes), strict=True):
            shape = program.shapes[id]
            begin = int(end) - size
            arrays[id] = arrays[role][begin : begin + int(np.prod(shape))].reshape(shape)
    return arrays


def _aligned(size: int) -> Array:
    room = np.zeros(size + _LINE)
    skipped = -room.ctypes.data // room.itemsize % _LINE
    return room[skipped : skipped + size]


class Places:
    """The arrays of a training step, those of parameters given."""

    def __init__(
        self,
        program: Program,
        assignments: Sequence[tuple[str, Expr]],
        groups: Sequence[Alike],
        given: Mapping[str, Array],
        kept: Collection[str],
    ) -> None:
        """Begin with the arrays `given`; what is `kept` is asked for after its last reader, too."""
        self.known: dict[str, Array] = dict(given)
        self._whole = {id for id, value in program.schedule.batch(0).items() if value.flags.forc}
        self.numbers: dict[str, np.float64] = {}
        self.functions: dict[str, Any] = {}
        written = {target for target, _ in assignments}
        self.constants: set[str] = {id for id in program.start if not program.shapes[id] and id not in written}
        for id in program.start.keys() - given.keys() - written - self.constants:
            self.known[id] = program.start[id]
        for id in self.constants:
            self.known[id], self.numbers[f"_f_{id}"] = program.start[id], np.float64(program.start[id])
        self._assignments = assignments
        self._roots = {id: role for group in groups for role, ids in group.roles.items() for id in ids}
        self._vectors = set(self._roots.values())
        self._renamings(program.parameters)
        self._own = written - set(program.parameters)
        lasting = {self.root(id) for id in (*program.parameters, *kept)}
        self._last = {root: len(assignments) for root in lasting}
        self._writes: dict[str, list[int]] = {}
        for at, (target, expr) in enumerate(assignments):
            self._writes.setdefault(self.root(target), []).append(at)
            for id in names(expr):
                self._last[self.root(id)] = max(at, self._last.get(self.root(id), 0))
        beside = (id for _, expr in assignments for id in _numbers_beside_arrays(expr, program.shapes))
        self._beside_arrays = set(beside)

    def _renamings(self, parameters: Collection[str]) -> None:
        """Let what is only another name share its root, and what it names be worked out right where it is wanted."""
        sources = {target: id for target, expr in self._assignments if (id := _named(expr)) is not None}
        written = {target for target, _ in self._assignments}
        for target in sources:
            source = target
            while source in sources:
                source = sources[source]
            if source not in written or source in parameters:
                continue
            if target in self.known and source not in self.known:
                self.known[source] = self.known[target]
                self._roots[source] = self.root(target)
            elif target not in self.known:
                self._roots[target] = self.root(source)

    def constant(self, value: float) -> str:
        """Return the name of a number that never changes, held as an array."""
        name = next((n for n, v in self.known.items() if n.startswith("_n") and v.tobytes() == _number(value)), "")
        if not name:
            name = f"_n{len(self.known)}"
            self.known[name] = np.asarray(value)
        return name

    def as_scalar(self, id: str) -> str:
        """Return the name of a number for sums and products of numbers, which are quickest between scalars."""
        return f"_f_{id}" if id in self.constants else id

    def is_beside_arrays(self, id: str) -> bool:
        """Return whether a number is an operand of an array's operation, for which it is better an array too."""
        return id in self._beside_arrays

    def call(self, function: str) -> str:
        """Return the name that a function of NumPy is called by: a name of one's own is found faster."""
        name = f"_np_{function.replace('.', '_')}"
        found: Any = np
        for part in function.split("."):
            found = getattr(found, part)
        self.functions[name] = found
        return name

    def transposed(self, value: str) -> str:
        """Return the transpose: a view that is made once, where an array stays in its place."""
        if value not in self.known:
            return f"{value}.T"
        return self._view(f"_{value}_T", value, self.known[value].T)

    def flat(self, value: str) -> str:
        """Return an array's elements in a row, or nothing where it changes its place or does not lie in one piece."""
        if value not in self.known or not self.known[value].flags.c_contiguous:
            return ""
        return self._view(f"_{value}_flat", value, self.known[value].reshape(-1))

    def is_whole(self, value: str) -> bool:
        """Return whether an array, or what it is the transpose of, lies in one piece; parts of others do not."""
        if value in self.known:
            return bool(self.known[value].flags.forc)
        return value.removesuffix(".T") in self._whole

    def let_be(self, target: str, value: str, *, whole: bool) -> None:
        """Note that a quantity changes its place; `whole` says whether `value` is no part of something."""
        if whole and (value.startswith("(") or self.is_whole(value)):
            self._whole.add(target)

    def _view(self, name: str, value: str, view: Array) -> str:
        self.known[name] = view
        self._roots[name] = self.root(value)
        return name

    def let(self, target: str, value: str) -> None:
        """Let a quantity have the array that another one has."""
        self.known[target] = self.known[value]
        self._roots[target] = self.root(value)

    def root(self, id: str) -> str:
        """Return what stands for the memory that a quantity shares with others, or has alone."""
        return self._roots.get(id, id)

    def overlap(self, first: str, second: str) -> bool:
        """Return whether two names stand for some of the same memory."""
        if first in self.known and second in self.known:
            return np.may_share_memory(self.known[first], self.known[second])
        return first == second

    def is_same(self, first: str, second: str) -> bool:
        """Return whether two names stand for the same array."""
        return self.known.get(first) is self.known[second]

    def is_lost(self, id: str, target: str, at: int) -> bool:
        """Return whether `id` gets a new value after assignment `at` while `target`, its old one, is still read."""
        later = [write for write in self._writes.get(self.root(id), []) if write > at]
        return bool(later) and self._last.get(self.root(target), 0) > min(later)

    def is_done_with(self, id: str, at: int) -> bool:
        """Return whether assignment `at` is the last to read a quantity, and reads it once, so that it may go."""
        root = self.root(id)
        if self._last.get(root, len(self._assignments)) > at or not (root in self._own or root in self._vectors):
            return False
        reads = [node.id for node in walk(self._assignments[at][1]) if isinstance(node, Name)]
        return [self.root(read) for read in reads].count(root) == 1


def _number(value: float) -> bytes:
    return np.float64(value).tobytes()


def _named(expr: Expr) -> str | None:
    match expr:
        case Name(id):
            return id
        case Slope(_, _, body):
            return _named(body)
        case _:
            return None


def _numbers_beside_arrays(expr: Expr, shapes: Mapping[str, Shape]) -> set[str]:
    """Return the numbers that an expression with arrays reads."""
    read = names(expr)
    numbers = {id for id in read if shapes.get(id) == ()}
    return numbers if len(numbers) < len(read) else set()
