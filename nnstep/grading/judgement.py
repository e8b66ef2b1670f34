"""Reads the verdicts off the story of a sheet. A number that is right stays right, whatever the story."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from nnstep.grading.baseline.answer_dependencies import AnswerDependencies, Cell
from nnstep.grading.context import GradingContext
from nnstep.grading.credit import Credit
from nnstep.grading.diagnose import bits
from nnstep.grading.diagnose.evidence import Evidence
from nnstep.grading.diagnose.search import Told
from nnstep.grading.diagnose.slip import Miswritten, Replaced, Slip
from nnstep.grading.diagnose.told_run import Judged, Place, ToldRun, agrees
from nnstep.grading.sheet.answer_sheet import Given, Index, Sheet
from nnstep.grading.tolerance import telling_digits
from nnstep.grading.verdict import RAGGED, Explanation, Verdict
from nnstep.program.addresses import address

_MOST_EXPLANATIONS = 12


@dataclass(slots=True, eq=False)
class Finding:
    """One slip of the story, with the numbers that show it; where it is of no known kind, without a mistake."""

    slip: Slip | None
    cells: list[Cell] = field(default_factory=list)


class Judgement:
    """The verdicts on one sheet."""

    def __init__(
        self, context: GradingContext, credit: Credit, evidence: Evidence, told: Told, without: Mapping[Slip, ToldRun]
    ) -> None:
        """`without`: the best story without each of its slips, where it has several."""
        self._context = context
        self._credit = credit
        self._evidence = evidence
        self._told = told
        self._without = without
        self._dependencies = AnswerDependencies(context.program, evidence.sheet)
        self._verdicts: dict[Cell, Verdict] = {}
        self._misshapen: dict[Place, Verdict] = {}
        self.findings: dict[int, Finding] = {}
        self._unused = {
            (slip.step or 0, slip.change.target, index)
            for slip in told.best.slips
            if isinstance(slip.change, Miswritten)
            for index in slip.change.indices
        }
        """The numbers that the person did not go on with."""

    def run(self) -> tuple[Verdict, ...]:
        """Return a verdict on every answer, in the order in which they are worked out."""
        sheet: Sheet = self._evidence.sheet
        order = {op.target: number for number, op in enumerate(self._context.program.ops)}
        ordered: list[Verdict] = []
        with np.errstate(all="ignore"):
            for place in sorted(sheet.answers, key=lambda at: (at[0], order.get(at[1], -1))):
                given = sheet.answers[place]
                if given.fault:
                    self._misshapen[place] = self._of_shape(place, given)
                    ordered.append(self._misshapen[place])
                else:
                    for index in given.cells:
                        verdict = self._of_number(place, index)
                        self._verdicts[(*place, index)] = verdict
                        ordered.append(verdict)
                ordered += [self._verdict("missing", place, index) for index in given.blank]
        return tuple(ordered)

    @property
    def mapping(self) -> dict[tuple[int, str, Index | None], int]:
        """Return, by number, which slip shows in it."""
        return {cell: number for number, finding in enumerate(self.findings.values()) for cell in finding.cells}

    def _of_shape(self, place: Place, given: Given) -> Verdict:
        exact = np.asarray(self._context.exact.step(place[0]).value(place[1]))
        fits = self._context.tolerance.fits
        right = sum(fits(float(exact[index]), written) for index, written in given.cells.items())
        remark = RAGGED if given.fault == "ragged" else ""
        if given.fault == "transposed":
            every = "all its numbers are" if right == len(given.cells) else f"{right} of its {len(given.cells)} are"
            remark = f"rows and columns are exchanged; exchanged back, {every} right"
        shapes = {"typed_shape": given.typed_shape, "shape": given.shape}
        return Verdict("shape", *place, None, place[1], remark=remark, **shapes)

    def _of_number(self, place: Place, index: Index) -> Verdict:
        right = self._evidence.verdicts.get((*place, index))
        if right is not None:
            return right
        answer, root = self._evidence.answers[place], self._told.root.judged[place]
        best = self._told.best.judged[place]
        allowed = best.allowed is not None and best.allowed[index] and best.open[index]
        written = self._evidence.written(place, index)
        recomputed = float(root.own[index])
        slip = self._slip_at(place, index)
        if answer.near(root.own)[index]:
            return self._following(place, index, recomputed=recomputed)
        if slip is not None and not self._may_be_rounding(place, index, slip):
            return self._of_slip(place, index, slip, recomputed)
        if slip is not None:
            interval = self._interval(self._without_slip(slip).judged[place], index)
            return self._following(place, index, recomputed=recomputed, interval=interval)
        if allowed:
            return self._following(place, index, recomputed=recomputed, interval=self._interval(best, index))
        if best.open[index]:
            return self._of_open(place, index, recomputed)
        if answer.near(best.alone)[index]:
            return self._carried_past(place, index, float(best.alone[index]), recomputed)
        if self._context.tolerance.loose_reading(recomputed, written):
            remark = self._context.tolerance.loose_reading(recomputed, written)
            return replace(self._following(place, index, recomputed=recomputed), remark=remark)
        return self._following(place, index, recomputed=recomputed, interval=self._interval(best, index))

    def _interval(self, judged: Judged, index: Index) -> tuple[float, float] | None:
        if judged.interval is None:
            return None
        low, high = judged.interval
        return float(low[index]), float(high[index])

    def _may_be_rounding(self, place: Place, index: Index, slip: Slip) -> bool:
        """Return whether a number may come of rounding, and a slip explains the sheet hardly better."""
        without = self._without_slip(slip)
        judged = without.judged[place]
        is_allowed = judged.allowed is not None and bool(judged.allowed[index])
        explained = not judged.open[index] or is_allowed
        return explained and without.bits - self._told.best.bits < bits.ODDS

    def _slip_at(self, place: Place, index: Index) -> Slip | None:
        """Return the slip of the best story that shows in a number itself, not in what it is worked out from."""
        best, root = self._told.best, self._told.root
        for slip in best.slips:
            match slip.change:
                case Miswritten(target, indices):
                    if (slip.step, target) == place and index in indices:
                        return slip
                case Replaced(target, at, _) if (slip.step, target) == place:
                    if at == index:
                        return slip
                case _:
                    other = self._without.get(slip, root).judged.get(place)
                    own = best.judged[place].own
                    if other is not None and not agrees(own, other.own)[index] and not best.judged[place].open[index]:
                        return slip
        return None

    def _of_slip(self, place: Place, index: Index, slip: Slip, recomputed: float) -> Verdict:
        """Return the verdict on a number in which a slip of the best story shows."""
        self.findings.setdefault(id(slip), Finding(slip)).cells.append((*place, index))
        best, instead = self._told.best, self._told.instead.get(slip, [])
        margin = bits.ODDS if slip.is_known else bits.POSSIBLE
        near = [run for run in instead if run.bits - best.bits < margin and run is not best]
        place_of = {id(run): self._slip_of(run, slip) for run in near}
        rivals = [
            run
            for run in near
            if ((other := place_of[id(run)]) is None or other.ids != slip.ids) and not self._says_the_same(run, place)
        ]
        ways = [run for run in near if run not in rivals]
        known = [(best, slip)] if slip.is_known else []
        known += [
            (run, other)
            for run in (*ways, *rivals)
            if (other := place_of[id(run)]) and other.is_known and self._is_borne_out(run, self._without_slip(slip))
        ]
        explanations = self._explanations(place, index, known)
        facts: dict[str, Any] = {"recomputed": recomputed, "explanations": explanations}
        if not slip.is_known and not known:
            return self._verdict("wrong", place, index, **facts, remark=self._solved(slip))
        if slip.is_known and not rivals and self._is_borne_out(best, self._without_slip(slip)):
            digits = explanations[0].digits if explanations else None
            return self._verdict("mistake", place, index, **facts, digits=digits)
        return self._verdict("ambiguous", place, index, **facts, digits=_digits_that_tell(explanations))

    def _says_the_same(self, run: ToldRun, place: Place) -> bool:
        """Return whether a story differs from the best one in words only, or at other operations, without a trace."""
        best = self._told.best
        return run.is_the_same_as(best) or (
            self._is_reworked(run, place)
            and self._is_reworked(best, place)
            and all(agrees(judged.alone, best.judged[at].alone).all() for at, judged in run.judged.items())
        )

    def _is_reworked(self, run: ToldRun, place: Place) -> bool:
        state = run.steps.get(place[0])
        own = {line.target: line for line in self._context.variants.lines}
        return state is not None and any(
            line.target == place[1] and line.code is not own[line.target].code for line in state.plan.lines
        )

    def _slip_of(self, run: ToldRun, slip: Slip) -> Slip | None:
        """Return which slip a story has in place of one of the best story; None where it has none."""
        number = self._told.best.slips.index(slip)
        kept = {id(each) for each in self._told.best.slips if each is not slip}
        others = [each for each in run.slips if id(each) not in kept]
        return others[0] if others else (None if number >= 0 else slip)

    def _without_slip(self, slip: Slip) -> ToldRun:
        return self._without.get(slip, self._told.root)

    def _is_borne_out(self, run: ToldRun, without: ToldRun) -> bool:
        """Return whether all numbers are explained that a slip reaches, given the story without it."""
        for place, judged in run.judged.items():
            other = without.judged.get(place)
            if other is None:
                continue
            moved = ~agrees(judged.own, other.own) | ~agrees(judged.alone, other.alone)
            if (moved & (judged.open | judged.against)).any():
                return False
        return True

    def _solved(self, slip: Slip) -> str:
        """Return what is said of a number that is not on the sheet and came out wrong."""
        match slip.change:
            case Replaced(target, index, number) if slip.step is not None:
                exact = float(np.asarray(self._context.exact.step(slip.step).value(target))[index])
                name = address(target, index, self._context.program)
                return f"everything else agrees with {name} = {number:.4g}, where {exact:.4g} is right"
            case _:
                return ""

    def _of_open(self, place: Place, index: Index, recomputed: float) -> Verdict:
        """Return the verdict on a number that the best story leaves open."""
        self.findings.setdefault(id(place) ^ hash(index), Finding(None)).cells.append((*place, index))
        best = self._told.best
        near = [run for run in self._told.besides.get(place, []) if run.bits - best.bits < bits.POSSIBLE]
        known = [(run, run.slips[-1]) for run in near if run.slips[-1].is_known and self._is_borne_out(run, best)]
        explanations = self._explanations(place, index, known)
        facts: dict[str, Any] = {"recomputed": recomputed, "cut_short": self._told.cut_short}
        if not explanations:
            return self._verdict("wrong", place, index, **facts)
        digits = _digits_that_tell(explanations) or explanations[0].digits
        return self._verdict("ambiguous", place, index, **facts, explanations=explanations, digits=digits)

    def _explanations(self, place: Place, index: Index, known: list[tuple[ToldRun, Slip]]) -> tuple[Explanation, ...]:
        """Return the known mistakes that give a number, the likeliest first, each way of making them once."""
        answer = self._evidence.answers[place]
        exact = float(np.asarray(self._context.exact.step(place[0]).value(place[1]))[index])
        found: dict[str, Explanation] = {}
        for run, slip in known:
            judged = run.judged.get(place)
            if judged is None or judged.open[index]:
                continue
            value = float((judged.own if answer.near(judged.own)[index] else judged.alone)[index])
            if isinstance(slip.change, Miswritten) and slip.change.value is not None:
                value = slip.change.value
            digits = telling_digits(value, exact)
            one = Explanation(slip.mistakes, slip.details, value, digits, slip.line, slip.places)
            found.setdefault(one.sentence, one)
        return tuple(found.values())[:_MOST_EXPLANATIONS]

    def _following(
        self, place: Place, index: Index, *, recomputed: float, interval: tuple[float, float] | None = None
    ) -> Verdict:
        """Return the verdict on a number that follows from the earlier answers: `rounded`, or `carried` forward."""
        origins = self.origins((*place, index))
        return self._follows(place, index, origins, recomputed, interval, self._told.root)

    def _carried_past(self, place: Place, index: Index, value: float, recomputed: float) -> Verdict:
        """Return the verdict on a number that only the mistakes give, with no regard to what was written after them.

        So it can't be rounded: it is no consequence of the right numbers between.
        """
        origins = self._mistakes_behind((*place, index))
        return self._follows(place, index, origins, value, None, self._told.best)

    def _follows(
        self,
        place: Place,
        index: Index,
        origins: tuple[str, ...],
        recomputed: float,
        interval: tuple[float, float] | None,
        run: ToldRun,
    ) -> Verdict:
        trivial = ""
        if origins and place[0] in run.steps:
            found = run.before(place, own=interval is None and run is self._told.root)
            trivial = self._credit.reason(self._evidence.sheet, found, *place, index)
        kind = "carried" if origins else "rounded"
        facts = {"recomputed": recomputed, "interval": interval, "origins": origins, "trivial": trivial}
        return self._verdict(kind, place, index, **facts)

    def origins(self, cell: Cell) -> tuple[str, ...]:
        """Return the places of the mistakes that the nearest given answers behind an element are, or follow from."""
        found: dict[str, None] = {}
        for other in sorted(self._dependencies.direct(*cell)):
            verdict = self._verdicts.get(other) or self._misshapen.get(other[:2])
            if verdict is not None and other not in self._unused:
                found |= dict.fromkeys([verdict.place] if verdict.is_mistake else verdict.origins)
        return tuple(found)

    def _mistakes_behind(self, cell: Cell) -> tuple[str, ...]:
        """Return the places of the nearest mistakes behind an element, through all answers that are none."""
        found: dict[str, None] = {}
        seen: set[Cell] = set()
        pending = sorted(self._dependencies.direct(*cell))
        while pending:
            other = pending.pop(0)
            verdict = self._verdicts.get(other) or self._misshapen.get(other[:2])
            if other in seen or verdict is None:
                continue
            seen.add(other)
            if verdict.is_mistake and other not in self._unused:
                found[verdict.place] = None
            else:
                pending += sorted(self._dependencies.direct(*other))
        return tuple(found)

    def _verdict(self, kind: Any, place: Place, index: Index, **facts: Any) -> Verdict:
        if kind != "missing":
            exact = float(np.asarray(self._context.exact.step(place[0]).value(place[1]))[index])
            facts = {"written": self._evidence.written(place, index), "exact": exact, **facts}
        return Verdict(kind, *place, index, address(place[1], index, self._context.program), **facts)


def _digits_that_tell(explanations: tuple[Explanation, ...]) -> int | None:
    """Return how many significant digits tell the explanations apart; None where there is one, or none do."""
    values = sorted({explanation.value for explanation in explanations})
    found = [telling_digits(one, other) for one, other in zip(values, values[1:], strict=False)]
    return max((digits for digits in found if digits is not None), default=None)
