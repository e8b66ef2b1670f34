"""A slip of no known kind in a number that is not on the sheet: its value is solved for from what follows."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnstep.grading.context import GradingContext
from nnstep.grading.diagnose import bits
from nnstep.grading.diagnose.constants import shortest
from nnstep.grading.diagnose.proposals import Proposals
from nnstep.grading.diagnose.slip import Replaced, Slip
from nnstep.grading.diagnose.teller import Teller
from nnstep.grading.diagnose.told_run import Place, ToldRun
from nnstep.grading.sheet.answer_sheet import Index
from nnstep.grading.sheet.written_arrays import WrittenArrays

_MOST_ELEMENTS = 40
_ROUNDS = 6
_FEWER = 50
"""A last digit that counts so much more than elsewhere hides much."""


class HiddenSlips:
    """Solves for numbers that are not on the sheet."""

    def __init__(self, context: GradingContext, teller: Teller, proposals: Proposals) -> None:
        self._context = context
        self._teller = teller
        self._proposals = proposals

    def slips(self, run: ToldRun, place: Place) -> Iterator[Slip]:
        """Yield, for each number between the nearest given ones and a place, the value that the place asks for."""
        several = sum(int(judged.open.sum()) for judged in run.judged.values()) > 1
        for at in self.places_behind(run, place):
            results = {target: own for target, _, own in run.steps[at[0]].results}
            size = int(np.size(results.get(at[1], ())))
            for index in np.ndindex(np.shape(results[at[1]])) if 0 < size <= _MOST_ELEMENTS else ():
                found = self._solved(run, place, at, index, float(np.asarray(results[at[1]])[index]))
                if found is None:
                    continue
                number, cost, width = found
                yield from self._proposals.in_element(run, at, index, number - width, number + width, size)
                if several:
                    named = bits.SLIP + bits.UNKNOWN + bits.of_choice(size) + cost
                    yield Slip(Replaced(at[1], index, number), named, step=at[0])

    def operations_behind(self, run: ToldRun, place: Place) -> frozenset[str] | None:
        """Return the operations that a mistake can be in which shows at a place first; None for all of them.

        Quantities are looked through that are given with so few digits that they show little.
        """
        steps = {step for step, _ in self.places_behind(run, place, shown=True)} | {place[0]}
        if min(steps) > 1 and min(steps) - 1 not in run.steps:
            return None
        return frozenset(id for _, id in (place, *self.places_behind(run, place, shown=True)))

    def places_behind(self, run: ToldRun, place: Place, *, shown: bool = False) -> list[Place]:
        """Return what lies between the nearest given quantities and a place, the nearest to it first.

        With `shown`, quantities that are given with less than two digits count as not given.
        """
        found: dict[Place, None] = {}
        pending = [place]
        while pending:
            step, id = pending.pop(0)
            for other in self._read_by(run, step, id):
                answer = self._teller.answers.get(other)
                is_behind = answer is None or (shown and self._shows_little(answer))
                if other not in found and is_behind:
                    found[other] = None
                    pending.append(other)
        return list(found)

    def _shows_little(self, answer: WrittenArrays) -> bool:
        """Return whether a quantity is given with less than two digits, or with many less than the others."""
        unit = np.abs(answer.number) / 10
        if self._teller.evidence.precision is not None:
            unit = np.fmin(unit, _FEWER * self._teller.evidence.precision.unit(answer.number))
        return bool((answer.unit > unit).any())

    def _read_by(self, run: ToldRun, step: int, id: str) -> Iterator[Place]:
        """Yield the results that an operation reads, of its own training step or of the one before."""
        state = run.steps.get(step)
        if state is None:
            return
        lines = {line.target: (number, line) for number, line in enumerate(state.plan.lines)}
        if id not in lines:
            return
        number, line = lines[id]
        for other in line.reads:
            at = lines.get(other)
            if at is not None and at[0] < number:
                yield step, other
            elif at is not None and step - 1 in run.steps and other in self._context.program.parameters:
                yield step - 1, other

    def _solved(
        self, run: ToldRun, place: Place, at: Place, index: Index, start: float
    ) -> tuple[float, float, float] | None:
        """Return the value of an element that gives what is written at a place, its bits, and how sure it is."""
        answer, opened = self._teller.answers[place], run.judged[place].open
        first = self._at(run, place, at, index, start)
        step = 1e-3 * max(abs(start), 1e-2)
        second = self._at(run, place, at, index, start + step)
        if first is None or second is None:
            return None
        slope = (second - first) / step
        sharp = np.where(opened, np.abs(slope) / answer.half, 0.0)
        if not np.isfinite(sharp).all() or sharp.max() <= 0:
            return None
        cell = np.unravel_index(int(np.argmax(sharp)), sharp.shape)
        aim, half = float(answer.middle[cell]), float(answer.half[cell])
        points = [(start, float(first[cell]) - aim), (start + step, float(second[cell]) - aim)]
        for _ in range(_ROUNDS):
            (x0, f0), (x1, f1) = points[-2:]
            if abs(f1) <= half * 1e-3 or f1 == f0:
                break
            x = x1 - f1 * (x1 - x0) / (f1 - f0)
            value = self._at(run, place, at, index, x)
            if value is None or not np.isfinite(value[cell]):
                return None
            points.append((x, float(value[cell]) - aim))
        (x0, f0), (x1, f1) = points[-2:]
        if abs(f1) > half or x1 == x0:
            return None
        width = half * abs((x1 - x0) / (f1 - f0)) if f1 != f0 else half
        number = self._refined(run, at, index, x1, width)
        cost = float(np.log2(1 + 2 * min(abs(number - start), 10 * abs(number) + width) / max(2 * width, 1e-300)))
        return number, cost, 2 * width

    def _at(self, run: ToldRun, place: Place, at: Place, index: Index, number: float) -> np.ndarray | None:
        slip = Slip(Replaced(at[1], index, number), 0.0, step=at[0])
        judged = self._teller.told((*run.slips, slip), run, until=place, ending=True).judged.get(place)
        return None if judged is None else judged.own

    def _refined(self, run: ToldRun, at: Place, index: Index, number: float, width: float) -> float:
        """Return a number near another that most of the sheet agrees with."""
        told = [
            self._teller.told((*run.slips, Slip(Replaced(at[1], index, x), 0.0, step=at[0])), run)
            for x in (number, number + width)
        ]
        lows, highs = [number - width], [number + width]
        for other, judged in told[0].judged.items():
            if other not in run.judged or not run.judged[other].open.any():
                continue
            answer = self._teller.answers[other]
            with np.errstate(all="ignore"):
                slope = (told[1].judged[other].own - judged.own) / width
                middle = number + (answer.middle - judged.own) / slope
                reach = answer.half / np.abs(slope)
            sure = answer.given & np.isfinite(middle) & (np.abs(middle - number) <= width + reach)
            lows += [float(x) for x in (middle - reach)[sure]]
            highs += [float(x) for x in (middle + reach)[sure]]
        low, high = max(lows), min(highs)
        found = shortest(low, high)
        return number if found is None else found[0]
