"""Elements as people type them: ``W1[0,2]``, ``b1[1]``, ``lr``. Knows programs only."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from nnstep.errors import CommandError
from nnstep.expr.array import Shape
from nnstep.problems.message_text import key_text
from nnstep.program.program import Program
from nnstep.program.spellings import Spellings

_ADDRESS = re.compile(r"\s*+([A-Za-z_]\w*)\s*+(?:\[\s*(\d{1,9}(?:\s*,\s*\d{1,9})?)\s*\])?\s*")


def parse_address(
    text: str, program: Program, known: Collection[str], shapes: Mapping[str, Shape] | None = None
) -> tuple[str, tuple[int, ...]]:
    """Return the id, one of `known`, and the index that `text` names; raise CommandError where there is none.

    The notation's symbols stand for their quantities. Of a quantity that is one column or one row an index may be one
    number. `shapes` are those of another batch than the first one, where it is another.
    """
    match = _ADDRESS.fullmatch(Spellings(program).with_ids(text))
    if match is None:
        raise CommandError(f"{text.strip()!r} names no element", "write an id and an index, such as W1[0,2]")
    id, inside = match[1], match[2]
    if id not in known:
        raise CommandError(f"there is no {key_text(id)} to choose here", f"there are {', '.join(known)}")
    shape = (shapes or program.shapes)[id]
    index = full_index(tuple(int(part) for part in inside.split(",")) if inside else (), shape)
    if len(index) != len(shape) or not all(i < size for i, size in zip(index, shape, strict=True)):
        raise CommandError(f"{id} has no element {text.strip()}", _range(id, shape))
    return id, index


def full_index(index: tuple[int, ...], shape: Shape) -> tuple[int, ...]:
    """Return an index as NumPy takes it: of what is one column or one row, one number is enough."""
    if len(index) == 1 and len(shape) == 2:
        return (index[0], 0) if shape[1] == 1 else (0, index[0]) if shape[0] == 1 else index
    return (0, 0) if not index and shape == (1, 1) else index


def _range(id: str, shape: Shape) -> str:
    return f"it goes up to {id}[{','.join(str(size - 1) for size in shape)}]" if shape else f"{id} is one number"


def address(id: str, index: tuple[int, ...], program: Program) -> str:
    """Return an element as people write it: ``z1[0]``, ``W1[0,2]``, ``E``; columns and rows need one number."""
    shape = program.shapes.get(id, ())
    if len(index) == 2 and 1 in shape and id in program.columns:
        index = (index[0],) if shape[1] == 1 else (index[1],)
    return f"{id}[{','.join(map(str, index))}]" if index else id
