"""The search for the story of a sheet, best first: explain the earliest numbers that nothing explains, and go on.

What a story leaves unexplained is in its cost already, as slips of no known kind; so every story is a whole one, and
the search ends where nothing more pays for itself.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count

from nnstep.grading.context import GradingContext
from nnstep.grading.diagnose import bits
from nnstep.grading.diagnose.constants import Constants
from nnstep.grading.diagnose.evidence import Evidence
from nnstep.grading.diagnose.hidden import HiddenSlips
from nnstep.grading.diagnose.proposals import Proposals, slip_of
from nnstep.grading.diagnose.slip import Slip
from nnstep.grading.diagnose.teller import Teller
from nnstep.grading.diagnose.telling.workings import MOST_LOOPED
from nnstep.grading.diagnose.told_run import Place, ToldRun
from nnstep.progress import Tell, tell_nobody

_KEPT = 5
"""So many stories go on from each one."""
_REMEMBERED = 12
_MOST_EXPANDED = 14
_MOST_AROUND = 8
_HOPE = 6.0
"""A mistake that takes so many bits more than it saves may still be one of two."""
MOST_WORK = 100_000
"""So many operations on small arrays take about a second."""
_LEAST_WORK = 20_000
_WORK_A_NUMBER = 5_000
"""Of few numbers little can be known for certain, however long one looks."""
_LEAST_SLIP = 5.0
"""No slip of a known kind is named in fewer bits."""
_LEAST_ROUNDED = 12.0
"""Nor rounding too early throughout."""


@dataclass(slots=True, eq=False)
class Told:
    """What came of the search."""

    root: ToldRun
    """The run without any slip."""
    best: ToldRun
    instead: dict[Slip, list[ToldRun]] = field(default_factory=dict)
    """For each slip of the best story: the stories with another one, or none, in its place, the best first."""
    besides: dict[Place, list[ToldRun]] = field(default_factory=dict)
    """For each place that the best story leaves open: the stories that say something of it, the best first."""
    cut_short: bool = False


class StorySearch:
    """Looks for the story of one sheet."""

    def __init__(
        self, context: GradingContext, evidence: Evidence, most_work: int = MOST_WORK, tell: Tell = tell_nobody
    ) -> None:
        """Prepare; `tell` gets which part of the most work is done."""
        self._tell = tell
        self._context = context
        self._evidence = evidence
        self._teller = Teller(context, evidence)
        self._proposals = Proposals(context, self._teller)
        self._constants = Constants(context, self._teller, self._proposals)
        self._hidden = HiddenSlips(context, self._teller, self._proposals)
        numbers = sum(int(answer.given.sum()) for answer in evidence.answers.values())
        self._most_work = min(most_work, _LEAST_WORK + numbers * _WORK_A_NUMBER)
        self._siblings: dict[tuple[tuple[int, ...], Place], list[ToldRun]] = {}

    @property
    def is_spent(self) -> bool:
        """Whether the search has cost what it may."""
        return self._teller.work > self._most_work

    @property
    def around(self) -> list[tuple[Slip, ...]]:
        """The simplest stories that came so near to a number that another habit of rounding may explain it."""
        return sorted(self._teller.around, key=lambda slips: sum(slip.bits for slip in slips))[:_MOST_AROUND]

    def search(self) -> Told:
        """Return the best story, with what else would explain its numbers."""
        root = self._teller.told(())
        if root.open_places():
            root = self._teller.told((), closely=True)
        best, order = root, count()
        queue: list[tuple[float, int, ToldRun, frozenset[Place]]] = [(root.bits, next(order), root, frozenset())]
        for _ in range(_MOST_EXPANDED):
            if not queue or self.is_spent:
                break
            cost, _, run, passed = heapq.heappop(queue)
            open_bits = run.open_bits_without(passed)
            if cost - open_bits + _LEAST_SLIP * bool(open_bits) > best.bits:
                continue
            place = next((p for p in run.open_places() if p not in passed), None)
            if place is None:
                continue
            children = self._children(run, place)
            for child in children[:_KEPT]:
                if child.bits < best.bits:
                    best = child
                if child.bits < run.bits + (_HOPE if child.slips[-1].is_known else 0.0):
                    heapq.heappush(queue, (child.bits, next(order), child, passed))
            heapq.heappush(queue, (run.bits, next(order), run, passed | {place}))
        best = min((best, *self._rounded_throughout(best)), key=lambda run: run.bits)
        told = Told(root, best, cut_short=self.is_spent)
        self._find_alternatives(told)
        return told

    def _rounded_throughout(self, best: ToldRun) -> Iterator[ToldRun]:
        """Yield the stories of results rounded too early everywhere: wide intervals hide them, so no place is open."""
        if best.bits < _LEAST_ROUNDED:
            return
        for variant in self._context.variants.rounding:
            slip = slip_of(variant, None)
            if len(variant.after) > 1 and slip.bits < best.bits and not self.is_spent:
                yield self._teller.told((slip,))

    def _children(self, run: ToldRun, place: Place) -> list[ToldRun]:
        """Return the story with each slip that explains something at a place, the best first."""
        found = self._explaining(run, place)
        found.sort(key=lambda child: child.bits)
        top = [self._closely(child) for child in found[: _KEPT + 3]]
        children = sorted([*top, *found[_KEPT + 3 :]], key=lambda child: child.bits)
        self._siblings[self._key(run.slips), place] = children[:_REMEMBERED]
        return children

    def _key(self, slips: Iterable[Slip]) -> tuple[int, ...]:
        return tuple(map(id, slips))

    def _closely(self, child: ToldRun) -> ToldRun:
        """Return a story told with the rounding on the way, where that can matter, and with what chance costs."""
        if any(judged.is_open for judged in child.judged.values()):
            child = self._teller.told(child.slips, closely=True)
        return child

    def _explaining(self, run: ToldRun, place: Place) -> list[ToldRun]:
        """Return the story with each slip that explains something at a place."""
        judged = run.judged[place]
        shifted = (self._tried(run, place, slip) for slip in self._constants.shifted(place))  # costs next to nothing
        found = [child for child in shifted if child is not None]
        within: list[Slip] = []
        tries = self._context.variants.exact
        behind = self._hidden.operations_behind(run, place)
        if judged.is_allowed:
            found += self._all_tried(run, place, self._proposals.of_operations(place, tries, behind))
            return found + self._all_tried(run, place, self._constants.slips(run, place, behind))
        for slip in self._proposals.of_operations(place, tries, behind):
            if self.is_spent:
                break
            partial = self._told_on(run, place, slip)
            if (child := self._explaining_more(run, place, partial)) is not None:
                found.append(child)
            if partial.judged.get(place) is not None:
                within += self._proposals.in_elements(slip, judged, partial, place)
        others = (
            *within,
            *self._proposals.of_elements(place, judged, run),
            *self._proposals.of_hand(place, judged),
            *(self._proposals.unused(place, judged) if self._leaves_more(run, place) else ()),
            *self._constants.slips(run, place, behind),
        )
        found += self._all_tried(run, place, others)
        # Over a long run they cost much, so there they are solved for only where nothing else explains a number.
        is_long = self._teller.days[-1] - place[0] > MOST_LOOPED
        if not (is_long and any(self._explains_well(child, run) for child in found)):
            found += self._all_tried(run, place, self._hidden.slips(run, place))
        if not any(not child.judged[place].is_open for child in found if self._explains_well(child, run)):
            rounding = self._proposals.of_operations(place, self._context.variants.rounding, None)
            found += self._all_tried(run, place, rounding)
            if not any(not child.judged[place].is_open and child.slips[-1].is_known for child in found):
                found += self._pairs(run, place)
        return found

    def _leaves_more(self, run: ToldRun, place: Place) -> bool:
        """Return whether there is more that is not explained than what stands at a place."""
        return any((judged.is_open or judged.against.any()) and at != place for at, judged in run.judged.items())

    def _explains_well(self, child: ToldRun, run: ToldRun) -> bool:
        return child.slips[-1].is_known and child.bits < run.bits

    def _all_tried(self, run: ToldRun, place: Place, slips: Iterable[Slip]) -> list[ToldRun]:
        found = []
        for slip in slips:
            if self.is_spent:
                break
            child = self._tried(run, place, slip)
            if child is not None:
                found.append(child)
        return found

    def _tried(self, run: ToldRun, place: Place, slip: Slip) -> ToldRun | None:
        """Return the story with one more slip; None where that explains nothing more at a place."""
        return self._explaining_more(run, place, self._told_on(run, place, slip))

    def _told_on(self, run: ToldRun, place: Place, slip: Slip) -> ToldRun:
        """Return the story with one more slip, up to a place if it explains nothing more there."""
        self._tell("looking for mistakes", min(1.0, self._teller.work / self._most_work))
        return self._teller.told((*run.slips, slip), run, until=place)

    def _explaining_more(self, run: ToldRun, place: Place, child: ToldRun) -> ToldRun | None:
        before, now = run.judged[place].open, child.judged.get(place)
        if now is None or not child.is_whole or not (before & ~now.open).any():
            return None
        return self._with_chance(run, child)

    def _with_chance(self, run: ToldRun, child: ToldRun) -> ToldRun:
        """Return a story in which a known mistake that only one number speaks for costs more."""
        slip = child.slips[-1]
        if slip.is_known and self._explained(child) - self._explained(run) <= 1 and not slip.by_hand:
            child.slips = (*child.slips[:-1], replace(slip, bits=slip.bits + bits.ALONE))
        return child

    def _explained(self, run: ToldRun) -> int:
        """Return how many wrong numbers a story explains."""
        total = 0
        for place, judged in run.judged.items():
            wrong = self._evidence.answers[place].given & ~self._evidence.right[place]
            total += int((wrong & ~judged.open).sum())
        return total

    def _pairs(self, run: ToldRun, place: Place) -> Iterator[ToldRun]:
        """Yield the story with two common mistakes more, which show at a place together."""
        step = self._proposals.scopes(place)[0]
        at_one = (each for each in self._context.variants.at_one_operation if place[1] in each.affected)
        yield from self._all_tried(run, place, (slip_of(variant, step) for variant in at_one))
        near = self._hidden.operations_behind(run, place)
        common = [v for v in self._context.variants.common if not v.free and v.is_within(near)]
        for n, one in enumerate(common):
            first = self._teller.told((*run.slips, slip_of(one, step)), run)
            if first.judged[place].open.sum() < run.judged[place].open.sum():
                continue
            for other in common[n + 1 :]:
                if self.is_spent:
                    return
                if not one.rewritten & other.rewritten:
                    child = self._teller.told((*first.slips, slip_of(other, step)), first, until=place)
                    now = child.judged.get(place)
                    if now is not None and child.is_whole and not now.is_open:
                        yield child

    def _find_alternatives(self, told: Told) -> None:
        """Note, for each slip of the best story, what could stand in its place, and for what it leaves open as well."""
        slips = told.best.slips
        for number, slip in enumerate(slips):
            rest = slips[number + 1 :]
            others = [self._teller.told((*slips[:number], *rest), closely=True)]
            for sibling in self._beside(slips[:number], slip):
                if not rest:
                    others.append(sibling)
                elif sibling.slips[-1] is not slip:
                    others.append(self._teller.told((*sibling.slips, *rest), closely=True))
            told.instead[slip] = sorted(others, key=lambda run: run.bits)
        for place in told.best.open_places():
            found = self._siblings.get((self._key(slips), place), [])
            told.besides[place] = sorted(found, key=lambda run: run.bits)

    def _beside(self, before: tuple[Slip, ...], slip: Slip) -> list[ToldRun]:
        """Return the stories that were looked at together with the one that `slip` was added in."""
        key = self._key(before)
        for (slips, _), runs in self._siblings.items():
            if slips == key and any(run.slips[-1] is slip for run in runs):
                return runs
        return []

    def without(self, best: ToldRun) -> dict[Slip, ToldRun]:
        """Return the best story without each of its slips, where it has several."""
        slips = best.slips
        if len(slips) < 2:
            return {}
        return {slip: self._teller.told(tuple(each for each in slips if each is not slip)) for slip in slips}

    def every_mistake(self) -> list[ToldRun]:
        """Return the story of each known mistake alone."""
        return [
            self._teller.told((slip_of(variant, None),))
            for variant in self._context.variants.single
            if not variant.free and not self.is_spent
        ]
