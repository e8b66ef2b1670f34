"""Lifetimes and buffers: which array each quantity and each temporary of a training step has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from nnstep.engine.fastpath import ir
from nnstep.engine.fastpath.aliases import Aliases, Owner
from nnstep.engine.fastpath.fuse import Fusion
from nnstep.expr.array import NUMBER_TYPES, Array, Shape
from nnstep.program.program import Program

_LINE = 8
"""Numbers in a line of the processor's cache, where each array begins."""


def parameter_arrays(program: Program, fusions: Sequence[Fusion]) -> dict[str, Array]:
    """Return the arrays of the parameters, and the vectors of what is updated at once with their parts, by id."""
    number = NUMBER_TYPES[program.precision]
    arrays = {id: np.zeros(program.shapes[id], number) for id in program.parameters if program.shapes[id]}
    for vector, ids in ((vector, ids) for fusion in fusions for vector, ids in fusion.vectors.items()):
        sizes = [-(-int(np.prod(program.shapes[id])) // _LINE) * _LINE for id in ids]
        arrays[vector] = _aligned(sum(sizes), number)
        for id, size, end in zip(ids, sizes, np.cumsum(sizes), strict=True):
            shape = program.shapes[id]
            begin = int(end) - size
            arrays[id] = arrays[vector][begin : begin + int(np.prod(shape))].reshape(shape)
    return arrays


def _aligned(size: int, number: type[np.float64]) -> Array:
    room = np.zeros(size + _LINE, number)
    skipped = -room.ctypes.data // room.itemsize % _LINE
    return room[skipped : skipped + size]


class Lifetimes:
    """Where each piece of memory is read and written, by instruction."""

    def __init__(self, instructions: Sequence[ir.Instruction], aliases: Aliases) -> None:
        self.reads: defaultdict[Owner, list[int]] = defaultdict(list)
        self.writes: defaultdict[Owner, list[int]] = defaultdict(list)
        for at, instruction in enumerate(instructions):
            for owner in {owner for operand in ir.operands(instruction) for owner in aliases.owners(operand)}:
                self.reads[owner].append(at)
            for owner in aliases.owners(written) if (written := ir.result(instruction)) is not None else ():
                self.writes[owner].append(at)

    def last_use(self, owner: Owner) -> int:
        """Return the last instruction that reads or writes an owner's memory."""
        return max(self.reads[owner][-1:] + self.writes[owner][-1:], default=-1)


class Buffers:
    """The arrays of a training step by variable, and the variable of each temporary."""

    def __init__(
        self,
        instructions: Sequence[ir.Instruction],
        aliases: Aliases,
        given: Mapping[str, Array],
        shapes: Mapping[str, Shape],
        dynamic: Collection[ir.Memory],
        lasting: Collection[str],
        number: type[np.float64] = np.float64,
    ) -> None:
        """Assign the arrays; those `given` stay. What is `dynamic` has none.

        What is `lasting` is read after the training step's end, and keeps its memory. Elements are of type `number`.
        """
        self._number = number
        self.arrays = dict(given)
        self._variables: dict[ir.Temporary, str] = {}
        self._instructions = instructions
        self._aliases = aliases
        self._shapes = shapes
        self._dynamic = dynamic
        self._lifetimes = Lifetimes(instructions, aliases)
        self._lasting = {aliases.owner(id) for id in lasting}
        self._pool: set[str] = set()
        """Variables of arrays that were taken for temporaries alone."""
        self._free: list[str] = []
        """Those of them that can be used again, the last used one at the end."""
        self._occupied: dict[Owner, int] = {}
        """By the owner of memory that was lent to a temporary, the last instruction to use that."""
        for at, instruction in enumerate(instructions):
            written = ir.result(instruction)
            if isinstance(instruction, ir.Alias):
                array = self.array(instruction.operand)
                if array is None:
                    raise TypeError(f"{instruction.operand} has no buffer")
                self.arrays[instruction.id] = array
            elif isinstance(written, ir.Temporary) and written not in self._variables:
                self._place(written, at, instruction, has_array=written not in dynamic)
            elif isinstance(written, ir.Stored):
                self._own(written.id)
            self._release(at, instruction)

    def variable(self, memory: ir.Memory) -> str:
        """Return the variable that holds an array."""
        return memory.id if isinstance(memory, ir.Stored) else self._variables[memory]

    def array(self, operand: ir.Operand) -> Array | None:
        """Return the array of an operand, where it stays at its place."""
        match operand:
            case ir.Transposed(inner):
                array = self.array(inner)
                return None if array is None else array.T
            case ir.Stored() | ir.Temporary():
                return self.arrays.get(self.variable(operand))
            case _:
                return None

    def _own(self, id: str) -> None:
        if id not in self.arrays and ir.Stored(id) not in self._dynamic:
            self.arrays[id] = np.empty(self._shapes[id], self._number)

    def _place(self, temporary: ir.Temporary, at: int, instruction: ir.Instruction, *, has_array: bool) -> None:
        name = f"_t{temporary.number}"
        self._variables[temporary] = name
        if not has_array:
            return
        if temporary not in self._lasting:
            found = self._destination(temporary, at, instruction) or self._dying(temporary, at, instruction)
            found = found or self._freed(temporary)
            if found:
                self._variables[temporary] = found
                return
            self._pool.add(name)
        self.arrays[name] = np.empty(temporary.shape, dtype=bool if temporary.is_mask else self._number)

    def _destination(self, temporary: ir.Temporary, at: int, instruction: ir.Instruction) -> str:
        """Return where the next result goes, if its old content is not needed and the temporary ends there."""
        last = self._lifetimes.last_use(temporary)
        for end in range(at + 1, len(self._instructions)):
            written = ir.result(self._instructions[end])
            if isinstance(self._instructions[end], ir.Verbatim):
                return ""
            if isinstance(written, ir.Stored):
                break
        else:
            return ""
        owner = self._aliases.owner(written.id)
        if last > end or (last == end and not isinstance(self._instructions[end], ir.Elementwise)):
            return ""
        reads, writes = self._lifetimes.reads[owner], self._lifetimes.writes[owner]
        if any(at < read <= end for read in reads) or any(at < write < end for write in writes):
            return ""
        self._own(written.id)
        return self._lend(written.id, owner, temporary, at, instruction)

    def _dying(self, temporary: ir.Temporary, at: int, instruction: ir.Instruction) -> str:
        """Return an operand that is read for the last time, and that an elementwise result can overwrite."""
        if not isinstance(instruction, ir.Elementwise):
            return ""
        for operand in instruction.operands:
            if not isinstance(operand, ir.Stored | ir.Temporary) or self.variable(operand) not in self.arrays:
                continue
            (owner,) = self._aliases.owners(operand)
            if owner in self._lasting or self._lifetimes.last_use(owner) > at or not self._lifetimes.writes[owner]:
                continue
            if isinstance(owner, str):
                if found := self._lend(self.variable(operand), owner, temporary, at, instruction):
                    return found
            elif self._variables[owner] in self._pool and self._fits(self._variables[owner], temporary):
                return self._variables[owner]
        return ""

    def _fits(self, variable: str, temporary: ir.Temporary) -> bool:
        if (array := self.arrays.get(variable)) is None:
            return False
        kind = np.bool_ if temporary.is_mask else self._number
        return array.shape == temporary.shape and array.dtype == kind and array.flags.c_contiguous

    def _lend(self, variable: str, owner: Owner, temporary: ir.Temporary, at: int, instruction: ir.Instruction) -> str:
        """Return the variable if a temporary can have its array, whose content is not needed any more after `at`."""
        in_place = isinstance(instruction, ir.Elementwise)
        reads = {read for operand in ir.operands(instruction) for read in self._aliases.owners(operand)}
        busy = self._occupied.get(owner, -1)
        if not self._fits(variable, temporary) or busy > at or (not in_place and (busy == at or owner in reads)):
            return ""
        self._occupied[owner] = self._lifetimes.last_use(temporary)
        return variable

    def _freed(self, temporary: ir.Temporary) -> str:
        for name in reversed(self._free):
            if self._fits(name, temporary):
                self._free.remove(name)
                return name
        return ""

    def _release(self, at: int, instruction: ir.Instruction) -> None:
        """Free the arrays of temporaries that are used for the last time, unless the result has just taken them."""
        written = ir.result(instruction)
        taken = self.variable(written) if written is not None else ""
        for owner in {owner for operand in ir.operands(instruction) for owner in self._aliases.owners(operand)}:
            if isinstance(owner, ir.Temporary) and owner not in self._lasting and self._lifetimes.last_use(owner) == at:
                name = self._variables[owner]
                if name in self._pool and name != taken:
                    self._free.append(name)
