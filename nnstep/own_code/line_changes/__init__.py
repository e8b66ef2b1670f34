"""The mistakes that one line of source shows, one file each, found by this folder."""

from __future__ import annotations

from nnstep.own_code.mending.line_change import LineChange
from nnstep.plugins import collected

LINE_CHANGES: tuple[LineChange, ...] = tuple(collected(__name__, __path__, LineChange))
"""Every one, in the order of the files' names."""
