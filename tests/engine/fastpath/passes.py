"""Small training steps put through the passes of the fast path."""

from __future__ import annotations

from dataclasses import dataclass

from nnstep.engine.fastpath.aliases import Aliases
from nnstep.engine.fastpath.buffers import Buffers
from nnstep.engine.fastpath.ir import Instruction, Memory, Statement, Stored
from nnstep.engine.fastpath.lower import Lowering
from nnstep.expr.array import Array, Shape
from nnstep.expr.parsing.expressions import parse_assignment


@dataclass
class Lowered:
    """What lowering gave."""

    instructions: list[Instruction]
    aliases: Aliases
    shapes: dict[str, Shape]
    given: dict[str, Array]
    dynamic: set[Memory]

    def buffers(self, *lasting: str) -> Buffers:
        """Assign the buffers; the parameters and what is `lasting` stay."""
        return Buffers(self.instructions, self.aliases, self.given, self.shapes, self.dynamic, {*self.given, *lasting})


def lowered(text: str, shapes: dict[str, Shape], given: dict[str, Array], *, fed: tuple[str, ...] = ()) -> Lowered:
    """Lower lines such as ``a = z + 1``; `given` are the parameters' arrays, `fed` is read from a batch."""
    parsed = [parse_assignment(line.strip(), shapes) for line in text.strip().splitlines()]
    statements = [Statement(target, expression) for target, expression in parsed]
    aliases = Aliases(statements, [], given, given.keys(), ())
    lowering = Lowering(dict(shapes), given, (), {Stored(id) for id in fed}, aliases)
    return Lowered(lowering.lower(statements), aliases, lowering.shapes, given, lowering.dynamic)
