"""The options of ``nnstep check`` that take some reading: tolerances, points, how many processes."""

from __future__ import annotations

import math
import os
from typing import TYPE_CHECKING, Any, get_args

from nnstep.errors import CommandError

if TYPE_CHECKING:
    from nnstep.grading.tolerance import Tolerance
    from nnstep.grading.verdict import Kind

_SHEETS_A_PROCESS = 50
"""For fewer sheets it does not pay to start another process."""


def chosen_tolerance(rules: dict[str, float | None], halves: Any, *, accepts_cut: bool) -> Tolerance:
    """Return the tolerance of the one rule that was given an amount; raise CommandError for two of them."""
    from nnstep.grading.tolerance import Tolerance

    asked = {rule: amount for rule, amount in rules.items() if amount is not None}
    if len(asked) > 1:
        raise CommandError(f"{' and '.join(f'--{rule}' for rule in asked)} can't be combined", "use one of them")
    for rule, amount in asked.items():
        return Tolerance(rule, amount, halves)  # type: ignore[arg-type]
    return Tolerance(halves=halves, accepts_cut=accepts_cut)


def chosen_points(text: str | None) -> dict[Kind, float]:
    """Return the points of each verdict, changed as ``carried=0.5,wrong=-1`` says; raise CommandError."""
    from nnstep.grading.verdict import OLD_IDS, POINTS, Kind

    scale = dict(POINTS)
    for part in filter(None, (text or "").split(",")):
        name, _, number = part.partition("=")
        kind = OLD_IDS.get(name.strip(), name.strip())
        if kind not in get_args(Kind):
            raise CommandError(f"unknown verdict {kind!r}", f"there are {', '.join(get_args(Kind))}")
        try:
            value = float(number)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise CommandError(f"invalid points {part!r}", "write it as carried=0.5")
        scale[kind] = value  # type: ignore[index]
    return scale


def chosen_jobs(jobs: int | None, sheets: int) -> int:
    """Return how many processes grade: as many as asked, or as the processor has cores where that pays."""
    if jobs is not None:
        return min(jobs, sheets)
    affinity = getattr(os, "sched_getaffinity", None)  # which some systems lack
    cores = len(affinity(0)) if affinity else os.cpu_count() or 1
    return max(1, min(cores, sheets // _SHEETS_A_PROCESS))
