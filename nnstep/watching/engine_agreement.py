"""Whether nnstep's own engine computes the first training step as PyTorch did, and what makes the first difference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nnstep.engine.executor import Executor
from nnstep.engine.timeline import Timeline
from nnstep.expr.array import Array
from nnstep.expr.digits import Digits
from nnstep.problems.message_text import counted
from nnstep.program.addresses import address
from nnstep.program.program import Program
from nnstep.session.difference.mistake_behind import mistake_behind
from nnstep.traces.difference.closeness import RELATIVE, SINGLE_RELATIVE, Closeness, gap_between
from nnstep.traces.difference.comparison import RunDifference, compare
from nnstep.traces.difference.sides import RunSide, StepOfSide
from nnstep.watching.likely_causes import likely_cause

_DIGITS = Digits(8)


class _Observed:
    """PyTorch's side: one training step."""

    name = "PyTorch"
    remarks: tuple[str, ...] = ()

    def __init__(self, program: Program, values: Mapping[str, Array]) -> None:
        self.is_single = program.precision == "float32"
        self._values = values

    def next_step(self, step: int) -> StepOfSide | None:
        return StepOfSide(1, self._values) if step <= 1 else None


def agreement_lines(
    program: Program, values: Mapping[str, Array], stale: Mapping[str, Array] | None = None
) -> Iterator[str]:
    """Yield what to say of the first training step; `values` are what PyTorch computed in it, by id.

    `stale` has the gradients that were there before its backward pass, by parameter.
    """
    closeness = Closeness(SINGLE_RELATIVE if program.precision == "float32" else RELATIVE)
    run = Timeline(program)
    found = compare(RunSide(run), _Observed(program, values), program, closeness, first=1, most=1)
    if found.first is None or _is_grown_rounding(program, values, closeness):
        rounding = found.rounding.gap.relative if found.rounding is not None else 0.0
        same = counted(len(program.ops), "operation")
        yield f"training step 1 agrees with nnstep's own engine: {same}, {found.numbers} numbers"
        yield f"the largest difference is {rounding:.1g} of the largest number of its quantity"
        if found.first is not None:
            yield f"rounding grows at {found.first.id}, where each operation agrees when it is given PyTorch's numbers"
        return
    yield from _difference_lines(found, program)
    ours = run.seek(len(program.ops)).values
    cause = likely_cause(program, found.first.id, ours, values, stale or {}, closeness.relative)
    if cause:
        yield f"the likely reason: {cause}"
        return
    behind = mistake_behind(run, found, 0)
    if behind is not None and (behind.ids or behind.conventions):
        yield from behind.lines


def _is_grown_rounding(program: Program, values: Mapping[str, Array], closeness: Closeness) -> bool:
    """Return whether each operation gives PyTorch's value where it is given PyTorch's values.

    Adam divides a gradient by its own size, so that the rounding of one near 0 becomes as large as a step.
    """
    executor = Executor(program)
    known = {**executor.start_values(0, {}), **values}
    known |= {id: program.start[id] for id in program.parameters}
    for number, op in enumerate(program.ops):
        gap = gap_between(executor.run_op(number, known), values[op.target], closeness)
        if gap is not None and gap.is_beyond:
            return False
        known[op.target] = values[op.target]
    return True


def _difference_lines(found: RunDifference, program: Program) -> Iterator[str]:
    first = found.first
    if first is None:
        return
    index = first.gap.index
    ours, theirs = (_DIGITS.number(float(side[index])) for side in (first.gap.a, first.gap.b))
    yield f"training step 1 differs from nnstep's own engine, first at {address(first.id, index, program)}:"
    yield f"PyTorch has {theirs}, nnstep computes {ours}"
    if found.same:
        yield f"before it these are the same: {', '.join(found.same)}"
