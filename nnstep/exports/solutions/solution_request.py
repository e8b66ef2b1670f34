"""What a worked solution is asked to show, as a person types it, and what that means in one program."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from nnstep import limits
from nnstep.errors import CommandError
from nnstep.expr.digits import Digits
from nnstep.expr.parsing.digit_settings import parse_digits
from nnstep.program.addresses import parse_address
from nnstep.program.operations.phases import chosen_phases
from nnstep.program.program import Phase, Program

LEAST_SHOWN = 3
"""Rows and columns of a matrix that is cut: the first, dots, the last."""
_RANGE = re.compile(r"\s*(\d{1,12})\s*(?:-\s*(\d{1,12})\s*)?")


@dataclass(frozen=True, slots=True)
class SolutionRequest:
    """The wishes for one document; all have a default."""

    digits: str | None = None
    """Such as ``5``, ``.3`` or ``fraction``; None for 6 significant digits."""
    phases: str | None = None
    """Names of phases with commas; None for all."""
    steps: str = "1"
    """Numbers and ranges of training steps with commas, from 1."""
    expand: tuple[str, ...] = ()
    """Elements to work out, such as ``z1[0,2]``."""
    most: int = 8
    """A matrix of more rows or columns is cut down to these."""
    is_sheet: bool = False
    """Whether it is an exercise sheet, with blanks in the place of numbers."""
    with_formulas: bool = False
    """Whether an exercise sheet states the formulas."""


@dataclass(frozen=True, slots=True)
class SolutionPlan:
    """A request that one program can fulfil."""

    digits: Digits
    phases: frozenset[Phase]
    steps: tuple[int, ...]
    """Training steps, from 0, ascending."""
    expand: dict[str, tuple[tuple[int, ...], ...]] = field(default_factory=dict)
    """By the id of an operation's target: the elements that are worked out."""
    most: int = 8
    is_sheet: bool = False
    with_formulas: bool = False


def plan_of(request: SolutionRequest, program: Program) -> SolutionPlan:
    """Return what a request means in a program; raise CommandError for what it can't have."""
    if request.most < LEAST_SHOWN:
        raise CommandError(f"most is {request.most}", f"show {LEAST_SHOWN} rows and columns at least")
    plain = Digits(precision=program.precision)
    phases = chosen_phases(request.phases, program)
    steps = _steps(request.steps, program)
    operations = sum(op.phase in phases for op in program.ops)
    if operations * len(steps) > limits.WORKED_OPERATIONS.most:
        refusal = limits.WORKED_OPERATIONS.refusal(operations * len(steps), "operations")
        raise CommandError(f"{len(steps):,} training steps have {refusal}", "choose fewer steps, or fewer phases")
    return SolutionPlan(
        plain if request.digits is None else parse_digits(request.digits.strip(), plain),
        phases,
        steps,
        _expanded(request.expand, program, phases, steps),
        request.most,
        request.is_sheet,
        request.with_formulas,
    )


def _steps(text: str, program: Program) -> tuple[int, ...]:
    last = program.schedule.steps
    found: set[int] = set()
    for part in text.split(","):
        match = _RANGE.fullmatch(part)
        if match is None:
            raise CommandError(f"{part.strip()!r} names no training steps", "write numbers and ranges, such as 1,3-5")
        first, end = int(match[1]), int(match[2] or match[1])
        if not 1 <= first <= end <= last:
            run = "the run has 1 training step" if last == 1 else f"the run has {last:,} training steps"
            raise CommandError(
                f"there are no training steps {part.strip()}: {run}", "count them from 1, over all epochs"
            )
        if end - first >= limits.WORKED_OPERATIONS.most:
            refusal = limits.WORKED_OPERATIONS.refusal(end - first + 1, "training steps")
            raise CommandError(f"{part.strip()} are {refusal}", "choose fewer")
        found.update(range(first - 1, end))
    return tuple(sorted(found))


def _expanded(
    texts: Sequence[str], program: Program, phases: frozenset[Phase], steps: Sequence[int]
) -> dict[str, tuple[tuple[int, ...], ...]]:
    computed = {op.target: None for op in program.ops if op.phase in phases}
    found: dict[str, list[tuple[int, ...]]] = {}
    for text in texts:
        for step in steps:  # the last batch of an epoch may be smaller
            id, index = parse_address(text, program, computed, program.shapes_in(step))
        if index not in found.setdefault(id, []):
            found[id].append(index)
    return {id: tuple(indices) for id, indices in found.items()}
