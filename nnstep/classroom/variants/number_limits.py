"""What good numbers of an exercise must keep to: few digits, no idle neurons, about the same work."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from nnstep.classroom.quality.measures import Measures
from nnstep.classroom.variants.rejections import Rejection
from nnstep.problems.message_text import counted
from nnstep.scenario.tables.variants import VariantRules

_OFTEN = {"idle": 0.05, "alike": 0.05, "longest": 0.5, "endless": 0.5}
"""So many of the draws, as a part of those left, must keep to a limit that is not stated."""


@dataclass(frozen=True, slots=True)
class NumberLimits:
    """Bounds on the measures of an exercise."""

    longest: int
    endless: int
    idle: int
    alike: int
    digits: tuple[float, float]
    products: tuple[float, float]
    negative: tuple[float, float]

    def faults(self, measures: Measures) -> Iterator[Rejection]:
        """Yield what is wrong with numbers; there are few reasons."""
        if not measures.finite:
            yield Rejection("a result is not a finite number", "choose sets of smaller numbers")
            return
        if measures.longest > self.longest:
            reason = f"a result has more than {counted(self.longest, 'digit')}"
            yield Rejection(reason, "raise `longest` in [variants], or choose sets with fewer decimals")
        if measures.endless > self.endless:
            yield Rejection("too many results never come to an end", "widen the sets in [variants]")
        if len(measures.idle) > self.idle:
            hint = "set idle = true in [variants], or choose sets of other weights and biases"
            yield Rejection("a neuron is dead or saturated", hint)
        if len(measures.alike) > self.alike:
            hint = "choose sets with more numbers, above all for inputs and weights"
            yield Rejection("two neurons, inputs or results are equal", hint)
        for name, value, (low, high) in (
            ("digits", measures.digits, self.digits),
            ("products", measures.products, self.products),
            ("negative numbers", measures.negative, self.negative),
        ):
            if not low <= value <= high:
                reason = f"too {'few' if value < low else 'many'} {name}: the work is not about the same"
                yield Rejection(reason, "raise `work` in [variants]")


def limits_of(rules: VariantRules, own: Measures, draws: Sequence[Measures]) -> NumberLimits:
    """Return the limits for an exercise: what the scenario states, else what the exercise or its sets make possible.

    `own` are its measures, `draws` those of numbers drawn from its sets, all of them finite. One limit after the other
    is as low as it should be, or so that enough of the draws that keep to those before still do.
    """
    found: dict[str, int] = {}
    left = list(draws)
    stated = {"idle": {None: None, True: own.results, False: 0}[rules.idle], "longest": rules.longest}
    wanted = {"idle": 0, "alike": 0, "longest": own.longest, "endless": own.endless}
    for name, count in _COUNTS.items():
        lowest = sorted(map(count, left))[int(_OFTEN[name] * (len(left) - 1))]
        limit = stated.get(name)
        found[name] = max(wanted[name], lowest) if limit is None else limit
        left = [each for each in left if count(each) <= found[name]] or left
    return NumberLimits(
        **found,
        digits=_around([each.digits for each in left], rules.work),
        products=_around([each.products for each in left], rules.work),
        negative=_around([each.negative for each in left], rules.work, own.results),
    )


_COUNTS: dict[str, Callable[[Measures], int]] = {
    "idle": lambda measures: len(measures.idle),
    "alike": lambda measures: len(measures.alike),
    "longest": lambda measures: measures.longest,
    "endless": lambda measures: measures.endless,
}


def _around(values: Sequence[int], part: float, whole: int | None = None) -> tuple[float, float]:
    middle = median(values)
    room = max(1.0, part * (middle if whole is None else whole))
    return middle - room, middle + room
