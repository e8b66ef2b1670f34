"""The export formats, one file each, found by the ending of the file's name and by the target that is asked for."""

from __future__ import annotations

from collections.abc import Mapping

from nnstep.errors import ExportError
from nnstep.exports.formats.format import AnyFormat, ExportFormat, SolutionFormat
from nnstep.plugins import collected

_ROWS: list[AnyFormat] = [
    *collected(__name__, __path__, ExportFormat),
    *collected(__name__, __path__, SolutionFormat),
]
EXPORT_FORMATS: Mapping[str, AnyFormat] = {row.target: row for row in _ROWS}
"""Every format by what ``--to`` calls it."""


def endings(target: str | None = None) -> dict[str, str]:
    """Return the endings that a file can have, those of one target or of all, each with a description."""
    rows = [row for row in EXPORT_FORMATS.values() if target in (None, row.target)]
    every = {ending: [row for row in rows if ending in row.endings] for row in rows for ending in row.endings}
    return {ending: _usual(rows).title for ending, rows in every.items()}


def format_for(ending: str, target: str | None) -> AnyFormat:
    """Return the format of a file with this ending: the target's, or the usual one. Raise ExportError where none is."""
    rows = [row for row in EXPORT_FORMATS.values() if ending in row.endings and target in (None, row.target)]
    if not rows:
        raise ExportError(
            f"{target} is not written to {ending} files", f"leave out --to {target}, or change the ending"
        )
    return _usual(rows)


def _usual(rows: list[AnyFormat]) -> AnyFormat:
    return next((row for row in rows if row.is_usual), rows[0])
