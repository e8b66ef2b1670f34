"""Tells the runs that stories of a sheet have: of the exercise with slips, or of another run altogether."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from nnstep.expr.array import Array
from nnstep.grading.baseline.true_run import TrueRun
from nnstep.grading.context import GradingContext
from nnstep.grading.diagnose.evidence import Evidence
from nnstep.grading.diagnose.slip import Reworked, Slip
from nnstep.grading.diagnose.telling.judging import Judging
from nnstep.grading.diagnose.telling.one_run import Telling
from nnstep.grading.diagnose.telling.workings import Workings
from nnstep.grading.diagnose.told_run import Place, ToldRun
from nnstep.grading.diagnose.variants import Variant
from nnstep.grading.sheet.written_arrays import WrittenArrays


class Teller:
    """Tells stories of one sheet."""

    def __init__(self, context: GradingContext, evidence: Evidence) -> None:
        self._context = context
        self._workings = Workings(context, evidence)
        self.evidence = evidence
        self.answers: Mapping[Place, WrittenArrays] = evidence.answers
        """The sheet."""
        self.days = self._workings.days
        """The training steps that have answers."""
        self.around: list[tuple[Slip, ...]] = []
        """The stories that came so near to a number that another habit of rounding may explain it."""

    @property
    def work(self) -> int:
        """How many operations were run so far."""
        return self._workings.work

    @work.setter
    def work(self, work: int) -> None:
        self._workings.work = work

    def told(
        self,
        slips: tuple[Slip, ...],
        base: ToldRun | None = None,
        *,
        until: Place | None = None,
        ending: bool = False,
        closely: bool = False,
    ) -> ToldRun:
        """Return the run of a story.

        `base` is the run of the same story without its last slip. With `until` it ends at that place where no number
        more is explained there; with `ending`, in any case. `closely` goes into the rounding of what is worked out on
        the way.
        """
        with np.errstate(all="ignore"):
            for slip in slips:
                if isinstance(slip.change, Reworked) and slip.change.variant.is_elsewhere:
                    return self._elsewhere(slips, slip, slip.change.variant, closely=closely)
            if base is not None and until is not None and not ending:
                found, probed = Telling(self._workings, slips, base, ends_at=until).probe(base, until)
                if not found.finds_more:
                    if found.comes_around:
                        self.around.append(slips)
                    if not found.comes_near or self.evidence.precision is None:
                        return probed
                    closely = True
            return Telling(self._workings, slips, base, ends_at=until if ending else None, closely=closely).run()

    def _elsewhere(self, slips: tuple[Slip, ...], elsewhere: Slip, variant: Variant, *, closely: bool) -> ToldRun:
        """Return the story of another run, which nothing of the sheet can be put into.

        With other slips it stands for what these leave open.
        """
        others = tuple(slip for slip in slips if slip is not elsewhere)
        run, judging = ToldRun(slips), Judging(self._workings, slips)
        if others:
            told = self.told(others, closely=closely)
            run = replace(told, slips=slips, judged=dict(told.judged))
        for (step, id), answer in self.answers.items():
            if others and not run.judged[step, id].is_open:
                continue
            value = self._value_elsewhere(variant, step, id)
            if variant.shift and self._are_right(step, updated=id in self._context.program.parameters):
                value = np.asarray(self._context.exact.step(step).value(id))  # too many or too few steps come after it
            judged = judging.judged(answer, value, value)
            if not others or judged.bits < run.judged[step, id].bits:
                run.judged[step, id] = judged
        return run

    def _are_right(self, step: int, *, updated: bool) -> bool:
        """Return whether all that a training step has updated, or all that it worked out before, is right."""
        parameters = self._context.program.parameters
        return all(
            self._workings.evidence.right[place][answer.given].all()
            for place, answer in self.answers.items()
            if place[0] == step and (place[1] in parameters) == updated
        )

    def _value_elsewhere(self, variant: Variant, step: int, id: str) -> Array:
        shape = self._context.program.shapes_in(step - 1)[id]
        if variant.program is None:
            at = step + variant.shift
            values = self._context.exact.step(1).before if at < 1 else self._context.exact.step(at).after
        else:
            others = self._context.other_runs
            if variant not in others:
                others[variant] = TrueRun(variant.program)
            other = others[variant].step(step * variant.steps)
            values = {**other.before, **other.after}
            self._workings.work += len(self._workings.lines) * variant.steps
        value = np.asarray(values.get(id, np.nan))
        return value if value.shape == shape else np.full(shape, np.nan)
