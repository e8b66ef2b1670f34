"""What was found on a sheet, each thing once: its mistakes with all numbers that show them, and the other numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nnstep.grading.reports.number_report import shape_remarks
from nnstep.grading.result import GradingResult
from nnstep.grading.verdict import Explanation, Kind, Verdict

_MOST_APART = 6
"""So many wrong numbers of which the same is said are listed each with its right value."""


@dataclass(frozen=True, slots=True, eq=False)
class SheetFinding:
    """A mistake, or several of which the same is said, with the numbers that show it."""

    verdicts: tuple[Verdict, ...]
    """In the order in which the answers are worked out."""
    mistakes: int = 1
    """How many mistakes of the person it stands for; 0 where the numbers may be right."""

    @property
    def first(self) -> Verdict:
        """The number that shows it first."""
        return self.verdicts[0]

    @property
    def kind(self) -> Kind:
        """The verdict on that number."""
        return self.first.kind

    @property
    def further(self) -> tuple[Verdict, ...]:
        """The other numbers that show it."""
        return self.verdicts[1:]

    @property
    def rivals(self) -> tuple[Rival, ...]:
        """What may explain it, equal mistakes once, the likeliest first."""
        by_ids: dict[str, list[Explanation]] = {}
        for explanation in self.first.explanations:
            by_ids.setdefault(explanation.ids, []).append(explanation)
        return tuple(Rival(tuple(ways)) for ways in by_ids.values())

    @property
    def questions(self) -> tuple[str, ...]:
        """What to ask oneself about a mistake that is named."""
        if self.kind != "mistake" or not self.first.explanations:
            return ()
        return tuple(dict.fromkeys(mistake.question for mistake in self.first.explanations[0].mistakes))

    @property
    def statement(self) -> str:
        """What is said of it, in one clause, without the right value."""
        first = self.first
        match first.kind, self.rivals:
            case "mistake", (leading, *_):
                return leading.ways[0].statement
            case "ambiguous", (only,):
                return f"perhaps {only.statement()}"
            case "ambiguous", (_, *_):
                return "several mistakes fit"
            case "shape", _:
                return ": ".join(shape_remarks(first))
            case "wrong", _ if first.source:
                return f"comes from {first.source}; no known mistake explains that"
            case _:
                return first.remark or first.meaning


@dataclass(frozen=True, slots=True, eq=False)
class Rival:
    """A mistake, or two together, with the ways of making it that give the number."""

    ways: tuple[Explanation, ...]

    def statement(self, most: int = 2) -> str:
        """Return what was done, with at most so many of the ways."""
        remarks = self._remarks
        more = len(remarks) - most
        shown = "; ".join(remarks[:most]) + (
            f"; or in {more} more {'way' if more == 1 else 'ways'}" if more > 0 else ""
        )
        diagnosis = self.ways[0].diagnosis
        return f"{diagnosis} ({shown})" if shown else diagnosis

    @property
    def _remarks(self) -> list[str]:
        """How it was done in each way; of one mistake, the places of each way together."""
        if len(self.ways[0].mistakes) > 1:
            return [text for text in dict.fromkeys(way.remark for way in self.ways) if text]
        places: dict[str, dict[str, None]] = {}
        for way in self.ways:
            found = places.setdefault("".join(way.details), {})
            found.update(dict.fromkeys(filter(None, way.places)))
        texts = (", ".join(filter(None, [detail, " or ".join(found)])) for detail, found in places.items())
        return [text for text in texts if text]


@dataclass(frozen=True, slots=True, eq=False)
class NumberGroup:
    """Numbers that are no mistakes, of which the same is said."""

    kind: Kind
    verdicts: tuple[Verdict, ...]
    origins: tuple[str, ...] = ()
    """Of numbers carried forward: the first places of the mistakes that they follow from."""
    remark: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class SheetFindings:
    """Everything that was found on a sheet, the most important first."""

    mistakes: tuple[SheetFinding, ...]
    """Also numbers of which can't be told whether they are right; these come last."""
    groups: tuple[NumberGroup, ...]
    """Carried forward, left open, rounded, right in single precision, correct."""


_GROUPS: tuple[Kind, ...] = ("carried", "missing", "rounded", "single", "correct")


def findings_of(result: GradingResult) -> SheetFindings:
    """Return what was found on a sheet."""
    slips = _by_slip(result)
    heads = {verdict.place: verdicts[0].place for verdicts in slips for verdict in verdicts}
    order = {verdicts[0].place: number for number, verdicts in enumerate(slips)}
    undecided = _same_said(SheetFinding((verdict,), 0) for verdict in result.verdicts if verdict.fits_right)
    groups: dict[tuple[Kind, tuple[str, ...], str], list[Verdict]] = {}
    for verdict in result.verdicts:
        if verdict.kind in _GROUPS:
            places = {heads.get(place, place) for place in verdict.origins}
            origins = tuple(sorted(places, key=lambda place: order.get(place, -1)))
            groups.setdefault((verdict.kind, origins, _remark(verdict)), []).append(verdict)
    ordered = sorted(groups.items(), key=lambda item: _GROUPS.index(item[0][0]))
    return SheetFindings(
        (*_same_said(map(SheetFinding, slips)), *undecided),
        tuple(NumberGroup(kind, tuple(found), origins, remark) for (kind, origins, remark), found in ordered),
    )


def _by_slip(result: GradingResult) -> list[tuple[Verdict, ...]]:
    """Return the numbers with mistakes, those of one slip together."""
    found: dict[object, list[Verdict]] = {}
    for number, verdict in enumerate(result.verdicts):
        if verdict.is_mistake:
            slip = result.slips.get((verdict.step, verdict.id, verdict.index))
            found.setdefault(("alone", number) if slip is None else slip, []).append(verdict)
    return [tuple(verdicts) for verdicts in found.values()]


def _same_said(findings: Iterable[SheetFinding]) -> list[SheetFinding]:
    """Return the findings, those of which the same is said as one; a few wrong numbers stay apart."""
    by_text: dict[object, list[SheetFinding]] = {}
    order: dict[int, int] = {}
    for finding in findings:
        order[id(finding.first)] = len(order)
        said = finding.kind, finding.statement, tuple(rival.statement(99) for rival in finding.rivals)
        by_text.setdefault(said, []).append(finding)
    merged: list[SheetFinding] = []
    for same in by_text.values():
        if same[0].kind in ("mistake", "shape") or (same[0].kind == "wrong" and len(same) <= _MOST_APART):
            merged += same
        else:
            verdicts = (verdict for finding in same for verdict in finding.verdicts)
            merged.append(SheetFinding(tuple(verdicts), sum(finding.mistakes for finding in same)))
    return sorted(merged, key=lambda finding: order[id(finding.first)])


def _remark(verdict: Verdict) -> str:
    credit = f"no credit: {verdict.trivial}" if verdict.trivial else ""
    return "; ".join(filter(None, [verdict.remark, credit]))
