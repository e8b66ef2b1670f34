"""All verdicts on one sheet, counted: new mistakes, what follows from them, the first one, points."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from nnstep.grading.sheet.answer_sheet import Index, Sheet
from nnstep.grading.verdict import MEANINGS, Kind, Verdict, points


@dataclass(frozen=True, slots=True, eq=False)
class GradingResult:
    """The verdicts on a sheet, in the order in which the answers are worked out."""

    sheet: Sheet
    verdicts: tuple[Verdict, ...]
    slips: Mapping[tuple[int, str, Index | None], int] = field(default_factory=dict)
    """By number: which slip of the sheet's story shows in it, counted from 0."""

    @property
    def is_right(self) -> bool:
        """Whether every answer is right."""
        return all(verdict.is_right for verdict in self.verdicts)

    @property
    def new_mistakes(self) -> tuple[Verdict, ...]:
        """The new mistakes: the first number in which each slip of the sheet's story shows."""
        again = {verdict.place for verdict in self.again}
        return tuple(verdict for verdict in self._off if verdict.place not in again)

    @property
    def _off(self) -> tuple[Verdict, ...]:
        return tuple(verdict for verdict in self.verdicts if verdict.is_mistake)

    @property
    def again(self) -> tuple[Verdict, ...]:
        """The further numbers in which a slip shows."""
        made: set[int] = set()
        found = []
        for verdict in self._off:
            slip = self.slips.get((verdict.step, verdict.id, verdict.index))
            if slip in made:
                found.append(verdict)
            elif slip is not None:
                made.add(slip)
        return tuple(found)

    @property
    def first_mistake(self) -> Verdict | None:
        """The mistake to look at first: what comes after may follow from it."""
        return next(iter(self.new_mistakes), None)

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
        """One line: ``3 of 4 correct, 1 mistake (first at a1[0])`` and the like."""
        mistakes = self.new_mistakes
        right = sum(verdict.is_right for verdict in self.verdicts)
        parts = [f"{right} of {len(self.verdicts)} correct"]
        if mistakes:
            count = "1 mistake" if len(mistakes) == 1 else f"{len(mistakes)} mistakes"
            parts.append(f"{count} ({_where(mistakes)})")
        further = {
            "more by the same": len(self.again),
            "carried forward": self.count("carried"),
            "ambiguous": sum(verdict.fits_right for verdict in self.verdicts),
            "left open": self.count("missing"),
            "not fully searched": sum(verdict.cut_short for verdict in self.verdicts),
        }
        return ", ".join([*parts, *(f"{number} {what}" for what, number in further.items() if number)])

    def _repr_html_(self) -> str:
        """Return the report on the sheet, as a notebook shows it."""
        from nnstep.grading.reports.html_report import result_html  # which reads results

        return result_html(self)

    def __repr__(self) -> str:
        return f"<{self.sheet.name}: {self.summary}>"


def _where(mistakes: tuple[Verdict, ...]) -> str:
    """Return where the first mistake is, and how many are of no known kind."""
    first, unnamed = mistakes[0], sum(verdict.kind == "wrong" for verdict in mistakes)
    where = f"first at {first.place}" if not first.source else first.source
    if not unnamed:
        return where
    if len(mistakes) == 1:
        return f"{where}; of no known kind"
    return f"{where}; {'all' if unnamed == len(mistakes) else unnamed} of no known kind"


def frequent_mistakes(mistakes: Iterable[Iterable[str]]) -> list[tuple[str, int]]:
    """Return the mistakes' ids, given each sheet's, with the number of their sheets, the most frequent first."""
    counted = Counter(mistake for of_sheet in mistakes for mistake in of_sheet)
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))
