"""The export formats, one file each, found by the ending of the name."""

from __future__ import annotations

from nnstep.exports.formats.format import ExportFormat
from nnstep.plugins import collected

EXPORT_FORMATS = {ending: row for row in collected(__name__, __path__, ExportFormat) for ending in row.endings}
"""Every format by the ending of its files' names, as in ``.py``."""
