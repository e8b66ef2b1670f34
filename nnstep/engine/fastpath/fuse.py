"""Fusion: updates of several parameters that differ only in their names, done at once on vectors that hold them all.

Only operations that give each element the same bits wherever it stands are fused: sums, products, quotients, squares,
roots. In a small network the number of NumPy calls is what a training step costs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import groupby

from nnstep.engine.fastpath.ir import Statement
from nnstep.expr.array import Shape
from nnstep.expr.primitives import PRIMITIVES
from nnstep.expr.tree import Binary, Call, Expr, Name, Negative, Number, names, substitute, walk
from nnstep.program.program import Op, Program


@dataclass(frozen=True, slots=True)
class Fusion:
    """Operations that are done at once. A vector holds what has the same part in each parameter's update."""

    ops: tuple[int, ...]
    """The operations that are replaced, from 0."""
    statements: tuple[Statement, ...]
    """What is done in place of the first of them, over vectors and numbers."""
    vectors: Mapping[str, tuple[str, ...]]
    """By vector, the quantities that it holds."""
    divided: frozenset[int] = frozenset()
    """Earlier operations whose division by the batch size is left to the first statements here."""


def fuse(program: Program, stops: Set[int], kept: Set[str]) -> list[Fusion]:
    """Return which of a program's updates can be done at once.

    After the operations `stops` all values must be there; the quantities `kept` are read in between.
    """
    found: list[Fusion] = []
    for run in _runs(program.ops):
        if stops & set(run[:-1]):
            continue
        blocks = _blocks(program, run)
        if not _apart(program.ops, blocks):
            continue
        kinds: defaultdict[object, list[list[int]]] = defaultdict(list)
        for block in blocks:
            signature = _signature([program.ops[op] for op in block], program.shapes)
            if signature is not None and _are_written(program, block):
                kinds[signature].append(block)
        for several in kinds.values():
            if len(several) > 1:
                found.append(_joined(program, several, f"_r{len(found)}", stops, kept))
    return found


def _runs(ops: Sequence[Op]) -> list[list[int]]:
    """Return the operations of parameters' updates that follow one another."""
    updates = [number for number, op in enumerate(ops) if op.phase == "update" and op.role != "learning rate"]
    runs = groupby(enumerate(updates), lambda numbered: numbered[1] - numbered[0])
    return [[number for _, number in run] for _, run in runs]


def _blocks(program: Program, run: Sequence[int]) -> list[list[int]]:
    """Return the operations of each parameter's update: its own new value is the last."""
    blocks: list[list[int]] = [[]]
    for number in run:
        blocks[-1].append(number)
        if program.ops[number].target in program.gradients:
            blocks.append([])
    return [block for block in blocks if block]


def _apart(ops: Sequence[Op], blocks: Sequence[Sequence[int]]) -> bool:
    """Return whether no update reads or writes what another one writes, so that their order changes nothing."""
    written = [{ops[number].target for number in block} for block in blocks]
    touched = [{id for number in block for id in (ops[number].target, *ops[number].reads)} for block in blocks]
    return all(not written[i] & touched[j] for i in range(len(blocks)) for j in range(len(blocks)) if i != j)


def _signature(block: Sequence[Op], shapes: Mapping[str, Shape]) -> object | None:
    """Return a parameter's update with roles in the place of arrays; None where elements don't go their own way."""
    roles = _roles_of(block, shapes, "")
    shape = shapes[block[0].target]
    nodes = (node for op in block for node in walk(op.expression))
    if not shape or any(shapes[id] != shape for id in roles) or not all(_is_exact(node, roles) for node in nodes):
        return None
    return _renamed(block, roles)


def _are_written(program: Program, block: Sequence[int]) -> bool:
    """Return whether operations write each array of an update: one that is given has its own memory."""
    written = {op.target for op in program.ops}
    return _roles_of([program.ops[op] for op in block], program.shapes, "").keys() <= written


def _is_exact(node: Expr, arrays: Collection[str]) -> bool:
    """Return whether an element's result is the same bits whatever elements are worked out beside it."""
    match node:
        case Number() | Name() | Negative() | Binary("+" | "-" | "*" | "/") | Binary("**", _, Number(2.0)):
            return True
        case Binary("**"):
            return not set(names(node)) & set(arrays)
        case Call(function, _):
            return PRIMITIVES[function].correctly_rounded
        case _:
            return False


def _roles_of(block: Sequence[Op], shapes: Mapping[str, Shape], prefix: str) -> dict[str, str]:
    """Return a role for each array of an update, numbered in the order they come."""
    ids = dict.fromkeys(id for op in block for id in (op.target, *op.reads) if shapes[id])
    return {id: f"{prefix}_{place}" for place, id in enumerate(ids)}


def _renamed(block: Sequence[Op], roles: Mapping[str, str]) -> tuple[Statement, ...]:
    replacements: dict[str, Expr] = {id: Name(role) for id, role in roles.items()}
    return tuple(Statement(roles[op.target], substitute(op.expression, replacements)) for op in block)


def _joined(program: Program, blocks: list[list[int]], prefix: str, stops: Set[int], kept: Set[str]) -> Fusion:
    several = [_roles_of([program.ops[op] for op in block], program.shapes, prefix) for block in blocks]
    members = {role: tuple(list(roles)[place] for roles in several) for place, role in enumerate(several[0].values())}
    lines = _renamed([program.ops[op] for op in blocks[0]], several[0])
    ops = tuple(sorted(op for block in blocks for op in block))
    divisions: dict[str, tuple[int, ...]] = {}
    for role, ids in members.items():
        writers = _writers(program.ops, ids)
        if not _is_divided(program, writers, ids, ops) or kept & set(ids):
            continue
        if not stops & set(range(min(writers), ops[-1])):
            divisions[role] = writers
    first = tuple(Statement(role, Name(role) / Name("B")) for role in divisions)
    divided = frozenset(op for writers in divisions.values() for op in writers)
    return Fusion(ops, (*first, *lines), members, divided)


def _writers(ops: Sequence[Op], ids: Sequence[str]) -> tuple[int, ...]:
    return tuple(number for number, op in enumerate(ops) if op.target in ids)


def _is_divided(program: Program, writers: Sequence[int], ids: Sequence[str], ops: Sequence[int]) -> bool:
    """Return whether each of `ids` is written once, before `ops`, as something over the batch; only `ops` read it."""
    if len(writers) != len(ids) or not writers or max(writers) > min(ops):
        return False
    readers = {number for number, op in enumerate(program.ops) if set(ids) & set(op.reads)}
    return readers <= set(ops) and all(_over_batch(program.ops[number].expression) is not None for number in writers)


def _over_batch(expr: Expr) -> Expr | None:
    """Return what is divided by the number of samples, where an expression is such a quotient."""
    return expr.left if isinstance(expr, Binary) and (expr.operator, expr.right) == ("/", Name("B")) else None


def fused(program: Program, fusions: Sequence[Fusion], after: Mapping[int, tuple[str, ...]]) -> list[Statement]:
    """Return the statements of a training step, with the lines that follow each operation."""
    replaced = {op: fusion for fusion in fusions for op in fusion.ops}
    divided = {op for fusion in fusions for op in fusion.divided}
    found: list[Statement] = []
    for number, op in enumerate(program.ops):
        fusion = replaced.get(number)
        if fusion is None:
            dividend = _over_batch(op.expression) if number in divided else None
            found.append(Statement(op.target, dividend or op.expression))
        elif number == fusion.ops[0]:
            found += fusion.statements
        if lines := after.get(number):
            found[-1] = replace(found[-1], after=(*found[-1].after, *lines))
    return found
