"""Tells one run: from training step to training step, operation by operation, beside the sheet."""

from __future__ import annotations

import numpy as np

from nnstep.grading.diagnose.plan import Plan, plan_of
from nnstep.grading.diagnose.slip import Miswritten, Slip
from nnstep.grading.diagnose.telling.judging import Judging
from nnstep.grading.diagnose.telling.meeting import Holding, Probing, Values
from nnstep.grading.diagnose.telling.workings import NotTold, Workings
from nnstep.grading.diagnose.told_run import Place, StepState, ToldRun
from nnstep.grading.sheet.answer_sheet import Index
from nnstep.grading.sheet.written_arrays import WrittenArrays


class Telling:
    """One run being told."""

    def __init__(
        self,
        workings: Workings,
        slips: tuple[Slip, ...],
        base: ToldRun | None = None,
        *,
        ends_at: Place | None = None,
        closely: bool = False,
    ) -> None:
        """Prepare; `base` is the run without the last slip, and `closely` says to go into the rounding on the way."""
        self._workings = workings
        self._context = workings.context
        self._slips = slips
        self._base = None if closely else base
        self._ends_at = ends_at if base is not None else None
        self._run = ToldRun(slips)
        self._plans: dict[bool | int, Plan] = {}
        judging = Judging(workings, slips, self._plan if closely else None)
        self._holding = Holding(judging, self._run.judged)
        self._probing: Probing | None = None

    def probe(self, base: ToldRun, place: Place) -> tuple[Probing, ToldRun]:
        """Return what a story explains at a place, looking at nothing else, and how far it went."""
        probing = Probing(base, place)
        self._probing = probing
        self.run()
        self._run.is_whole = False
        return probing, self._run

    def run(self) -> ToldRun:
        """Tell it."""
        steps = self._steps()
        begin = steps[0]
        if self._base is not None and self._base.steps and min(self._base.steps) == begin:
            begin = self._taken_over(self._base, begin)
        last = max((step for step in self._run.steps if step < begin), default=None)
        alone, own = ({}, {}) if last is None else self._resumed(last)
        try:
            for step in (step for step in steps if step >= begin):
                begun = step in self._run.steps
                alone, own = self._resumed(step) if begun else self._entered(step, last, alone, own)
                constants = self._plan(step).constants
                alone, own = {**alone, **constants}, {**own, **constants}
                if not begun:
                    self._run.steps[step] = StepState(dict(alone), dict(own), self._plan(step))
                    self._hold_given(step, alone, own)
                if not self._go_through(step, alone, own):
                    self._run.is_whole = False
                    break
                self._hold_left_out(step, alone, own)
                last = step
        except NotTold:
            self._run.is_whole = False
        return self._run

    def _steps(self) -> list[int]:
        """Return the training steps that are gone through one by one, from the one that the story begins in."""
        days = self._workings.days
        every = any(slip.step is None for slip in self._slips if not isinstance(slip.change, Miswritten))
        first = 1 if every or self._workings.evidence.hidden is not None else days[0]
        return days if first >= days[0] else [first, *days]

    def _plan(self, step: int) -> Plan:
        special = step if any(slip.step == step for slip in self._slips) or step == 1 else False
        if special not in self._plans:
            self._plans[special] = plan_of(self._workings.lines, self._slips, step)
        return self._plans[special]

    def _taken_over(self, base: ToldRun, first: int) -> int:
        """Take over what is the same without the last slip, and return the training step in which that ends."""
        slip = self._slips[-1]
        begin = slip.step if slip.step is not None else first
        for step, state in base.steps.items():
            if step < begin:
                self._run.steps[step] = state
        self._run.judged.update((place, judged) for place, judged in base.judged.items() if place[0] < begin)
        begun = base.steps.get(begin)
        done = plan_of(self._workings.lines, [slip], begin).first
        if begun is not None and 0 < done <= len(begun.results):
            fresh = StepState(begun.alone, begun.own, self._plan(begin), begun.results[:done])
            self._run.steps[begin] = fresh
            targets = {target for target, _, _ in fresh.results}
            for place, judged in base.judged.items():
                if place[0] == begin and (place[1] in targets or place[1] not in self._workings.targets):
                    self._run.judged[place] = judged
        return begin

    def _resumed(self, step: int) -> tuple[Values, Values]:
        """Return everything as the operations that were gone through leave it."""
        state = self._run.steps[step]
        alone, own = dict(state.alone), dict(state.own)
        for target, one, other in state.results:
            alone[target], own[target] = one, other
        return alone, own

    def _entered(self, step: int, last: int | None, alone: Values, own: Values) -> tuple[Values, Values]:
        """Return what a training step starts from, where `last` is the one gone through before."""
        plan = self._plan(step)
        if last is None:
            values = {**self._context.exact.step(step).before, **(plan.start if step == 1 else {})}
            if plan.feeds is not None:
                values |= plan.feeds(step - 1)
            return values, dict(values)
        if step > last + 1:
            between = self._plan(last + 1)
            if self._workings.is_plain(between) and self._is_true():
                alone = {**alone, **self._context.exact.step(step - 1).after}
            else:
                alone = self._workings.between(alone, between, last, step - 1)
            own = self._workings.between(own, between, last, step - 1)
        return self._workings.started(step, plan, alone), self._workings.started(step, plan, own)

    def _is_true(self) -> bool:
        """Return whether nothing is done otherwise than the exercise asks."""
        return not self._slips and not any(judged.is_open for judged in self._run.judged.values())

    def _hold_given(self, step: int, alone: Values, own: Values) -> None:
        """Hold what no operation gives, such as the input, against the sheet."""
        targets = {line.target for line in self._plan(step).lines} | self._workings.targets
        for (number, id), answer in self._workings.evidence.answers.items():
            if number == step and id not in targets:
                self._holding.meet(answer, alone, own, self._miswritten(step, id))

    def _hold_left_out(self, step: int, alone: Values, own: Values) -> None:
        """Hold what the exercise computes and the story does not, such as a velocity, against nothing."""
        if self._probing is not None or not self._plan(step).leaves_out:
            return
        for (number, id), answer in self._workings.evidence.answers.items():
            if number == step and id in self._plan(step).leaves_out:
                alone[id] = own[id] = np.full(answer.number.shape, np.nan)
                self._holding.meet(answer, alone, own, ())

    def _go_through(self, step: int, alone: Values, own: Values) -> bool:
        """Go through the operations of a training step that are left; return whether it is worth going on."""
        plan, results = self._plan(step), self._run.steps[step].results
        apart = self._is_apart(step, alone, own)
        for number, line in enumerate(plan.lines[len(results) :], len(results)):
            target = line.target
            value = self._workings.value(plan, line, alone, step)
            alone[target] = value
            own[target] = self._workings.value(plan, line, own, step) if apart else value
            answer = self._workings.evidence.answers.get((step, target))
            if answer is not None and not (self._comes_again(plan, number) and not answer.fits(own[target], value)):
                apart = True
                self._meet(answer, alone, own)
            results.append((target, alone[target], own[target]))
            if answer is not None and (step, target) == self._ends_at and self._is_done_with(target, plan):
                return False
        return True

    def _comes_again(self, plan: Plan, number: int) -> bool:
        """Return whether an operation after `number`, from 0, gives the same quantity once more."""
        target = plan.lines[number].target
        return target in plan.twice and any(line.target == target for line in plan.lines[number + 1 :])

    def _meet(self, answer: WrittenArrays, alone: Values, own: Values) -> None:
        miswritten = self._miswritten(answer.step, answer.id)
        if self._probing is not None:
            self._probing.meet(answer, alone, own, miswritten)
        elif (answer.step, answer.id) in self._run.judged:
            self._holding.meet_again(answer, alone, own, miswritten)
        else:
            self._holding.meet(answer, alone, own, miswritten)

    def _miswritten(self, step: int, id: str) -> tuple[Index, ...]:
        return self._plan(step).miswritten.get(id, ())

    def _is_apart(self, step: int, alone: Values, own: Values) -> bool:
        """Return whether the person's own numbers can differ, in a training step, from what the slips alone give."""
        return (
            any(one is not other for _, one, other in self._run.steps[step].results)
            or any(alone.get(id) is not own.get(id) for id in self._context.program.parameters)
            or any(place[0] <= step for place in self._run.judged)
        )

    def _is_done_with(self, target: str, plan: Plan) -> bool:
        """Return whether enough was seen of where to end; a probe looks at every value of a quantity."""
        return self._probing is None or target not in plan.twice
