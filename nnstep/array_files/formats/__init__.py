"""The formats of array files, one file each, found by the ending of the name."""

from __future__ import annotations

from nnstep.array_files.formats.format import Format
from nnstep.plugins import collected

FORMATS = {ending: row for row in collected(__name__, __path__, Format) for ending in row.endings}
"""Every format by the ending of its files' names, as in ``.npy``."""
