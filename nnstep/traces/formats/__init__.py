"""The formats that a trace is converted between, one file each, found by the ending of the name."""

from __future__ import annotations

from nnstep.plugins import collected
from nnstep.traces.formats.format import TraceFormat

TRACE_FORMATS = {ending: row for row in collected(__name__, __path__, TraceFormat) for ending in row.endings}
"""Every format by the ending of its files' names, as in ``.csv``."""
