"""Which quantities a sheet is to ask for, as a person lists them: ``delta1,dW1``, ``W1[0,2]``, or phases."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import TypeAlias

from nnstep.errors import CommandError
from nnstep.grading.sheet.answer_sheet import Index
from nnstep.problems.did_you_mean import meant
from nnstep.program.addresses import parse_address
from nnstep.program.compile import extended
from nnstep.program.operations.phases import chosen_phases
from nnstep.program.operations.stated_quantities import can_be_stated
from nnstep.program.program import Program
from nnstep.program.spellings import Spellings

AskedQuantities: TypeAlias = Mapping[str, Collection[Index] | None]
"""By id the elements, None for all of them, in the order of the operations."""

_ITEM = re.compile(r"[^,\[\]]+(?:\[[^\[\]]*\])?")


def asked_quantities(program: Program, only: str | None, phases: str | None) -> tuple[Program, AskedQuantities]:
    """Return which of the computed quantities are asked for, and the program that computes them.

    `only` lists ids or symbols, some with an index, and `phases` names; without either, all are asked for. Raise
    CommandError for what is neither, and where nothing is left.
    """
    named = [] if only is None else [item.strip() for item in _ITEM.findall(only) if item.strip()]
    program = extended(program, (item for item in named if can_be_stated(item)))
    wanted = chosen_phases(phases, program)
    places = [_place(item, program) for item in named]
    asked: dict[str, list[Index] | None] = {}
    for op in program.ops:
        indices = [index for id, index in places if id == op.target]
        if (only is None or indices) and op.phase in wanted:
            elements = [index for index in indices if index is not None]
            asked[op.target] = elements if elements and None not in indices else None
    if not asked:
        raise CommandError("no quantity is asked for", "name others with --only or --phases")
    return program, asked


def _place(item: str, program: Program) -> tuple[str, Index | None]:
    """Return the id that is meant, and the index of a single element."""
    computed = [op.target for op in program.ops]
    spellings = Spellings(program)
    id = spellings.id_of(item, computed)
    if id is not None:
        return id, None
    if "[" in item:
        return parse_address(item, program, computed)
    if (element := spellings.element_of(item)) is not None and element[0] in computed:
        return element
    hint = meant(item, computed) or f"there are {', '.join(computed)}"
    raise CommandError(f"{item} is not a quantity that this exercise computes", hint)
