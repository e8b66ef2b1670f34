"""A parameter that comes out wrong, where nothing else is known: told by the place that holds it."""

from __future__ import annotations

import numpy as np

from nnstep.own_code.aligning.seen_values import in_order
from nnstep.own_code.aligning.supposed_run import run_one_step
from nnstep.own_code.finding.showing import CodeFault
from nnstep.own_code.supposing.blame import PASSED_ON
from nnstep.own_code.supposing.causes import Cause, OwnValue
from nnstep.own_code.supposing.code_case import CodeCase
from nnstep.own_code.watched import Assigned


def wrong_update(case: CodeCase, step: int) -> CodeFault | None:
    """Return the first line that gives a parameter another value than it should have, where no more is known."""
    found: list[tuple[int, CodeFault]] = []
    for id in case.trained:
        if case.occurs(step, id):
            continue
        places = case.places_of(id)
        start = np.asarray(case.context.program.start[id])
        held = {start.tobytes()}
        for one in case.assignments:
            is_update = one.place in places and one.kind not in PASSED_ON and one.value.size == start.size
            if not is_update or one.index in case.best_matches(case.truth) or one.value.tobytes() in held:
                continue
            if (seen := case.seen_at(one)) is not None:
                cause = _cause_at(case, step, id, one) or OwnValue(seen, id, step)
                found.append((one.index, CodeFault(cause, one, None)))
                break
    return min(found, key=lambda entry: entry[0])[1] if found else None


def _cause_at(case: CodeCase, step: int, id: str, assigned: Assigned) -> Cause | None:
    """Return the mistake that gives a parameter just this value."""
    ordered = in_order(assigned.value)
    fitting = []
    for suspect in case.suspects.around(None):
        if suspect.other is None:
            values = case.truth.run.before[1]
            for at in range(1, step + 1):
                run, values = run_one_step(case.context, suspect.supposition, at, values)
            value = run.value(step, id)
            if value is None or value.size != ordered.size:
                continue
            if np.allclose(in_order(value), ordered, rtol=case.seen.closeness, atol=0):
                fitting.append(suspect)
    return min(fitting, key=lambda suspect: suspect.bits).cause if fitting else None
