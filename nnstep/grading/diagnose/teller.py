"""Tells a run as a story has it: from training step to training step, beside the sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from nnstep.engine.fastpath.build import FastPath
from nnstep.expr.array import Array
from nnstep.grading.baseline.compiled_ops import CompiledOp
from nnstep.grading.baseline.rounding import RoundingIntervals
from nnstep.grading.baseline.true_run import TrueRun, entered
from nnstep.grading.context import GradingContext
from nnstep.grading.diagnose import bits
from nnstep.grading.diagnose.evidence import Evidence
from nnstep.grading.diagnose.plan import Plan, plan_of
from nnstep.grading.diagnose.slip import Miswritten, Reworked, Slip
from nnstep.grading.diagnose.told_run import Judged, Mask, Place, StepState, ToldRun, agrees
from nnstep.grading.diagnose.variants import Variant
from nnstep.grading.sheet.written_arrays import WrittenArrays

_MOST_LOOPED = 400
"""So many training steps without an answer are gone through one by one; beyond, by generated code, where that can."""
_BUILD_WORK = 10_000
"""Generating code for other operations takes as long as so many operations."""


class Teller:
    """Tells stories of one sheet."""

    def __init__(self, context: GradingContext, evidence: Evidence) -> None:
        self._context = context
        self.evidence = evidence
        answers = evidence.answers
        self._lines = context.variants.lines
        self._targets = frozenset(line.target for line in self._lines)
        self.days = sorted({step for step, _ in answers}) or [1]
        """The training steps that have answers."""
        self.work = 0
        """How many operations were run so far."""
        self._fast: dict[tuple[str, ...], FastPath] = {}
        self._others = context.other_runs

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
        more is explained there; with `ending`, in any case. `closely` goes into the rounding of what is worked out on the way.
        """
        with np.errstate(all="ignore"):
            for slip in slips:
                if isinstance(slip.change, Reworked) and slip.change.variant.is_elsewhere:
                    return self._elsewhere(slips, slip.change.variant)
            if base is not None and until is not None and not ending:
                probe = _Telling(self, slips, closely=False, ending=True)
                if not probe.finds_more(base, until):
                    return probe.told
            return _Telling(self, slips, closely=closely, ending=ending).run(base, until)

    def _elsewhere(self, slips: tuple[Slip, ...], variant: Variant) -> ToldRun:
        """Return the story of another run, which nothing of the sheet can be put into."""
        telling = _Telling(self, slips, closely=False)
        for step, id in self.answers:
            value = self._value_elsewhere(variant, step, id)
            if variant.shift and self.right((step, id))[self.answers[step, id].given].all():
                value = np.asarray(self._context.exact.step(step).value(id))  # too many or too few steps come after it
            telling.compare((step, id), value)
        return telling.told

    def _value_elsewhere(self, variant: Variant, step: int, id: str) -> Array:
        shape = self._context.program.shapes_in(step - 1)[id]
        if variant.program is None:
            at = step + variant.shift
            values = self._context.exact.step(1).before if at < 1 else self._context.exact.step(at).after
        else:
            if variant not in self._others:
                self._others[variant] = TrueRun(variant.program)
            other = self._others[variant].step(step * variant.steps)
            values = {**other.before, **other.after}
            self.work += len(self._lines) * variant.steps
        value = np.asarray(values.get(id, np.nan))
        return value if value.shape == shape else np.full(shape, np.nan)

    # What a telling asks of its teller.

    @property
    def context(self) -> GradingContext:
        """The exercise."""
        return self._context

    @property
    def lines(self) -> tuple[CompiledOp, ...]:
        """The exercise's own operations."""
        return self._lines

    @property
    def answers(self) -> Mapping[Place, WrittenArrays]:
        """The sheet."""
        return self.evidence.answers

    @property
    def targets(self) -> frozenset[str]:
        """What operations give."""
        return self._targets

    def right(self, place: Place) -> Mask:
        """Return which numbers are right in themselves."""
        return self.evidence.right[place]

    def carried_on(self, values: Mapping[str, Any], plan: Plan, done: int, step: int) -> dict[str, Any]:
        """Return everything after training step `step`, run on from the end of step `done`."""
        program = self._context.program
        plain = plan.first >= len(self._lines) and not plan.feeds
        if not plain and (plan.elements or plan.numbers or plan.after or plan.feeds or plan.reads_previous):
            raise NotTold
        key = tuple(line.code.co_code.hex() + str(line.code.co_names) + str(line.code.co_consts) for line in plan.lines)
        key = () if plain else key
        if key not in self._fast:
            ops = program.ops
            if not plain:
                if len(plan.lines) != len(ops):
                    raise NotTold
                by_target = {op.target: op for op in ops}
                try:
                    ops = tuple(replace(by_target[line.target], expression=line.expression) for line in plan.lines)
                except KeyError:
                    raise NotTold from None
            self._fast[key] = FastPath(replace(program, ops=ops))
            self.work += _BUILD_WORK
        fast = self._fast[key]
        fast.start({id: np.asarray(values[id]) for id in program.parameters}, {})
        fast.run(done, step, [])
        self.work += step - done
        return {id: np.array(value) for id, value in fast.values().items() if id in values}


