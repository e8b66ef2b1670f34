"""Which combinations of departures are tried for one sheet, so that a few hundred runs are enough.

All departures are tried alone. Where some come nearer to the sheet, the few that come farthest are extended by what
changes the first number that they don't give, again and again. If that does not find every number, those that change
any number of the sheet are tried in pairs, and the best of all are extended by each. So what neither comes nearer
alone, nor in a pair, is not found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import combinations as pairs_of

from nnstep.grading.conventions.alternatives import departures
from nnstep.grading.conventions.departure import Departure
from nnstep.grading.conventions.tried import Comparison, Tried
from nnstep.grading.sheet.answer_sheet import Sheet
from nnstep.grading.tolerance import Tolerance
from nnstep.progress import Tell, tell_nobody
from nnstep.scenario.model import Scenario

_EXTENDED = 4
"""So many combinations are extended by one more departure."""
_MOST_ROUNDS = 6
"""So often the best are extended."""
_MOST_RUNS = 1_000
"""After so many combinations the search ends: less than two seconds for a small network."""
_MOST_BEFORE_EXTENDING = 700
"""With more of them, pairs would leave nothing for three departures together."""


class CombinationSearch:
    """The combinations tried for one sheet."""

    def __init__(self, scenario: Scenario, sheet: Sheet, tolerance: Tolerance, tell: Tell = tell_nobody) -> None:
        """Prepare the search; `tell` gets which part of the most combinations were tried."""
        self._tell = tell
        self._comparison = Comparison(scenario, sheet, tolerance)
        self._single = list(departures(scenario))
        self._tried: dict[frozenset[Departure], Tried | None] = {}

    def run(self) -> None:
        """Try the scenario itself, every departure alone, and together what may come nearer."""
        self._try_each([{}], _MOST_RUNS)
        self._try_each(({each.key: each} for each in self._single), _MOST_RUNS)
        telling = self._telling()
        if self._comes_nearer():
            # What is the same for the scenario's own numbers need not be for others: of z > 0 every ReLU is linear.
            alone = (self._tried.get(frozenset([each])) for each in self._single)
            self._extend([each for each in alone if each is not None], only_first_wrong=True)
            self._extend(telling, only_first_wrong=False)
        if not self._is_found():
            self._try_each(_pairs(telling), _MOST_BEFORE_EXTENDING)
            self._extend(telling, only_first_wrong=False)
            self._try_each(_pairs(telling), _MOST_RUNS)

    def grouped(self) -> list[Tried]:
        """Return what was tried, the best first; what gives the same numbers stands with the simplest of it."""
        groups: dict[bytes, list[Tried]] = {}
        for each in self._tried.values():
            if each is not None:
                groups.setdefault(each.key, []).append(each)
        first = []
        for first_one, *others in (sorted(group, key=lambda each: each.outcome.order) for group in groups.values()):
            simplest = [each for each in others if not _contains(each, first_one)]
            same = tuple(each.outcome.departures for each in simplest)
            first.append(replace(first_one, outcome=replace(first_one.outcome, same=same)))
        return sorted(first, key=lambda each: each.outcome.order)

    def _telling(self) -> list[Tried]:
        """Return the departures that change a number of the sheet, one of those that change all in the same way."""
        found: dict[bytes, Tried] = {}
        for each in self._single:
            tried = self._tried.get(frozenset([each]))
            if tried is not None:
                found.setdefault(tried.key, tried)
        own = self._own
        return [each for key, each in found.items() if own is None or key != own.key]

    @property
    def _own(self) -> Tried | None:
        return self._tried[frozenset()]

    def _comes_nearer(self) -> bool:
        """Return whether anything gives more numbers of the sheet than the scenario itself."""
        every = [each.outcome.right for each in self._tried.values() if each is not None]
        return self._own is not None and max(every) > self._own.outcome.right

    def _is_found(self) -> bool:
        return any(each is not None and each.outcome.reproduces for each in self._tried.values())

    def _extend(self, telling: list[Tried], *, only_first_wrong: bool) -> None:
        """Extend the best by one more departure, again and again, until they give every number or come no farther."""
        for _ in range(_MOST_ROUNDS):
            if self._is_found():
                return
            before = len(self._tried)
            for each in sorted(self.grouped(), key=_promise)[:_EXTENDED]:
                ones = [one for one in telling if not only_first_wrong or self._changes(one, each.first_wrong)]
                self._try_each(_extended(each, ones), _MOST_RUNS)
            if len(self._tried) == before:
                return

    def _changes(self, one: Tried, place: int) -> bool:
        return self._own is None or one.numbers[place] != self._own.numbers[place]

    def _try_each(self, combinations: Iterable[Mapping[str, Departure]], most: int) -> None:
        for combination in combinations:
            if len(self._tried) >= most:
                return
            key = frozenset(combination.values())
            if key not in self._tried:
                self._tell("trying conventions", len(self._tried) / _MOST_RUNS)
                self._tried[key] = self._comparison.tried(combination)


def _pairs(telling: list[Tried]) -> Iterator[Mapping[str, Departure]]:
    """Yield the departures in pairs, those of the likelier ones first, which need no settings of their own."""
    likely = sorted(telling, key=lambda each: [len(one.forms) for one in each.combination.values()])
    numbered = sorted(pairs_of(range(len(likely)), 2), key=lambda pair: pair[1])
    for one, other in ((likely[a].combination, likely[b].combination) for a, b in numbered):
        if not one.keys() & other.keys():
            yield {**one, **other}


def _extended(tried: Tried, ones: Iterable[Tried]) -> Iterator[Mapping[str, Departure]]:
    """Yield a combination with one more departure, or with another in the place of one of the same kind."""
    return ({**tried.combination, **one.combination} for one in ones)


def _promise(tried: Tried) -> tuple[int, int, int]:
    """Return what combinations are extended by: the most numbers right, then the longest right beginning."""
    return -tried.outcome.right, -tried.first_wrong, len(tried.combination)


def _contains(larger: Tried, smaller: Tried) -> bool:
    return smaller.outcome.departures.items() <= larger.outcome.departures.items()
