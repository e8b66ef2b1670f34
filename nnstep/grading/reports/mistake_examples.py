"""What a mistake does to the numbers of an exercise: the first number that it changes, right and mistaken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

import numpy as np

from nnstep.expr.array import Array
from nnstep.grading.baseline.true_run import TrueRun
from nnstep.grading.context import GradingContext
from nnstep.grading.diagnose.evidence import evidence_of
from nnstep.grading.diagnose.proposals import slip_of
from nnstep.grading.diagnose.slip import InElements, Slip
from nnstep.grading.diagnose.teller import Teller
from nnstep.grading.diagnose.told_run import Place
from nnstep.grading.diagnose.variants import Variant
from nnstep.grading.mistakes.kinds import ElementMistake, HandMistake, Mistake
from nnstep.grading.sheet.answer_sheet import Given, Index, Sheet
from nnstep.grading.sheet.written_numbers import Written
from nnstep.program.program import Program

_STEPS = (1, 2)
"""The training steps in which an example is looked for."""
_CONSTANT = 2.0
"""What a constant is in an example that can be any number."""
_SAME = 1e-9
"""Numbers that differ by less, relatively, may do so by the rounding of their calculation."""
_DIGITS = 6
"""Significant digits of a number that is written down."""


@dataclass(frozen=True, slots=True)
class MistakeExample:
    """One number of an exercise as it should be, and as it is with a mistake."""

    step: int
    id: str
    index: Index
    right: float
    mistaken: float
    written: str = ""
    """What stands on the sheet, where the mistake is made in writing it down."""
    line: str = ""
    """The NumPy line that is computed, where one alone is another."""
    own_line: str = ""
    """The exercise's own line in its place."""


class ExampleExercise:
    """An exercise in which examples of mistakes are looked for."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._context = GradingContext(program)
        self._steps = tuple(step for step in _STEPS if step <= program.schedule.steps)
        self._order = [op.target for op in program.ops]
        self._errors = {op.target for op in program.ops if op.phase == "error"}

    @cached_property
    def _right(self) -> dict[Place, Array]:
        """All results in the order in which they are worked out."""
        exact = self._context.exact
        return {(step, id): np.asarray(exact.step(step).value(id)) for step in self._steps for id in self._order}

    @cached_property
    def _teller(self) -> Teller:
        """Of a sheet on which everything is right: what a slip alone gives does not depend on it."""
        answers = {}
        for place, value in self._right.items():
            if np.isfinite(value).all():
                given = Given(place[1], value.shape)
                given.cells = {index: _written(float(value[index])) for index in np.ndindex(value.shape)}
                answers[place] = given
        return Teller(self._context, evidence_of(self._context, Sheet("right", answers)))

    def examples(self, mistake: Mistake) -> Iterator[MistakeExample]:
        """Yield what a mistake does to the first number that it changes, for each way of making it here."""
        match mistake:
            case HandMistake():
                yield from self._by_hand(mistake)
            case ElementMistake():
                yield from self._in_elements(mistake)
            case _:
                for variant in self._context.variants.single:
                    if variant.mistakes == (mistake,):
                        values = self._told(slip_of(replace(variant, constant=_CONSTANT), None))
                        yield from self._first(self._elsewhere(variant) if variant.is_elsewhere else values, variant)

    def _told(self, slip: Slip) -> dict[Place, Array]:
        """Return what a slip alone gives."""
        found: dict[Place, Array] = {}
        for step, state in self._teller.told((slip,)).steps.items():
            for target, value, _ in state.results:
                if (step, target) in self._right and (target in self._errors or (step, target) not in found):
                    found[step, target] = value  # of an error that is worked out twice, the second one is written down
        return found

    def _elsewhere(self, variant: Variant) -> dict[Place, Array]:
        """Return the values of another run, or of other training steps of this one."""
        run = self._context.exact if variant.program is None else TrueRun(variant.program)
        found = {}
        # Where several training steps stand for one of this run, they have no common error or delta.
        ids = self._order if variant.steps == 1 else self.program.parameters
        for step, id in (place for place in self._right if place[1] in ids):
            number = step * variant.steps + variant.shift
            at = run.step(max(1, number))
            values = at.before if number < 1 else {**at.before, **at.after}
            if id in values:
                found[step, id] = np.asarray(values[id])
        return found

    def _in_elements(self, mistake: ElementMistake) -> Iterator[MistakeExample]:
        for line in self._context.variants.lines:
            for index in np.ndindex(self.program.shapes[line.target]):
                for known, _, scalar in self._context.element_ways(1, line, index):
                    if known is mistake:
                        yield from self._first(self._told(Slip(InElements(scalar, (index,), scalar=True), 0.0, step=1)))

    def _first(self, values: dict[Place, Array], variant: Variant | None = None) -> Iterator[MistakeExample]:
        """Yield the first number that is another, unless it is none that can be written down."""
        for place, right in self._right.items():
            value = values.get(place)
            if value is None or value.shape != right.shape:
                continue
            for index in np.ndindex(right.shape):
                one, other = float(right[index]), float(value[index])
                if not abs(one - other) <= _SAME * abs(one):
                    if np.isfinite((one, other)).all():
                        lines = ("", "") if variant is None else self._lines(variant)
                        yield MistakeExample(*place, index, one, other, "", *lines)
                    return

    def _lines(self, variant: Variant) -> tuple[str, str]:
        """Return the NumPy line that is computed, and the exercise's own; empty where it is not one line alone."""
        if not variant.text or variant.free:
            return "", ""
        (number,) = variant.rewritten
        return variant.text, self.program.ops[number].source

    def _by_hand(self, mistake: HandMistake) -> Iterator[MistakeExample]:
        numbers = [(place, index, float(v[index])) for place, v in self._right.items() for index in np.ndindex(v.shape)]
        for place, index, right in numbers:
            others = (_text(value) for (_, id), _, value in numbers if id != place[1])
            for text in others if mistake.copies else _edits(_text(right)):
                written = Written(Decimal(text))
                is_wrong = abs(written.number - right) > written.half
                if is_wrong and (mistake.copies or any(mistake.miswrite(right, written))):
                    yield MistakeExample(*place, index, right, written.number, written=text)


def _written(value: float) -> Written:
    return Written(Decimal(repr(value)))


def _text(value: float) -> str:
    return f"{value:.{_DIGITS}g}"


def _edits(text: str) -> Iterable[str]:
    """Yield what a hand makes of a number: a sign, digits exchanged, doubled or left out, a point moved, digits cut."""
    yield text.removeprefix("-") if text.startswith("-") else f"-{text}"
    first = next((place for place, char in enumerate(text) if char in "123456789"), len(text))
    places = [place for place, char in enumerate(text) if char.isdigit() and place >= first]
    for one, other in pairwise(places):
        yield text[:one] + text[other] + text[one + 1 : other] + text[one] + text[other + 1 :]
    for place in reversed(places):
        yield text[:place] + text[place] + text[place:]
        yield text[:place] + text[place + 1 :]
    yield str(Decimal(text).scaleb(1))
    yield from (text[:end] for end in reversed(places[1:]))
