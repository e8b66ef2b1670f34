"""The offers of the start screen: what to open, in groups, and what each is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from nnstep.errors import ScenarioError
from nnstep.harmless_text import visible
from nnstep.problems.message_text import counted
from nnstep.scenario.bundled import bundled_paths
from nnstep.scenario.outline import KINDS, Outline, outline_of
from nnstep.session.remembered.remembered import Remembered, Visit
from nnstep.session.starting.own_files import own_files
from nnstep.traces.compression import is_trace

START_HERE = "zheng-exercise-1"
"""The bundled exercise to begin with: one forward and one backward pass, in whole numbers."""
_MOST_RECENT = 5


@dataclass(frozen=True, slots=True)
class Offer:
    """Something to open."""

    word: str
    """What opens it: a bundled name or a path."""
    name: str
    """As it is shown."""
    size: str
    """As in ``3-4-2 linear, 10 epochs``."""
    about: str
    """What it is, in a line."""
    source: str = ""
    place: str = ""
    """Where it was left, as people read it; empty to begin at the start."""
    position: int = 0
    """How many operations were done there."""
    opens: Literal["run", "form", "tour"] = "run"
    """A run, the form for a new scenario, or the tour of the debugger."""

    def matches(self, text: str) -> bool:
        """Return whether each word of `text` is found in it, in any case of the letters."""
        said = f"{self.name} {self.size} {self.about} {self.source}".casefold()
        return all(word in said for word in text.casefold().split())


@dataclass(frozen=True, slots=True)
class OfferGroup:
    """Offers under one heading."""

    heading: str
    offers: tuple[Offer, ...]


NEW_SCENARIO = Offer("", "new scenario", "ctrl+n", "a form: layers, activations, error, numbers", opens="form")
TOUR_OFFER = Offer("", "take a short tour", "2 minutes", "what to look at, and which keys to press", opens="tour")


def offer_groups(remembered: Remembered, folder: Path, today: date, *, offers_tour: bool = False) -> list[OfferGroup]:
    """Return all that can be opened: where to go on, where to start, files of `folder`, recent runs, exercises."""
    outlines = {name: outline_of(path) for name, path in bundled_paths().items()}
    bundled = {name: _bundled(name, outline) for name, outline in outlines.items()}
    visited = [offer for visit in remembered.visits if (offer := _visited(visit, bundled, today)) is not None]
    start = [bundled[START_HERE]] if START_HERE in bundled else []
    named = [
        ("new here?", [TOUR_OFFER] if offers_tour else []),
        ("go on", visited[:1]),
        ("start here", start),
        (f"in {visible(folder.name) or visible(str(folder))}", [_own(path) for path in own_files(folder)]),
        ("make your own", [NEW_SCENARIO]),
        ("recent", visited[1 : _MOST_RECENT + 1]),
        *((kind, [bundled[name] for name in outlines if outlines[name].kind == kind]) for kind in KINDS),
    ]
    return [OfferGroup(heading, tuple(offers)) for heading, offers in named if offers]


def filtered(groups: list[OfferGroup], text: str) -> list[OfferGroup]:
    """Return the offers that match `text`, under their headings."""
    kept = ((group.heading, tuple(offer for offer in group.offers if offer.matches(text))) for group in groups)
    return [OfferGroup(heading, offers) for heading, offers in kept if offers]


def _bundled(name: str, outline: Outline) -> Offer:
    return Offer(name, name, _size_text(outline), outline.title, outline.source)


def _size_text(outline: Outline) -> str:
    return ", ".join(filter(None, (outline.size, outline.training)))


def _own(path: Path) -> Offer:
    name = visible(path.name)
    if is_trace(path):
        return Offer(str(path), name, "recording", "")
    try:
        outline = outline_of(path)
    except ScenarioError:
        return Offer(str(path), name, "with problems", "it is no TOML: enter shows why")
    return Offer(str(path), name, _size_text(outline), outline.title, outline.source)


def _visited(visit: Visit, bundled: dict[str, Offer], today: date) -> Offer | None:
    """Return the offer to go on with a run; None where its file is gone."""
    when = when_text(date.fromtimestamp(visit.when), today)
    place = visible(visit.place) if visit.position else ""
    if (offer := bundled.get(visit.word)) is None:
        path = Path(visit.word)
        try:
            if not path.is_file():
                return None
        except (OSError, ValueError):
            return None
        offer = _own(path)
    name = f"{offer.name} at {place} ({when})" if place else f"{offer.name} ({when})"
    return Offer(offer.word, name, offer.size, offer.about, offer.source, place, visit.position)


def when_text(day: date, today: date) -> str:
    """Return a day as people say it: ``today``, ``yesterday``, ``3 days ago``, ``2026-01-31``."""
    days = (today - day).days
    if days <= 1:
        return "yesterday" if days == 1 else "today"
    return f"{counted(days, 'day')} ago" if days < 30 else day.isoformat()
