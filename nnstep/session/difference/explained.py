"""How two runs differ, and why: the whole answer as data, for the command and the app."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass

from nnstep.errors import DataError
from nnstep.program.program import Op, Program
from nnstep.progress import Tell, tell_nobody
from nnstep.session.difference.differing_bits import DifferingBits, differing_bits
from nnstep.session.difference.mistake_behind import MistakeBehind, mistake_behind
from nnstep.session.difference.opened_sides import SideKind, SideSource, open_sides
from nnstep.session.difference.settings_that_differ import settings_that_differ
from nnstep.traces.difference.closeness import RELATIVE, SINGLE_RELATIVE, Closeness
from nnstep.traces.difference.comparison import RunDifference, compare
from nnstep.traces.difference.sides import RunSide


@dataclass(frozen=True, slots=True)
class SideFacts:
    """What is said of one side."""

    name: str
    kind: SideKind
    remarks: tuple[str, ...]
    numpy: str = ""
    """The line of the first operation that differs."""
    kernel: str = ""
    """What computed it, where that is known."""
    last_step: int | None = None
    """Its last training step, where that is the last one compared."""
    goes_on: bool = False
    """Whether it has more than was to be compared."""


@dataclass(frozen=True, slots=True, eq=False)
class ExplainedDifference:
    """How two runs differ."""

    a: SideFacts
    b: SideFacts
    program: Program
    """The one that the other side is held against."""
    reference: int
    """Whether that is A, 0, or B, 1."""
    difference: RunDifference
    op: Op | None
    """The first operation that differs; None where none does, or what it starts from differs."""
    mistake: MistakeBehind | None
    settings: dict[str, tuple[str, str]]
    """What two scenarios state otherwise."""
    bits: DifferingBits | None
    """The first operation with other bits, held against its bounds; None where there is none, or they are not known."""
    is_single: bool
    """Whether one side is in single precision, the other is not, and no tolerance was asked for."""


def explained_difference(
    a: SideSource,
    b: SideSource,
    *,
    tolerance: float | None = None,
    epochs: int | None = None,
    steps: int | None = None,
    tell: Tell = tell_nobody,
) -> ExplainedDifference:
    """Return how two runs differ; each is a scenario, a trace, a file of a person's own values, or a run.

    `tolerance` is what counts as rounding, as `Closeness` says; `steps` the last training step to compare. Raise
    NNStepError where one can't be read, or they can't be compared.
    """
    with ExitStack() as stack:
        opened = open_sides(a, b, stack, epochs)
        sides, program = opened.sides, opened.program
        is_single = tolerance is None and any(side.is_single for side in sides)
        closeness = Closeness((SINGLE_RELATIVE if is_single else RELATIVE) if tolerance is None else tolerance)
        difference = compare(*sides, program, closeness, most=steps, tell=tell)
        if not difference.numbers:
            raise DataError(
                f"{sides[0].name} and {sides[1].name} have no quantity in common in any training step",
                "compare runs of one exercise, or record more of them",
            )
        first = difference.first
        ops = {op.target: op for op in program.ops}
        op = ops.get(first.id) if first is not None and first.step else None
        one, other = opened.programs
        settings = settings_that_differ(one, other) if one is not None and other is not None else {}
        one_facts, other_facts = (
            SideFacts(
                side.name,
                kind,
                side.remarks,
                _numpy(own, op),
                side.kernel.text if isinstance(side, RunSide) and side.kernel is not None else "",
                difference.last_step if ended and not all(difference.ended) else None,
                isinstance(side, RunSide) and side.goes_on,
            )
            for side, kind, own, ended in zip(sides, opened.kinds, opened.programs, difference.ended, strict=True)
        )
        lines = {side.numpy for side in (one_facts, other_facts) if side.numpy}
        is_known = len(lines) > 1 or (first is not None and opened.is_edited_before(first.step))
        mistake = (
            None
            if is_known or difference.is_grown_rounding
            else mistake_behind(opened.reference_run, difference, opened.reference, tell)
        )
        bits = differing_bits(sides, difference.first_bits)
    return ExplainedDifference(
        one_facts, other_facts, program, opened.reference, difference, op, mistake, settings, bits, is_single
    )


def _numpy(program: Program | None, op: Op | None) -> str:
    if program is None or op is None:
        return ""
    return next((each.source for each in program.ops if each.target == op.target), "")
