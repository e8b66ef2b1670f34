"""The mistakes, by what they are about: each a row in one of these files, and nothing else names it."""

from __future__ import annotations

from nnstep.grading.mistakes.kinds import Mistake
from nnstep.plugins import collected

MISTAKES: tuple[Mistake, ...] = tuple(collected(__name__, __path__, Mistake))
"""Every mistake, in the order of the files' names."""
