"""Phases of a program as a person lists them: ``forward,error``, or by their titles."""

from __future__ import annotations

from nnstep.errors import CommandError
from nnstep.problems.did_you_mean import meant
from nnstep.problems.message_text import listed
from nnstep.program.program import PHASE_TITLES, Phase, Program


def chosen_phases(text: str | None, program: Program) -> frozenset[Phase]:
    """Return the phases that are named, all of the program's if `text` is None; raise CommandError for others."""
    here = {op.phase: None for op in program.ops}
    if text is None:
        return frozenset(here)
    found: list[Phase] = []
    for word in filter(None, (part.strip().lower() for part in text.split(","))):
        phase = next((name for name in PHASE_TITLES if word in (name, PHASE_TITLES[name])), None)
        if phase is None or phase not in here:
            missing = f"{word!r} is no phase" if phase is None else f"this program has no phase {phase}"
            raise CommandError(missing, meant(word, here) or f"choose from {listed(here)}")
        found.append(phase)
    if not found:
        raise CommandError("no phase is named", f"choose from {listed(here)}")
    return frozenset(found)
