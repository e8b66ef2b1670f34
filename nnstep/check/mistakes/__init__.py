"""The mistakes, by what they are about: each a row in one of these files, and nothing else names it."""

from __future__ import annotations

from nnstep.catalogue import collected
from nnstep.check.mistake import Mistake

MISTAKES: tuple[Mistake, ...] = tuple(collected(__name__, __path__, Mistake))
"""Every mistake, in the order of the files' names."""
