"""Values that are no numbers any more, where nothing else is known to be wrong."""

from __future__ import annotations

import numpy as np

from nnstep.own_code.finding.showing import CodeFault
from nnstep.own_code.supposing.blame import PASSED_ON
from nnstep.own_code.supposing.causes import ProgramFault
from nnstep.own_code.supposing.code_case import CodeCase


def first_no_number(case: CodeCase) -> CodeFault | None:
    """Return the first line that makes NaN or infinity of finite numbers; None where the exercise does so as well."""
    if not all(np.isfinite(held.value).all() for held in case.truth.run.held):
        return None
    for one in case.assignments:
        if one.kind in PASSED_ON or np.isfinite(one.value).all():
            continue
        if all(np.isfinite(case.assignments[read].value).all() for read in one.reads):
            return CodeFault(_words(one.place), one, None)
    return None


def _words(place: str) -> ProgramFault:
    return ProgramFault(
        "no-number",
        f"{place} is no number from here on (NaN or infinity), and in the exercise it always is one",
        "What stands under the root, in the logarithm or below the fraction bar here, and is it negative or 0?",
    )
