"""How a class did: its mistakes, quantities, topics and points, each counted in students."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import fmean, median

from nnstep.classroom.feedback.sheet_facts import SheetFacts
from nnstep.grading.mistakes.kinds import Topic

RANGES = ((0, 20), (20, 40), (40, 60), (60, 80), (80, 100))
"""Ranges of the points, in percent; the upper end of the last one belongs to it."""


@dataclass(slots=True)
class MistakeTally:
    """One mistake, or two made together."""

    ids: str
    students: int = 0
    perhaps: int = 0
    """Further students who may have made it: their digits do not tell."""
    quantities: Counter[str] = field(default_factory=Counter)
    """In which quantity it showed first, by students."""


@dataclass(slots=True)
class QuantityTally:
    """One quantity that was asked."""

    name: str
    answered: int = 0
    right: int = 0
    """Students with all of its numbers right."""
    began: int = 0
    """Students who made a mistake in it."""
    unexplained: int = 0
    """Those of them with one that no known mistake explains."""
    points: float = 0.0
    maximum: float = 0.0

    @property
    def percent(self) -> float:
        """The points of the whole class in percent of the most that it could get."""
        return 100 * self.points / self.maximum if self.maximum else 0.0


@dataclass(slots=True)
class TopicTally:
    """One topic of the lecture."""

    topic: Topic
    students: int = 0
    mistakes: Counter[str] = field(default_factory=Counter)
    """The mistakes' ids, by students."""


@dataclass(frozen=True, slots=True)
class ClassTally:
    """A class; each list has the most important first."""

    sheets: int
    mean: float
    """Of the points in percent, as the median is."""
    median: float
    ranges: tuple[int, ...]
    """The sheets in each of `RANGES`."""
    mistakes: tuple[MistakeTally, ...]
    quantities: tuple[QuantityTally, ...]
    """In the order in which they were asked."""
    topics: tuple[TopicTally, ...]


def class_tally(sheets: Sequence[SheetFacts]) -> ClassTally:
    """Return how the students of these sheets did."""
    percents = [sheet.percent for sheet in sheets]
    mistakes: dict[str, MistakeTally] = {}
    quantities: dict[str, QuantityTally] = {}
    topics: dict[Topic, TopicTally] = {}
    for sheet in sheets:
        _count_mistakes(sheet, mistakes)
        _count_topics(sheet, topics)
        _count_quantities(sheet, quantities)
    return ClassTally(
        len(sheets),
        fmean(percents) if percents else 0.0,
        median(percents) if percents else 0.0,
        tuple(Counter(map(_range, percents))[number] for number in range(len(RANGES))),
        tuple(sorted(mistakes.values(), key=lambda each: (-each.students, -each.perhaps, each.ids))),
        tuple(quantities.values()),
        tuple(sorted(topics.values(), key=lambda each: (-each.students, each.topic))),
    )


def _range(percent: float) -> int:
    inside = (number for number, (_, high) in enumerate(RANGES) if percent < high)
    return next(inside, len(RANGES) - 1)


def _count_mistakes(sheet: SheetFacts, mistakes: dict[str, MistakeTally]) -> None:
    sure = {finding.ids for finding in sheet.findings if finding.kind != "ambiguous"}
    for ids in dict.fromkeys(finding.ids for finding in sheet.findings if finding.ids):
        tally = mistakes.setdefault(ids, MistakeTally(ids))
        if ids in sure:
            tally.students += 1
        else:
            tally.perhaps += 1
        tally.quantities.update({finding.quantity for finding in sheet.findings if finding.ids == ids})


def _count_topics(sheet: SheetFacts, topics: dict[Topic, TopicTally]) -> None:
    for topic in dict.fromkeys(topic for finding in sheet.findings for topic in finding.topics):
        tally = topics.setdefault(topic, TopicTally(topic))
        tally.students += 1
        tally.mistakes.update({each.ids for each in sheet.findings if topic in each.topics and each.ids})


def _count_quantities(sheet: SheetFacts, quantities: dict[str, QuantityTally]) -> None:
    begun = {finding.quantity for finding in sheet.findings}
    unexplained = {finding.quantity for finding in sheet.findings if not finding.ids}
    for each in sheet.quantities:
        tally = quantities.setdefault(each.name, QuantityTally(each.name))
        given = {kind: count for kind, count in each.kinds.items() if count and kind != "missing"}
        tally.answered += bool(given)
        tally.right += bool(given) and all(
            kind in ("correct", "rounded", "single") for kind, n in each.kinds.items() if n
        )
        tally.began += each.name in begun
        tally.unexplained += each.name in unexplained
        tally.points += each.points
        tally.maximum += each.maximum
