"""Where the operands of an operation come from, and where its result is read, within a training step."""

from __future__ import annotations

from nnstep.program.program import Program


def origins(program: Program, place: int) -> list[tuple[str, str]]:
    """Return the operands of the operation at `place`, from 0, each with the number of the operation that wrote it.

    Numbers are counted from 1; *given* stands for what no earlier operation of the training step writes.
    """
    writers = {op.target: str(number) for number, op in enumerate(program.ops[:place], start=1)}
    return [(id, writers.get(id, "given")) for id in program.ops[place].reads]


def readers_of(program: Program, place: int) -> list[int]:
    """Return the numbers, from 1, of the later operations that read the result of the one at `place`, from 0."""
    target, found = program.ops[place].target, []
    for number, op in enumerate(program.ops[place + 1 :], start=place + 2):
        if target in op.reads:
            found.append(number)
        if op.target == target:
            break
    return found
