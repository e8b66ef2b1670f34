"""The marks of a sheet: the points of each quantity that was asked, out of how many, with each mistake paid once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from nnstep.grading.asked_numbers import Asked, asked_by
from nnstep.grading.baseline.answer_dependencies import Cell
from nnstep.grading.result import GradingResult
from nnstep.grading.verdict import POINTS, Kind, Verdict, place_name, points

Findings = Mapping[Cell, int]
"""Which mistake of the person a number belongs to, counted from 0."""


@dataclass(frozen=True, slots=True)
class QuantityMarks:
    """The marks of one quantity in one training step."""

    step: int
    """The training step, counted from 1."""
    id: str
    points: float
    maximum: float

    @property
    def name(self) -> str:
        """What its column is called: ``z1``, or ``step.2.z1`` in a later training step."""
        return place_name(self.step, self.id)


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of one sheet."""

    quantities: tuple[QuantityMarks, ...]
    """Everything that was asked, in the order in which it was asked."""
    numbers: Mapping[Cell, float]
    """The points of each number that was asked and is on the sheet in its quantity's shape."""
    not_asked: int
    """How many numbers of the sheet count nothing, because they were not asked."""

    @property
    def points(self) -> float:
        """The points of the whole sheet."""
        return sum(quantity.points for quantity in self.quantities)

    @property
    def maximum(self) -> float:
        """The points of a sheet with every number that was asked, all correct."""
        return sum(quantity.maximum for quantity in self.quantities)

    @property
    def percent(self) -> float:
        """The points in percent of the maximum; 0 where the maximum is 0."""
        return 100 * self.points / self.maximum if self.maximum else 0.0

    @property
    def summary(self) -> str:
        """Some words: ``5 of 17 points (29.4 %), 2 numbers not asked``."""
        total = f"{point_text(self.points)} of {point_text(self.maximum)} points ({percent_text(self.percent)} %)"
        unasked = f"{self.not_asked} {'number' if self.not_asked == 1 else 'numbers'} not asked"
        return f"{total}, {unasked}" if self.not_asked else total

    def of(self, step: int, id: str) -> QuantityMarks | None:
        """Return the marks of one quantity; None where it was not asked."""
        return next((each for each in self.quantities if (each.step, each.id) == (step, id)), None)

    def of_verdict(self, verdict: Verdict) -> float | None:
        """Return the points that a verdict brings, on a number or a whole answer; None where it was not asked."""
        if verdict.index is not None:
            return self.numbers.get((verdict.step, verdict.id, verdict.index))
        quantity = self.of(verdict.step, verdict.id)
        return None if quantity is None else quantity.points


def marks_of(
    result: GradingResult,
    asked: Asked | None = None,
    scale: dict[Kind, float] | None = None,
    findings: Findings | None = None,
) -> Marks:
    """Return the marks of a sheet.

    Only the numbers that were `asked` count; left out, those that the sheet names. One that is not on the sheet gets
    the points of one left open. Of the numbers of one finding only the first that was asked pays for it, and the others
    that are mistaken get the points of numbers carried forward. `findings` says which numbers one mistake explains;
    left out, that is what the story of the sheet says, and what is carried forward belongs to the first mistake that it
    follows from. So a mistake in a number that was not asked is paid by the
    first asked number that follows from it.
    """
    asked = asked_by(result.sheet) if asked is None else asked
    scale = scale or POINTS
    counts = {(step, id, index) for (step, id), indices in asked.items() for index in indices}
    numbers = dict(_numbers(result, counts, scale, own_findings(result) if findings is None else findings))
    misshapen = {(verdict.step, verdict.id) for verdict in result.verdicts if verdict.kind == "shape"}
    quantities = []
    for (step, id), indices in asked.items():
        rest = scale["shape" if (step, id) in misshapen else "missing"]
        reached = sum(numbers.get((step, id, index), rest) for index in indices)
        quantities.append(QuantityMarks(step, id, reached, scale["correct"] * len(indices)))
    cells = filter(None, map(_cell, result.verdicts))
    return Marks(tuple(quantities), numbers, sum(cell not in counts for cell in cells))


def own_findings(result: GradingResult) -> dict[Cell, int]:
    """Return the findings of a sheet: the slips of its story, each with the numbers that show it or follow from it."""
    alone = count(max(result.slips.values(), default=-1) + 1)
    by_place: dict[str, int] = {}
    found: dict[Cell, int] = {}
    for verdict in result.verdicts:
        cell, number = _cell(verdict), None
        if verdict.is_mistake:
            slip = result.slips.get((verdict.step, verdict.id, verdict.index))
            number = by_place[verdict.place] = next(alone) if slip is None else slip
        elif verdict.kind == "carried":
            number = next((by_place[place] for place in verdict.origins if place in by_place), None)
        if number is not None and cell is not None:
            found[cell] = number
    return found


def point_text(number: float) -> str:
    """Return points as people write them, without the noise of adding tenths."""
    return f"{round(number, 9) + 0.0:.12g}"


def percent_text(percent: float) -> str:
    """Return a percentage with at most one decimal."""
    return f"{round(percent, 1) + 0.0:.12g}"


def _numbers(
    result: GradingResult, counts: set[Cell], scale: dict[Kind, float], findings: Findings
) -> Iterator[tuple[Cell, float]]:
    """Yield the points of each number that counts."""
    prices: dict[int, float] = {}
    for verdict in result.verdicts:
        cell = _cell(verdict)
        if verdict.is_mistake and cell is not None and cell in findings:
            prices.setdefault(findings[cell], points(verdict, scale))
    paid: set[int] = set()
    for verdict in result.verdicts:
        cell = _cell(verdict)
        if cell is None or cell not in counts:
            continue
        finding = findings.get(cell)
        own = points(verdict, scale)
        if finding not in prices or not (verdict.is_mistake or verdict.kind == "carried"):
            yield cell, own
        elif finding not in paid:
            paid.add(finding)
            yield cell, prices[finding] if verdict.is_mistake else min(own, prices[finding])
        else:
            yield cell, scale["carried"] if verdict.is_mistake else own


def _cell(verdict: Verdict) -> Cell | None:
    """Return the number that a verdict is on; None where it is on a whole answer."""
    return None if verdict.index is None or verdict.kind == "shape" else (verdict.step, verdict.id, verdict.index)
