"""Refuses what needs values that a recording does not hold."""

from __future__ import annotations

from collections.abc import Iterable

from nnstep.engine.frame import Frame
from nnstep.errors import CommandError
from nnstep.problems.message_text import listed

RECOMPUTE = "the command recompute (nnstep replay --recompute) computes it from the scenario in the recording"


def check_recorded(frame: Frame, ids: Iterable[str] | None = None) -> None:
    """Raise CommandError where the recording lacks any of these quantities at a frame, by default any at all."""
    missing = [id for id in (frame.program.quantities if ids is None else ids) if frame.lacks(id)]
    if missing:
        raise CommandError(f"{listed(missing)} is not recorded at {frame.place}", RECOMPUTE)
