"""How two runs differ, in lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from nnstep.expr.digits import Digits
from nnstep.problems.message_text import counted
from nnstep.program.addresses import address
from nnstep.session.difference.explained import ExplainedDifference, SideFacts
from nnstep.traces.difference.closeness import gap_between
from nnstep.traces.difference.comparison import QuantityGap, RunDifference
from nnstep.traces.difference.growth import GrowthRow, factor_per_step

_MOST_ELEMENTS = 6
_MOST_COLUMNS = 6
_MOST_SETTINGS = 8
_SHORT = Digits(4)


def difference_lines(found: ExplainedDifference, digits: int = 10) -> Iterator[str]:
    """Yield the lines: what is compared, the first difference, the mistake behind it, how it grows."""
    yield from _side_lines("A", found.a)
    yield from _side_lines("B", found.b)
    if found.is_single:
        relative = found.difference.closeness.relative
        yield f"  numbers of single precision: differences up to {relative:g} of the largest number count as rounding"
    yield from _settings_lines(found)
    first = found.difference.first
    if first is None:
        yield ""
        yield from _same_lines(found)
        return
    yield ""
    yield from _first_lines(found, first, Digits(digits))
    yield from _mistake_lines(found)
    yield ""
    yield from _before_lines(found)
    yield from _growth_lines(found)


def _side_lines(letter: str, side: SideFacts) -> Iterator[str]:
    yield f"{letter}: {side.name}" + (f" ({side.kind})" if side.kind != side.name else "")
    yield from (f"   {remark}" for remark in side.remarks)


def _settings_lines(found: ExplainedDifference) -> Iterator[str]:
    every = list(found.settings.items())
    if every:
        yield "what they state otherwise:"
    for key, (a, b) in every[:_MOST_SETTINGS]:
        yield f"   {key}: {a} in A, {b} in B"
    if len(every) > _MOST_SETTINGS:
        yield f"   and {len(every) - _MOST_SETTINGS} more"


def place_text(found: ExplainedDifference, difference: QuantityGap) -> str:
    """Return where a difference is: ``1.1.7 (training step 1)``, or before the first training step."""
    if difference.step == 0:
        return "before the first training step"
    number = next((n for n, op in enumerate(found.program.ops, start=1) if op.target == difference.id), None)
    if number is None:
        return f"in training step {difference.step}, as it is given"
    place = found.program.schedule.place(difference.step - 1, number)
    return f"at {place} (training step {difference.step})"


def _same_lines(found: ExplainedDifference) -> Iterator[str]:
    difference = found.difference
    compared = f"{difference.numbers} numbers in {_steps_text(difference)}"
    if difference.rounding is None:
        yield f"identical: {compared}"
    else:
        yield f"the same up to rounding: {compared}"
        yield f"   {_rounding_text(found)}"
        yield from _bits_lines(found)
    yield from _ended_lines(found)


def _steps_text(difference: RunDifference) -> str:
    """Return in how many training steps something was compared, and of how many of them only a part."""
    steps, parts = counted(difference.steps, "training step"), difference.parts
    if parts and parts == difference.steps:
        return f"{'a part' if parts == 1 else 'parts'} of {steps}"
    return f"{steps}, {parts} of them in part" if parts else steps


def _bits_lines(found: ExplainedDifference) -> Iterator[str]:
    """Yield whether the first difference of all can come from another kernel."""
    bits = found.bits
    if bits is None:
        return
    where = f"{bits.at.id} {place_text(found, bits.at)}"
    if bits.wrong:
        wrong = " and ".join("AB"[side] for side in bits.wrong)
        yield f"   it begins with {where}, and there {wrong} is not what any kernel computes: it is wrong"
        return
    yield f"   it begins with the last bits of {where}, as another kernel may compute"
    if found.a.kernel != found.b.kernel:
        yield from (
            f"   {letter} is by {side.kernel or 'a kernel that is not named'}"
            for letter, side in (("A", found.a), ("B", found.b))
        )


def _rounding_text(found: ExplainedDifference) -> str:
    rounding = found.difference.rounding
    if rounding is None:
        return ""
    where = address(rounding.id, rounding.gap.index, found.program)
    return (
        f"the largest difference is {_SHORT.number(rounding.gap.largest)}, of {where} {place_text(found, rounding)}: "
        f"{rounding.gap.relative:.2g} of the largest {rounding.id}"
    )


def _first_lines(found: ExplainedDifference, first: QuantityGap, digits: Digits) -> Iterator[str]:
    gap, program = first.gap, found.program
    largest = address(first.id, gap.index, program)
    yield f"first difference: {first.id} {place_text(found, first)}"
    total = gap.gaps.size
    differ = "differs" if gap.count == 1 else "differ"
    amount = _SHORT.number(gap.largest) if np.isfinite(gap.largest) else "a value that is not finite"
    yield f"   {gap.count} of {counted(total, 'number')} {differ}; the largest difference is {amount}, of {largest}"
    indices = [tuple(int(i) for i in index) for index in np.argwhere(gap.beyond)]
    shown = indices[:_MOST_ELEMENTS]
    rows = [("", "A", "B", "A − B")]
    for index in shown:
        a, b = float(gap.a[index]), float(gap.b[index])
        rows.append((address(first.id, index, program), digits.number(a), digits.number(b), _SHORT.number(a - b)))
    yield from _table(rows)
    if len(indices) > len(shown):
        yield f"   and {len(indices) - len(shown)} more"
    yield from _transposed_lines(first, found)
    if found.difference.is_grown_rounding:
        yield "   it is rounding that has grown, and no mistake: just before, it was almost as large"
    lines = [(letter, side.numpy) for letter, side in (("A", found.a), ("B", found.b)) if side.numpy]
    if len({line for _, line in lines}) > 1 or len(lines) == 1:
        yield from (f"   {letter} computes {line}" for letter, line in lines)


def _transposed_lines(first: QuantityGap, found: ExplainedDifference) -> Iterator[str]:
    a, b = first.gap.a, first.gap.b
    if a.ndim == 2 and a.shape[0] == a.shape[1] > 1:
        turned = gap_between(a.T, b, found.difference.closeness)
        if turned is None or not turned.is_beyond:
            yield "   one is the transpose of the other"


def _mistake_lines(found: ExplainedDifference) -> Iterator[str]:
    mistake = found.mistake
    if mistake is None:
        return
    if mistake.ids or mistake.conventions:
        yield f"why {'BA'[found.reference]}'s {mistake.place} differs:"
        yield from (f"   {line}" for line in mistake.lines)
    else:
        yield "no known mistake gives these numbers"


def _before_lines(found: ExplainedDifference) -> Iterator[str]:
    difference = found.difference
    parts = []
    if difference.identical:
        parts.append(f"{counted(difference.identical, 'array')} identical")
    if difference.rounded:
        parts.append(f"{counted(difference.rounded, 'array')} the same up to rounding")
    yield f"before it: {' and '.join(parts)}" if parts else "nothing was compared before it"
    if difference.rounding is not None:
        yield f"   {_rounding_text(found)}"
        yield from _bits_lines(found)
    if difference.also:
        yield f"in the same training step also differ: {', '.join(difference.also)}"
    yield from _ended_lines(found)


def _ended_lines(found: ExplainedDifference) -> Iterator[str]:
    for letter, side, other in (("A", found.a, "B"), ("B", found.b, "A")):
        if side.last_step is not None and side.goes_on:
            yield f"{letter} was compared up to training step {side.last_step}; for more, go on and compare again"
        elif side.last_step is not None:
            longer = " (--epochs N runs it longer)" if side.kind == "scenario" else ""
            yield f"{letter} ends after training step {side.last_step}{longer}; what {other} has beyond is not compared"


def _growth_lines(found: ExplainedDifference) -> Iterator[str]:
    shown = found.difference.growth.shown
    if len(shown) < 2:
        return
    ids = _columns(found, shown)
    yield ""
    yield "how it grows: the largest absolute difference after each training step"
    rows: list[tuple[str, ...]] = [("step", *ids, "per step")]
    before: GrowthRow | None = None
    for row in shown:
        factor = factor_per_step(before, row, ids) if before is not None else None
        cells = (_SHORT.number(row.largest[id]) if id in row.largest else "·" for id in ids)
        rows.append((str(row.step), *cells, f"×{factor:.3g}" if factor is not None else ""))
        before = row
    yield from _table(rows)


def _columns(found: ExplainedDifference, shown: list[GrowthRow]) -> tuple[str, ...]:
    """Return the error and the parameters, or else what differs most."""
    program = found.program
    known = dict.fromkeys(id for row in shown for id in row.largest)
    wanted = [id for id in (program.objective, *program.trained) if id in known] or list(known)
    if len(wanted) > _MOST_COLUMNS:
        last = shown[-1].largest
        most = sorted(wanted, key=lambda id: -last.get(id, 0.0))[:_MOST_COLUMNS]
        wanted = [id for id in wanted if id in most]
    return tuple(wanted)


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *rest in rows:
        cells = (cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True))
        yield f"   {first.ljust(widths[0])}  {'  '.join(cells)}".rstrip()
