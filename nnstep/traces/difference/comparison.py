"""Compares two sides, training step by training step, and holds only what the result needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from nnstep.errors import DataError
from nnstep.expr.walks.shape import shape_text
from nnstep.program.program import Program
from nnstep.progress import Tell, tell_nobody
from nnstep.traces.difference.closeness import Closeness, Gap, gap_between
from nnstep.traces.difference.growth import Growth
from nnstep.traces.difference.sides import Side, StepOfSide

_MOST_SHAPES = 4
_GROWN = 100
"""In a training step rounding hardly grows so much; a mistake makes a larger jump."""


@dataclass(frozen=True, slots=True, eq=False)
class QuantityGap:
    """How one quantity differs in one training step."""

    step: int
    """Counted from 1; 0 stands for the values before the first one."""
    id: str
    gap: Gap


@dataclass(slots=True, eq=False)
class RunDifference:
    """What a comparison found."""

    closeness: Closeness
    first: QuantityGap | None = None
    """The first quantity that differs by more than rounding; None where none does."""
    first_bits: QuantityGap | None = None
    """The first quantity that differs in any bit; what differs by rounding follows from it."""
    also: tuple[str, ...] = ()
    """What else differs by more than rounding in the same training step."""
    same: tuple[str, ...] = ()
    """What does not, in the same training step."""
    rounding: QuantityGap | None = None
    """Up to the first difference: the largest that is rounding, relatively to the numbers of its quantity."""
    step_before: int = 0
    """The last training step that was compared before that of the first difference."""
    rounded: int = 0
    """How many arrays differ by rounding alone, up to the first difference."""
    identical: int = 0
    """How many are equal, up to there."""
    numbers: int = 0
    """How many numbers were compared in all."""
    steps: int = 0
    """How many training steps were compared; step 0 does not count."""
    parts: int = 0
    """Of how many of these only some operations were, since a side begins or ends within them."""
    last_step: int = 0
    """The last one that was."""
    growth: Growth = field(default_factory=Growth)
    at_first: tuple[StepOfSide, StepOfSide] | None = None
    """Both sides in the training step of the first difference."""
    ended: tuple[bool, bool] = (False, False)
    """Which sides have no further training step."""

    @property
    def is_grown_rounding(self) -> bool:
        """Whether the first difference is little more than the rounding just before it."""
        if self.first is None or self.rounding is None or self.rounding.step < self.step_before:
            return False
        return self.first.gap.relative < _GROWN * self.rounding.gap.relative


def compare(
    a: Side,
    b: Side,
    program: Program,
    closeness: Closeness,
    *,
    first: int = 0,
    most: int | None = None,
    to_first: bool = False,
    tell: Tell = tell_nobody,
) -> RunDifference:
    """Compare two sides as far as both have values, from training step `first` to training step `most`.

    `program` says in which order the quantities come; `to_first` that nothing after the first difference matters.
    Raise DataError where a quantity's shapes differ.
    """
    found = RunDifference(closeness)
    computed = [op.target for op in program.ops]
    given = [id for id in program.shapes if id not in computed]
    before, within = ({id: n for n, id in enumerate(ids)} for ids in (program.start, (*given, *computed)))
    last = max(1, program.schedule.steps if most is None else most)
    for one, other in _pairs(a, b, found, first, most):
        tell("comparing", min(1.0, one.step / last))
        places = within if one.step else before
        ids = [id for id in one.values if id in other.values]
        if ids:
            _compare_step(found, one, other, sorted(ids, key=partial(_place_of, places)), (a, b))
        if to_first and found.first is not None:
            break
    found.growth.end()
    return found


def _place_of(places: Mapping[str, int], id: str) -> int:
    return places.get(id, len(places))


def _pairs(
    a: Side, b: Side, found: RunDifference, first: int, most: int | None
) -> Iterator[tuple[StepOfSide, StepOfSide]]:
    """Yield the training steps that both sides have."""
    one, other = a.next_step(first), b.next_step(first)
    while one is not None and other is not None:
        if most is not None and max(one.step, other.step) > most:
            return
        if one.step == other.step:
            yield one, other
            one, other = a.next_step(one.step + 1), b.next_step(other.step + 1)
        elif one.step < other.step:
            one = a.next_step(other.step)
        else:
            other = b.next_step(one.step)
    found.ended = one is None, other is None


def _compare_step(
    found: RunDifference, one: StepOfSide, other: StepOfSide, ids: list[str], sides: tuple[Side, Side]
) -> None:
    step = one.step
    largest: dict[str, float] = {}
    differing: list[str] = []
    for id in ids:
        x, y = one.values[id], other.values[id]
        if x.shape != y.shape:
            raise shapes_differ({id: (x.shape, y.shape)}, sides)
        found.numbers += x.size
        gap = gap_between(x, y, found.closeness)
        largest[id] = gap.largest if gap is not None else 0.0
        if gap is not None and gap.is_beyond:
            differing.append(id)
        if found.first is None:
            _note_before(found, QuantityGap(step, id, gap) if gap is not None else None)
    found.steps += step > 0
    found.parts += one.is_part or other.is_part
    found.last_step = step
    if found.first is not None:
        if found.at_first is None:
            found.at_first = one, other
            found.also = tuple(id for id in differing if id != found.first.id)
            found.same = tuple(id for id in ids if id not in differing)
        found.growth.note(step, largest)


def _note_before(found: RunDifference, difference: QuantityGap | None) -> None:
    found.first_bits = found.first_bits or difference
    if difference is None:
        found.identical += 1
    elif difference.gap.is_beyond:
        found.first, found.step_before = difference, found.last_step
    else:
        found.rounded += 1
        if found.rounding is None or difference.gap.relative > found.rounding.gap.relative:
            found.rounding = difference


def shapes_differ(shapes: dict[str, tuple[tuple[int, ...], tuple[int, ...]]], sides: tuple[Side, Side]) -> DataError:
    """Return the error for quantities that have another shape on each side."""
    a, b = sides
    each = "; ".join(
        f"{id} is {_size(one)} in {a.name}, but {_size(other)} in {b.name}"
        for id, (one, other) in list(shapes.items())[:_MOST_SHAPES]
    )
    if len(shapes) > _MOST_SHAPES:
        each += f"; and {len(shapes) - _MOST_SHAPES} more"
    return DataError(f"the shapes differ: {each}", "compare runs of networks of the same size, and batches too")


def _size(shape: tuple[int, ...]) -> str:
    return shape_text(shape) if shape else "one number"