class NotTold(Exception):  # noqa: N818 - no error: this story can't be told over so many training steps
    """Raised where a story would have to be gone through step by step for too long."""


class _Telling:
    """One run being told."""

    def __init__(self, teller: Teller, slips: tuple[Slip, ...], *, closely: bool, ending: bool = False) -> None:
        self._teller = teller
        self._context = teller.context
        self._slips = slips
        self._run = ToldRun(slips)
        self._plans: dict[bool | int, Plan] = {}
        self._closely = closely
        self._ending = ending
        self._probing = False
        self._intervals: dict[bool, RoundingIntervals] = {}

    def finds_more(self, base: ToldRun, until: Place) -> bool:
        """Return whether a story explains more at a place than `base`, looking at nothing else."""
        self._probing, opened = True, base.judged[until].open
        self.run(base, until)
        self._run.is_whole = False
        found = self._found
        return found is not None and bool((opened & found).any())

    def run(self, base: ToldRun | None, until: Place | None) -> ToldRun:
        """Tell it."""
        first = self._first_step
        steps = self._steps(first)
        begin = steps[0]
        if base is not None and not self._closely and base.steps and min(base.steps) == begin:
            begin = self._taken_over(base, steps)
        last: int | None = max((step for step in self._run.steps if step < begin), default=None)
        alone, own = ({}, {}) if last is None else self._left(last)
        try:
            for step in steps:
                if step < begin:
                    continue
                constants = self._plan(step).constants
                if step not in self._run.steps:
                    alone, own = self._entered(step, last, alone, own)
                    alone, own = {**alone, **constants}, {**own, **constants}
                    self._run.steps[step] = StepState(dict(alone), dict(own), self._plan(step))
                    self._given(step, alone, own)
                    done = 0
                else:
                    alone, own, done = self._resumed(step)
                    alone |= constants
                    own |= constants
                if not self._go_through(step, alone, own, done, until, base):
                    self._run.is_whole = False
                    break
                last = step
        except NotTold:
            self._run.is_whole = False
        return self._run

    @property
    def _first_step(self) -> int:
        """The training step that the story begins in."""
        every = any(slip.step is None for slip in self._slips if not isinstance(slip.change, Miswritten))
        return 1 if every or self._teller.evidence.hidden is not None else self._teller.days[0]

    def _steps(self, first: int) -> list[int]:
        """Return the training steps that are gone through one by one."""
        days = self._teller.days
        return days if first >= days[0] else [first, *days] if first not in days else days

    def _plan(self, step: int) -> Plan:
        special = step if any(slip.step == step for slip in self._slips) or step == 1 else False
        if special not in self._plans:
            self._plans[special] = plan_of(self._teller.lines, self._slips, step)
        return self._plans[special]

    def _taken_over(self, base: ToldRun, steps: list[int]) -> int:
        """Take over what is the same without the last slip, and return the training step in which that ends."""
        slip = self._slips[-1]
        begin = slip.step if slip.step is not None else steps[0]
        for step, state in base.steps.items():
            if step < begin:
                self._run.steps[step] = state
        self._run.judged |= {place: judged for place, judged in base.judged.items() if place[0] < begin}
        state = base.steps.get(begin)
        done = plan_of(self._teller.lines, [slip], begin).first
        if state is not None and 0 < done <= len(state.results):
            fresh = StepState(state.alone, state.own, self._plan(begin), state.results[:done])
            self._run.steps[begin] = fresh
            targets = {target for target, _, _ in fresh.results}
            for place, judged in base.judged.items():
                if place[0] == begin and (place[1] in targets or place[1] not in self._teller.targets):
                    self._run.judged[place] = judged
        return begin

    def _resumed(self, step: int) -> tuple[dict[str, Any], dict[str, Any], int]:
        state = self._run.steps[step]
        alone, own = dict(state.alone), dict(state.own)
        for target, one, other in state.results:
            alone[target], own[target] = one, other
        return alone, own, len(state.results)

    def _left(self, step: int) -> tuple[dict[str, Any], dict[str, Any]]:
        alone, own, _ = self._resumed(step)
        return alone, own

    def _entered(
        self, step: int, last: int | None, alone: dict[str, Any], own: dict[str, Any]
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        plan = self._plan(step)
        if last is None:
            values = {**self._context.exact.step(step).before, **(plan.start if step == 1 else {})}
            if plan.feeds is not None:
                values |= plan.feeds(step - 1)
            return values, dict(values)
        if step > last + 1:
            between = self._plan(last + 1)
            if between.first >= len(self._teller.lines) and self._is_true(alone):
                alone = {**alone, **self._context.exact.step(step - 1).after}
            else:
                alone = self._between(alone, between, last, step - 1)
            own = self._between(own, between, last, step - 1)
        return self._started(step, plan, alone), self._started(step, plan, own)

    def _is_true(self, _values: dict[str, Any]) -> bool:
        return not self._slips and not any(judged.is_open for judged in self._run.judged.values())

    def _between(self, values: dict[str, Any], plan: Plan, done: int, step: int) -> dict[str, Any]:
        """Return everything after training step `step`, where those after `done` have no answers."""
        plain = plan.first >= len(self._teller.lines) and not plan.feeds
        if plain or step - done > _MOST_LOOPED:
            return {**values, **self._teller.carried_on(values, plan, done, step)}
        for number in range(done + 1, step + 1):
            values = {**self._started(number, plan, values), **plan.constants}
            for line in plan.lines:
                values[line.target] = self._value(plan, line, values, number)
        return values

    def _started(self, step: int, plan: Plan, earlier: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a training step starts from when the one before left `earlier` behind."""
        program = self._context.program
        moved = {line.target for line in plan.lines if line.target in program.start} | {*plan.start}
        parameters = {id: earlier[id] for id in (*program.parameters, *moved) if id in earlier}
        previous = earlier if plan.reads_previous else {}
        values = entered(program, step - 1, parameters, previous)
        if plan.feeds is not None:
            values |= plan.feeds(step - 1)
        return values

    def _given(self, step: int, alone: dict[str, Any], own: dict[str, Any]) -> None:
        """Hold what no operation gives, such as the input, against the sheet."""
        for (number, id), answer in self._teller.answers.items():
            if number == step and id not in self._teller.targets:
                self._hold(answer, alone, own)

    def _go_through(
        self,
        step: int,
        alone: dict[str, Any],
        own: dict[str, Any],
        done: int,
        until: Place | None,
        base: ToldRun | None,
    ) -> bool:
        """Go through the operations of a training step; return whether it is worth going on."""
        plan, state = self._plan(step), self._run.steps[step]
        results = state.results
        apart = any(one[1] is not one[2] for one in results) or any(
            alone.get(id) is not own.get(id) for id in self._context.program.parameters
        )
        apart = apart or any(place[0] <= step for place in self._run.judged)
        held = {target for target, _, _ in results}
        for line in plan.lines[done:]:
            target = line.target
            value = self._value(plan, line, alone, step)
            alone[target] = value
            own[target] = self._value(plan, line, own, step) if apart else value
            answer = self._teller.answers.get((step, target))
            ends = self._ending and answer is not None and base is not None and (step, target) == until
            if ends and self._probing:
                more = self._explained(answer, alone, own)
                self._found = more if self._found is None else self._found | more
                if sum(other.target == target for other in plan.lines) == 1:
                    return False
            if self._probing:
                self._pass(answer, alone, own, base)
                apart = apart or answer is not None
            elif answer is not None and target not in held:
                apart = True
                self._hold(answer, alone, own)
            elif answer is not None:
                self._hold_again(answer, alone, own)
            held.add(target)
            results.append((target, alone[target], own[target]))
            if ends and not self._probing:
                return False
        return True

    _found: Mask | None = None

    def _pass(
        self, answer: WrittenArrays | None, alone: dict[str, Any], own: dict[str, Any], base: ToldRun | None
    ) -> None:
        """Go on with the person's numbers, without a look at what explains them."""
        if answer is None or base is None or np.shape(own[answer.id]) != answer.number.shape:
            return
        miswritten = self._plan(answer.step).miswritten.get(answer.id, ())
        own[answer.id] = (
            self._meant(answer, own[answer.id], miswritten) if miswritten else answer.laid_over(own[answer.id])
        )
        judged = base.judged.get((answer.step, answer.id))
        if judged is not None and judged.open.any():
            alone[answer.id] = np.where(judged.open, answer.number, alone[answer.id])

    def _explained(self, answer: WrittenArrays, alone: dict[str, Any], own: dict[str, Any]) -> Mask:
        """Return which numbers of a quantity are explained."""
        mine, theirs = np.asarray(own[answer.id]), np.asarray(alone[answer.id])
        found = np.zeros(answer.number.shape, dtype=bool)
        if mine.shape != found.shape or theirs.shape != found.shape:
            return found
        for index in self._plan(answer.step).miswritten.get(answer.id, ()):
            found[index] = True
        for value in (mine, theirs):
            found |= answer.near(value) | answer.loose(value)
        return found

    def _value(self, plan: Plan, line: CompiledOp, values: dict[str, Any], step: int) -> Array:
        """Return what an operation gives: the right value where the mistake can't be made, as in the first step.

        A mistake that mixes batches of different sizes, as before an epoch's smaller last one, gives no numbers. Nor
        does one that trains what has no state of the optimizer, such as frozen biases.
        """
        self._teller.work += 1
        hidden = self._teller.evidence.hidden
        try:
            value = plan.value(self._context.compiler, line, values)
            if hidden is not None and (step, line.target) not in self._teller.answers:
                value = hidden.rounded(value)
            return value
        except NameError:
            right = next((own for own in self._teller.lines if own.target == line.target), None)
            if right is None or not all(id in values for id in right.reads):
                return np.full(np.shape(values.get(line.target, 0.0)), np.nan)
            return self._context.compiler.value(right.code, values)
        except (ValueError, IndexError):  # as NumPy says of shapes that do not fit
            return np.full(self._context.program.shapes_in(step - 1)[line.target], np.nan)

    def _hold_again(self, answer: WrittenArrays, alone: dict[str, Any], own: dict[str, Any]) -> None:
        """Hold a second value of a quantity against the sheet, as of an error after the update: the better one counts."""
        place = answer.step, answer.id
        before, first, second = self._run.judged[place], alone[answer.id], own[answer.id]
        self._hold(answer, alone, own)
        if self._run.judged[place].bits > before.bits:
            self._run.judged[place] = before
        elif self._run.judged[place].bits == before.bits:
            alone[answer.id], own[answer.id] = first, second

    @property
    def told(self) -> ToldRun:
        """What was told so far."""
        return self._run

    def compare(self, place: Place, value: Array) -> None:
        """Hold a value against the sheet that nothing else is computed from."""
        answer = self._teller.answers[place]
        self._run.judged[place] = self._judged(place, answer, value, value, ())

    def _hold(self, answer: WrittenArrays, alone: dict[str, Any], own: dict[str, Any]) -> None:
        """Hold a quantity against the sheet, and go on with the person's numbers."""
        place = answer.step, answer.id
        mine, theirs = np.asarray(own[answer.id]), np.asarray(alone[answer.id])
        if mine.shape != answer.number.shape or theirs.shape != answer.number.shape:
            mine = theirs = np.full(answer.number.shape, np.nan)
        miswritten = self._plan(answer.step).miswritten.get(answer.id, ())
        judged = self._judged(place, answer, mine, theirs, miswritten)
        self._run.judged[place] = judged
        own[answer.id] = answer.laid_over(mine) if not miswritten else self._meant(answer, mine, miswritten)
        if judged.open.any():
            alone[answer.id] = np.where(judged.open, answer.number, theirs)

    def _meant(self, answer: WrittenArrays, mine: Array, miswritten: tuple[Any, ...]) -> Array:
        return answer.laid_over(answer.rounded(mine), miswritten)

    def _judged(
        self, place: Place, answer: WrittenArrays, own: Array, alone: Array, miswritten: tuple[Any, ...]
    ) -> Judged:
        strict = answer.near(own)
        if alone is not own:
            strict |= answer.near(alone)
        rest = answer.given & ~strict
        nothing = np.zeros(rest.shape, dtype=bool)
        if not rest.any():
            return Judged(own, alone, nothing, nothing, strict, 0.0)
        right, exact = self._teller.right(place), np.asarray(self._context.exact.step(place[0]).value(place[1]))
        rest = rest & ~(right & agrees(alone, exact))
        loose = rest & (answer.loose(own) | answer.loose(alone))
        total = bits.LOOSE * float(loose.sum())
        rest = rest & ~loose
        if not rest.any():
            return Judged(own, alone, nothing, nothing, strict, total)
        surprise = np.minimum(answer.surprise(own), answer.surprise(alone))
        if miswritten:
            total += self._miswritten_bits(place, surprise)
            rest = np.array(rest)
            for index in miswritten:
                rest[index] = False
        interval = allowed = None
        unknown = bits.SLIP + bits.UNKNOWN + bits.of_choice(float(answer.given.sum())) + surprise
        if self._closely and rest.any():
            interval = self._interval(place)
            if interval is not None:
                cost, inside = _held_in(answer, interval)
                # What allows as many numbers as a slip would is hardly an explanation.
                explained = rest & inside & (cost < unknown)
                total += float(cost[explained].sum())
                rest = rest & ~explained
                wide = self._interval(place, in_any_order=True) if rest.any() else None
                if wide is not None:
                    cost, inside = _held_in(answer, wide)
                    allowed = rest & inside
                    unknown = np.where(allowed, np.fmin(cost, unknown), unknown)
                    interval = tuple(np.where(allowed, w, t) for w, t in zip(wide, interval, strict=True))
        against = rest & right
        opened = rest & ~against
        total += bits.AGAINST * float(against.sum())
        if opened.any():
            total += float(unknown[opened].sum())
        return Judged(own, alone, opened, against, strict, total, allowed, interval)

    def _miswritten_bits(self, place: Place, surprise: Array) -> float:
        """Return what numbers cost that are miswritten in no known way."""
        found = 0.0
        for slip in self._slips:
            if isinstance(slip.change, Miswritten) and (slip.step, slip.change.target) == place and not slip.is_known:
                found += sum(float(surprise[index]) for index in slip.change.indices)
        return found

    def _interval(self, place: Place, *, in_any_order: bool = False) -> tuple[Array, Array] | None:
        if in_any_order not in self._intervals:
            evidence = self._teller.evidence
            self._intervals[in_any_order] = RoundingIntervals(
                self._context,
                evidence.answers,
                self._plan,
                self._teller.days[0],
                evidence.precision,
                in_any_order=in_any_order,
            )
        interval = self._intervals[in_any_order].of(*place)
        return None if interval is None else (interval.low, interval.high)


def _held_in(answer: WrittenArrays, interval: tuple[Array, Array]) -> tuple[Array, Mask]:
    """Return how many bits it takes to say where in an interval a number lies, and whether it lies there.

    What has no bounds, as where a divisor may be 0, allows any number.
    """
    low, high = interval
    unbounded = np.isnan(low) | np.isnan(high)
    cost = np.where(unbounded, np.inf, np.log2(1 + (high - low) / answer.unit))
    inside = (low - answer.half <= answer.middle) & (answer.middle <= high + answer.half)
    return cost, np.asarray(inside | unbounded)
