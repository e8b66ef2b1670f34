"""All verdicts on one sheet, counted: new slips, what follows from them, the first one, points. Knows no face."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from nnstep.grading.sheet.answer_sheet import Sheet
from nnstep.grading.verdict import MEANINGS, Kind, Verdict, points


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """The verdicts on a sheet, in the order in which the answers are worked out."""

    sheet: Sheet
    verdicts: tuple[Verdict, ...]

    @property
    def is_right(self) -> bool:
        """Whether every answer is right."""
        return all(verdict.is_right for verdict in self.verdicts)

    @property
    def slips(self) -> tuple[Verdict, ...]:
        """The new slips."""
        again = {id(verdict) for verdict in self.again}
        return tuple(verdict for verdict in self._off if id(verdict) not in again)

    @property
    def _off(self) -> tuple[Verdict, ...]:
        return tuple(verdict for verdict in self.verdicts if verdict.is_slip)

    @property
    def again(self) -> tuple[Verdict, ...]:
        """The numbers in which a slip of an earlier quantity shows again, with what lies between not written down."""
        made: dict[str, tuple[int, str]] = {}
        found = []
        for verdict in self._off:
            ids = verdict.explanations[0].ids if verdict.explanations else ""
            place = verdict.step, verdict.id
            if ids and made.setdefault(ids, place) != place:
                found.append(verdict)
        return tuple(found)

    @property
    def first_slip(self) -> Verdict | None:
        """The slip to look at first: what comes after may follow from it."""
        return next(iter(self.slips), None)

    def at(self, step: int, id: str) -> tuple[Verdict, ...]:
        """Return the verdicts on one quantity of a training step, counted from 1."""
        return tuple(verdict for verdict in self.verdicts if (verdict.step, verdict.id) == (step, id))

    def count(self, kind: Kind) -> int:
        """Return how many numbers have this verdict."""
        return sum(verdict.kind == kind for verdict in self.verdicts)

    def counts(self) -> dict[Kind, int]:
        """Return how many numbers have each verdict."""
        return {kind: self.count(kind) for kind in MEANINGS}

    def points(self, scale: dict[Kind, float] | None = None) -> float:
        """Return the sum of the points."""
        return sum(points(verdict, scale) for verdict in self.verdicts)

    @property
    def mistakes(self) -> tuple[str, ...]:
        """The ids of the likeliest mistakes of this sheet, each once."""
        leading = (verdict.explanations[0].ids for verdict in self._off if verdict.explanations)
        return tuple(dict.fromkeys(leading))

    @property
    def summary(self) -> str:
        """One line: ``3 of 40 numbers are new slips, 21 follow from them. The first slip is z1[0].`` and the like."""
        slips, total, carried = len(self.slips), len(self.verdicts), self.count("carried")
        parts = []
        if slips:
            parts.append(f"{slips} of {_numbers(total)} {'is a new slip' if slips == 1 else 'are new slips'}")
            if again := len(self.again):
                parts.append(f"{again} {'has' if again == 1 else 'have'} the same slip again")
            if carried:
                verb = "follows" if carried == 1 else "follow"
                parts.append(f"{carried} {verb} from {'it' if slips == 1 else 'them'}")
        right = sum(verdict.is_right for verdict in self.verdicts)
        parts.append(_right(right, total))
        if missing := self.count("missing"):
            parts.append(f"{missing} left open")
        if cut_short := sum(verdict.cut_short for verdict in self.verdicts):
            parts.append(f"{cut_short} not looked further")
        first = self.first_slip
        return ", ".join(parts) + (f". The first slip is {first.place}." if first is not None else ".")


def frequent_mistakes(judgements: Iterable[Judgement]) -> list[tuple[str, int]]:
    """Return the likeliest mistakes' ids with the number of sheets that each was made in, the most frequent first."""
    counted = Counter(mistake for judgement in judgements for mistake in judgement.mistakes)
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))


def _right(right: int, total: int) -> str:
    if right == total:
        return f"all {_numbers(total)} are right" if total > 1 else f"{_numbers(total)}, which is right"
    return "none is right" if right == 0 else f"{right} {'is' if right == 1 else 'are'} right"


def _numbers(count: int) -> str:
    return f"{count} number" if count == 1 else f"{count} numbers"
