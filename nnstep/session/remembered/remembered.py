"""What is remembered, as data: read from JSON, changed, and written again, within bounds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, TypeAlias

import orjson

from nnstep.outputs.json_text import json_text

SettingValue: TypeAlias = "str | int | list[str]"
"""What one setting of the display holds."""

VERSION = 1
_MOST_LINES = 200
_MOST_VISITS = 50
_LONGEST_LINE = 500
_LONGEST_WORD = 4096
"""Characters, of a path as well."""
_MOST_SETTINGS = 50
_LAST_POSITION = 1 << 62
_LAST_SECOND = 1e11
"""In the year 5138."""


class LaterVersionError(ValueError):
    """The file is of a later nnstep, which will want it again as it is."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A run that was opened, and where it was left."""

    word: str
    """What opens it: the name of a bundled exercise, or a full path."""
    place: str
    """As people read it: epoch.step.operation."""
    position: int
    """How many operations were done."""
    when: float
    """Seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """All that is remembered."""

    settings: Mapping[str, SettingValue] = field(default_factory=dict)
    """By the name of the setting."""
    lines: tuple[str, ...] = ()
    """The command lines typed so far, the last one last."""
    visits: tuple[Visit, ...] = ()
    """The runs opened so far, the last one first, each once."""

    def with_settings(self, settings: Mapping[str, SettingValue]) -> Remembered:
        """Return it with some settings changed."""
        return replace(self, settings={**self.settings, **settings})

    def without_settings(self, names: Iterable[str]) -> Remembered:
        """Return it without some settings, which then have their defaults."""
        left_out = set(names)
        return replace(self, settings={key: value for key, value in self.settings.items() if key not in left_out})

    def with_lines(self, lines: Iterable[str]) -> Remembered:
        """Return it with more command lines at the end; one that was there already moves there."""
        kept = [line for line in (*self.lines, *lines) if _fits(line, _LONGEST_LINE)]
        return replace(self, lines=tuple(reversed(dict.fromkeys(reversed(kept))))[-_MOST_LINES:])

    def with_visit(self, visit: Visit) -> Remembered:
        """Return it with a run opened last."""
        if not _fits(visit.word, _LONGEST_WORD):
            return self
        others = (known for known in self.visits if known.word != visit.word)
        return replace(self, visits=(visit, *others)[:_MOST_VISITS])

    def visit_of(self, word: str) -> Visit | None:
        """Return where a run was left, if it was ever opened."""
        return next((visit for visit in self.visits if visit.word == word), None)

    def as_json(self) -> bytes:
        """Return it as it is written."""
        visits = [asdict(visit) for visit in self.visits]
        document = {"version": VERSION, "settings": self.settings, "lines": self.lines, "visits": visits}
        return json_text(document).encode()


def remembered_from(data: bytes) -> Remembered:
    """Return what a file holds; raise ValueError, which says why, where it is not what `as_json` writes."""
    document = orjson.loads(data)
    if not isinstance(document, dict) or not isinstance(document.get("version"), int):
        raise ValueError("it does not state its version")
    if document["version"] > VERSION:
        raise LaterVersionError("a later nnstep wrote it")
    settings, lines, visits = (document.get(key) for key in ("settings", "lines", "visits"))
    if not (isinstance(settings, dict) and isinstance(lines, list) and isinstance(visits, list)):
        raise ValueError("it does not hold settings, lines and visits")
    if not all(map(_is_setting, settings.values())) or not all(isinstance(line, str) for line in lines):
        raise ValueError("a setting or a line has a wrong type")
    known = dict(list(settings.items())[:_MOST_SETTINGS])
    found = Remembered(known).with_lines(lines)
    for visit in reversed([_visit_from(each) for each in visits]):
        found = found.with_visit(visit)
    return found


def _fits(text: str, longest: int) -> bool:
    """Return whether a text is short enough, and can be written; the name of a file may hold bytes that are no text."""
    return len(text) <= longest and not any("\ud800" <= character <= "\udfff" for character in text)


def _is_setting(value: object) -> bool:
    return isinstance(value, str | int) or (isinstance(value, list) and all(isinstance(text, str) for text in value))


def _visit_from(found: Any) -> Visit:
    match found:
        case {"word": str(word), "place": str(place), "position": int(position), "when": int(when) | float(when)} if (
            0 <= position <= _LAST_POSITION and 0 <= when <= _LAST_SECOND
        ):
            return Visit(word, place, position, when)
    raise ValueError("a run that was opened is not stated as one")
