"""The formats of answer sheets, one file each, found by the ending of the name, by ``--format``, or by their look."""

from __future__ import annotations

from collections.abc import Mapping

from nnstep.errors import CommandError
from nnstep.file_endings import ending_in
from nnstep.grading.sheet.formats.format import BlankFormat, FilledFormat
from nnstep.grading.sheet.formats.toml import FILLED_TOML, TOML
from nnstep.plugins import collected
from nnstep.problems.did_you_mean import meant

BLANK_FORMATS: Mapping[str, BlankFormat] = {
    row.name: row for row in (TOML, *collected(__name__, __path__, BlankFormat))
}
"""The formats of sheets to fill in, by name. Of several that have an ending the first one is usual."""
FILLED_FORMATS = tuple(dict.fromkeys((FILLED_TOML, *collected(__name__, __path__, FilledFormat))))
"""The formats of sheets that are read, the usual one first."""


def blank_endings(name: str | None = None) -> dict[str, str]:
    """Return the endings of a sheet to fill in, each with a description; those of one format, or all."""
    rows = [row for row in BLANK_FORMATS.values() if name in (None, row.name)]
    titles: dict[str, str] = {}
    for row in rows:
        for ending in row.endings:
            titles.setdefault(ending, row.title)
    return titles


def blank_format_named(name: str) -> BlankFormat:
    """Return the format of a sheet to fill in that is called so; raise CommandError where none is."""
    if name not in BLANK_FORMATS:
        hint = meant(name, BLANK_FORMATS) or f"choose {', '.join(BLANK_FORMATS)}"
        raise CommandError(f"there is no format {name!r} of blank sheets", hint)
    return BLANK_FORMATS[name]


def blank_format(ending: str) -> BlankFormat:
    """Return the usual format of a sheet to fill in whose file has this ending."""
    return next(row for row in BLANK_FORMATS.values() if ending in row.endings)


def filled_format(name: str, text: str = "") -> FilledFormat:
    """Return the format of a file that is read: by the ending of its name, else by the look of its text."""
    if ending := ending_in(name, (ending for row in FILLED_FORMATS for ending in row.endings)):
        return next(row for row in FILLED_FORMATS if ending in row.endings)
    plain = next((row for row in FILLED_FORMATS if ending_in(name, row.loose_endings)), FILLED_TOML)
    return next((row for row in FILLED_FORMATS if row.is_meant(text)), plain)
