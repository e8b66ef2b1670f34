"""The known mistakes, by subject, each a row of data."""

from __future__ import annotations

from nnstep.grading.mistakes.kinds import Mistake
from nnstep.plugins import collected

MISTAKES: tuple[Mistake, ...] = tuple(collected(__name__, __path__, Mistake))
"""Every mistake, in the order of the files' names."""
