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

_MOST_ELEMENTS = 40
_ROUNDS = 6


class HiddenSlips:
    """Solves for numbers that are not on the sheet."""

    def __init__(self, context: GradingContext, teller: Teller, proposals: Proposals) -> None:
        self._context = context
        self._teller = teller
        self._proposals = proposals

    def slips(self, run: ToldRun, place: Place) -> Iterator[Slip]:
        """Yield, for each number between the nearest given ones and a place, the value that the place asks for."""
        hidden = list(self._behind(run, place))
        for target, index in hidden[:_MOST_ELEMENTS]:
            found = self._solved(run, place, target, index)
            if found is not None:
                number, cost, width = found
                yield from self._proposals.in_element(
                    run, (place[0], target), index, number - width, number + width, len(hidden)
                )
                named = bits.SLIP + bits.UNKNOWN + bits.of_choice(len(hidden)) + cost
                yield Slip(Replaced(target, index, number), named, step=place[0])

    def ids_behind(self, run: ToldRun, place: Place) -> set[str]:
        """Return what lies between the nearest given quantities and a place, in its training step."""
        state = run.steps.get(place[0])
        lines = {line.target: line for line in state.plan.lines} if state is not None else {}
        wanted, pending = set[str](), [place[1]]
        while pending:
            line = lines.get(pending.pop())
            for id in line.reads if line is not None else ():
                if id in lines and id not in wanted and (place[0], id) not in self._teller.answers:
                    wanted.add(id)
                    pending.append(id)
        return wanted

    def _behind(self, run: ToldRun, place: Place) -> Iterator[tuple[str, Index]]:
        """Yield the elements of the operations before a place, in its training step, that were not given."""
        state, wanted = run.steps.get(place[0]), self.ids_behind(run, place)
        if state is None:
            return
        for target, value, _ in state.results:
            if target == place[1]:
                return
            if target in wanted and np.size(value) <= _MOST_ELEMENTS:
                for index in np.ndindex(np.shape(value)):
                    yield target, index

    def _solved(self, run: ToldRun, place: Place, target: str, index: Index) -> tuple[float, float, float] | None:
        """Return the value of an element that gives what is written at a place, the bits of its digits, how sure it is."""
        state = run.steps[place[0]]
        usual = next(own for id, _, own in state.results if id == target)
        start = float(np.asarray(usual)[index])
        answer, opened = self._teller.answers[place], run.judged[place].open
        first = self._at(run, place, target, index, start)
        step = 1e-3 * max(abs(start), 1e-2)
        second = self._at(run, place, target, index, start + step)
        if first is None or second is None:
            return None
        slope = (second - first) / step
        sharp = np.where(opened, np.abs(slope) / answer.half, 0.0)
        if not np.isfinite(sharp).all() or sharp.max() <= 0:
            return None
        at = np.unravel_index(int(np.argmax(sharp)), sharp.shape)
        aim, half = float(answer.middle[at]), float(answer.half[at])
        points = [(start, float(first[at]) - aim), (start + step, float(second[at]) - aim)]
        for _ in range(_ROUNDS):
            (x0, f0), (x1, f1) = points[-2:]
            if abs(f1) <= half * 1e-3 or f1 == f0:
                break
            x = x1 - f1 * (x1 - x0) / (f1 - f0)
            value = self._at(run, place, target, index, x)
            if value is None or not np.isfinite(value[at]):
                return None
            points.append((x, float(value[at]) - aim))
        (x0, f0), (x1, f1) = points[-2:]
        if abs(f1) > half or x1 == x0:
            return None
        width = half * abs((x1 - x0) / (f1 - f0)) if f1 != f0 else half
        number = self._refined(run, place, target, index, x1, width)
        cost = float(np.log2(1 + 2 * min(abs(number - start), 10 * abs(number) + width) / max(2 * width, 1e-300)))
        return number, cost, 2 * width

    def _at(self, run: ToldRun, place: Place, target: str, index: Index, number: float) -> np.ndarray | None:
        slip = Slip(Replaced(target, index, number), 0.0, step=place[0])
        judged = self._teller.told((*run.slips, slip), run, until=place, ending=True).judged.get(place)
        return None if judged is None else judged.own

    def _refined(self, run: ToldRun, place: Place, target: str, index: Index, number: float, width: float) -> float:
        """Return a number near another that most of the sheet agrees with."""
        told = [
            self._teller.told((*run.slips, Slip(Replaced(target, index, x), 0.0, step=place[0])), run)
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
