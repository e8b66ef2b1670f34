"""The known mistakes, by subject, each a row of data."""

from __future__ import annotations

from nnstep.grading.mistakes.kinds import Mistake
from nnstep.plugins import collected

MISTAKES: tuple[Mistake, ...] = tuple(collected(__name__, __path__, Mistake))
"""Every mistake, in the order of the files' names."""
_DIAGNOSES = {mistake.id: mistake.diagnosis for mistake in MISTAKES}


def meaning_of(ids: str) -> str:
    """Return what was done in a mistake, or in several made together, whose ids an `Explanation` joins."""
    return ", and ".join(_DIAGNOSES.get(id, id) for id in ids.split(" + "))
