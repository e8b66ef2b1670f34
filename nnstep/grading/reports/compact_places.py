"""Many numbers of a sheet named in few words: whole quantities, rows, columns, ranges, and in which training steps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from nnstep.expr.array import Shape
from nnstep.grading.sheet.answer_sheet import Index, Sheet
from nnstep.grading.verdict import Verdict

_MOST_PARTS = 4
"""A quantity of which more parts would have to be named is named with a count."""
_MOST_RANGES = 6
"""So many ranges of training steps are written out."""
_LONGEST = 160
"""Longer lists of names are given as counts."""


def compact_places(
    verdicts: Sequence[Verdict], sheet: Sheet, besides: Verdict | None = None, *, in_full: bool = False
) -> str:
    """Return the names of the numbers: ``a1, row 0 of W1; step 2: E``; of very many, unless `in_full`, how many.

    `besides` is a number that was named before: with it, the others of its quantity are the rest of it.
    """
    names: dict[int, list[str]] = {}
    counts: dict[str, int] = {}
    for (step, id), group in groupby(verdicts, key=lambda verdict: (verdict.step, verdict.id)):
        found = list(group)
        named = besides if besides is not None and (besides.step, besides.id) == (step, id) else None
        names.setdefault(step, []).extend(_of_quantity(found, sheet, named))
        counts[id] = counts.get(id, 0) + len(found)
    steps: dict[str, list[int]] = {}
    for step, texts in names.items():
        steps.setdefault(", ".join(texts), []).append(step)
    if list(names) == [1]:
        text = next(iter(steps))
    else:
        text = "; ".join(f"{_in_steps(numbers)}: {text}" for text, numbers in steps.items())
    if len(text) <= _LONGEST or in_full:
        return text
    where = "" if list(names) == [1] else f", {_in_steps(sorted(names))}"
    totals = {id: sum(_written(sheet, step, id) for step in names) for id in counts}
    shares = (id if count == totals[id] else f"{id} ({count} of {totals[id]})" for id, count in counts.items())
    return f"{len(verdicts)} numbers{where}: {', '.join(shares)}"


def _written(sheet: Sheet, step: int, id: str) -> int:
    """Return how many numbers a sheet has of a quantity in a training step."""
    given = sheet.at(step, id)
    return 0 if given is None else len(given.cells) + len(given.blank)


def _of_quantity(verdicts: list[Verdict], sheet: Sheet, besides: Verdict | None) -> list[str]:
    """Return the names of some numbers of one quantity in one training step."""
    first = verdicts[0]
    given = sheet.at(first.step, first.id)
    addresses = {verdict.index: verdict.address for verdict in verdicts if verdict.index is not None}
    if given is None or not addresses:
        return [first.id]
    size = len(given.cells) + len(given.blank)
    if len(addresses) > 1 or size == 1:
        whole = size == _size(given.shape)
        if whole and len(addresses) == size:
            return [first.id]
        if whole and besides is not None and len(addresses) == size - 1:
            return [f"the rest of {first.id}"]
    parts = list(_parts(addresses, given.shape, first.id))
    return parts if len(parts) <= _MOST_PARTS else [f"{len(addresses)} numbers of {first.id}"]


def _parts(addresses: dict[Index, str], shape: Shape, id: str) -> Iterator[str]:
    """Yield the full rows, the full columns, and the rest in ranges."""
    left = dict(addresses)
    if len(shape) == 2 and 1 not in shape:
        for axis, name in ((0, "row"), (1, "column")):
            counts = Counter(index[axis] for index in left)
            full = [line for line in range(shape[axis]) if counts[line] == shape[1 - axis]]
            left = {index: text for index, text in left.items() if counts[index[axis]] != shape[1 - axis]}
            if full:
                yield f"{name}{'s' if len(full) > 1 else ''} {' and '.join(map(_range_text, _ranges(full)))} of {id}"
    for run in _runs(left, shape):
        yield from run if len(run) <= 2 else [f"{run[0]} to {run[-1]}"]


def _runs(addresses: dict[Index, str], shape: Shape) -> Iterator[list[str]]:
    """Yield the elements that lie side by side in a row, or in a vector."""
    run: list[str] = []
    before: Index | None = None
    along = 0 if len(shape) == 2 and shape[1] == 1 else -1
    for index in sorted(addresses):
        follows = before is not None and bool(index) and _next_along(before, along) == index
        if run and not follows:
            yield run
            run = []
        run.append(addresses[index])
        before = index
    if run:
        yield run


def _next_along(index: Index, axis: int) -> Index:
    moved = list(index)
    moved[axis] += 1
    return tuple(moved)


def _in_steps(numbers: list[int]) -> str:
    ranges = _ranges(numbers)
    more = ", ..." if len(ranges) > _MOST_RANGES else ""
    return f"{'step' if len(numbers) == 1 else 'steps'} {', '.join(map(_range_text, ranges[:_MOST_RANGES]))}{more}"


def _range_text(ends: tuple[int, int]) -> str:
    low, high = ends
    return str(low) if low == high else f"{low} to {high}"


def _ranges(numbers: list[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def _size(shape: Shape) -> int:
    size = 1
    for length in shape:
        size *= length
    return size
