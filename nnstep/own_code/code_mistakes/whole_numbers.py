"""Arrays of whole numbers, into which fractions are written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from nnstep.expr.array import Array
from nnstep.own_code.aligning.supposed_run import Supposition
from nnstep.own_code.supposing.code_mistake import CodeMistake, CodeSetting, Supposed, alternated


def _without_fraction(value: Array) -> Array:
    return np.asarray(np.trunc(value))


def _cut(setting: CodeSetting, start: Supposition) -> Iterator[Supposed]:
    targets = [op.target for op in setting.program.ops]
    for group in alternated((setting.trained, *([one] for one in targets))):
        cut = dict.fromkeys(group, _without_fraction)
        plan, *plans = (replace(plan, after={**plan.after, **cut}) for plan in (start.plan, *start.plans))
        yield Supposed(
            "an array with an integer dtype holds it: everything after the decimal point is cut off",
            replace(start, plan=plan, plans=plans),
        )


WHOLE_NUMBERS = CodeMistake(
    id="cut-to-whole-numbers",
    question="Which dtype has the array that this line writes into?",
    suppose=_cut,
)
