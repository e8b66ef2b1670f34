"""What each mistake makes of the numbers that an exercise asks for."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np

from nnstep.expr.array import Array
from nnstep.grading.asked_numbers import Asked
from nnstep.grading.baseline.true_run import TrueRun
from nnstep.grading.context import GradingContext
from nnstep.grading.diagnose.evidence import Evidence
from nnstep.grading.diagnose.proposals import slip_of
from nnstep.grading.diagnose.slip import InElements, Slip
from nnstep.grading.diagnose.teller import Teller
from nnstep.grading.diagnose.told_run import ToldRun
from nnstep.grading.diagnose.variants import Variant
from nnstep.grading.mistakes.kinds import ElementMistake, Mistake
from nnstep.grading.sheet.answer_sheet import Given, Index, Sheet
from nnstep.grading.sheet.written_arrays import WrittenArrays


@dataclass(frozen=True, slots=True, order=True)
class MadeMistake:
    """One way of making one mistake in one exercise."""

    id: str
    """The mistake's."""
    detail: str = ""
    """Which of several ways; may be empty."""
    place: str = ""
    """Where it is made, where there is more than one place."""

    @property
    def text(self) -> str:
        """The mistake, with where and how."""
        more = ", ".join(filter(None, (self.detail, self.place)))
        return f"{self.id} ({more})" if more else self.id


@dataclass(frozen=True, slots=True, eq=False)
class Fingerprints:
    """The asked numbers of one exercise: worked out rightly, and with each mistake."""

    right: Array
    """Shape (numbers,): one after the other as they are asked."""
    made: tuple[MadeMistake, ...]
    values: Array
    """Shape (ways, numbers); NaN where a mistake gives no number."""


def fingerprints_of(
    context: GradingContext, asked: Asked, mistakes: Collection[Mistake], only: Collection[MadeMistake] | None = None
) -> Fingerprints:
    """Return what mistakes make of the asked numbers, each made in every training step; of `only` some ways.

    Mistakes without digits of their own are left out: rounding on the way, constants that can be any number, and
    training steps counted wrongly.
    """
    teller = _teller(context, asked)
    base = teller.told(())
    found: list[tuple[MadeMistake, Array]] = []
    with np.errstate(all="ignore"):
        for way, made in ways_of(context, mistakes):
            if only is not None and way not in only:
                continue
            if isinstance(made, Variant):
                values = _of_variant(made, teller, base, asked)
            else:
                values = _values(teller.told((made,), base), asked)
            found.append((way, values))
    right = _values(base, asked)
    rows = np.array([values for _, values in found]).reshape(len(found), len(right))
    return Fingerprints(right, tuple(way for way, _ in found), rows)


def ways_of(context: GradingContext, mistakes: Collection[Mistake]) -> Iterator[tuple[MadeMistake, Variant | Slip]]:
    """Yield every way of making some mistakes in an exercise."""
    for mistake in mistakes:
        for variant in context.variants.ways_of(mistake):
            if variant.is_exact:
                yield MadeMistake(mistake.id, variant.details[0], variant.places[0]), variant
    in_elements = {mistake for mistake in mistakes if isinstance(mistake, ElementMistake)}
    for line in context.variants.lines if in_elements else ():
        for index in np.ndindex(context.program.shapes[line.target]):
            for mistake, detail, reworked in context.element_ways(1, line, index):
                if mistake in in_elements:
                    place = f"in {line.target}[{','.join(map(str, index))}]"
                    change = InElements(reworked, (index,), scalar=True)
                    yield MadeMistake(mistake.id, detail, place), Slip(change, 0.0, (mistake,), (detail,), (place,))


def _teller(context: GradingContext, asked: Asked) -> Teller:
    """Return what tells runs of the asked training steps beside a sheet on which nothing is written."""
    nothing = {}
    for step, id in {step: (step, id) for step, id in asked}.values():
        blank = Given(id, context.program.shapes_in(step - 1)[id])
        nothing[step, id] = WrittenArrays.of(step, blank, context.tolerance, single=False)
    return Teller(context, Evidence(Sheet("", {}), nothing, {}, {}, None))


def _of_variant(variant: Variant, teller: Teller, base: ToldRun, asked: Asked) -> Array:
    if variant.program is None:
        return _values(teller.told((slip_of(variant, None),), base), asked)
    run, found = TrueRun(variant.program), []
    for (step, id), indices in asked.items():
        values = run.step(step * variant.steps)
        found.append(_numbers(values.after.get(id, values.before.get(id)), indices))
    return np.concatenate(found)


def _values(run: ToldRun, asked: Asked) -> Array:
    """Return the asked numbers of a run, one after the other."""
    found = []
    given = {step: state.alone for step, state in run.steps.items()}
    results = {step: {target: value for target, value, _ in state.results} for step, state in run.steps.items()}
    for (step, id), indices in asked.items():
        value = results[step].get(id, given[step].get(id)) if step in results else None
        found.append(_numbers(value, indices))
    return np.concatenate(found)


def _numbers(value: object, indices: tuple[Index, ...]) -> Array:
    """Return some elements; NaN where there is no such value, or it has another shape."""
    array = np.asarray(value, dtype=np.float64)
    try:
        return np.array([array[index] for index in indices])
    except IndexError:
        return np.full(len(indices), np.nan)
