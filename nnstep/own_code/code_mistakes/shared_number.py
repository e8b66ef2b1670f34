"""One number in place of a vector: a sum or a mean that goes over the neurons as well."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from nnstep.expr.array import Array
from nnstep.own_code.aligning.supposed_run import Supposition
from nnstep.own_code.supposing.code_mistake import CodeMistake, CodeSetting, Supposed, alternated


def _filled(over: Callable[[Array], float]) -> Callable[[Array], Array]:
    return lambda value: np.full(np.shape(value), over(value))


_WAYS: dict[str, Callable[[Array], float]] = {
    "summed": lambda v: float(np.sum(v)),
    "averaged": lambda v: float(np.mean(v)),
}


def _shared(setting: CodeSetting, start: Supposition) -> Iterator[Supposed]:
    gradients = [op.target for op in setting.program.ops if op.role == "bias gradient"]
    for group in alternated((gradients, *([one] for one in gradients))):
        for how, over in _WAYS.items():
            filled = dict.fromkeys(group, _filled(over))
            plan, *plans = (replace(plan, after={**plan.after, **filled}) for plan in (start.plan, *start.plans))
            yield Supposed(
                f"it is {how} over the neurons as well, not over the samples alone: "
                "all biases of the layer share one number",
                replace(start, plan=plan, plans=plans),
            )


SHARED_NUMBER = CodeMistake(
    id="one-number-for-all",
    question="Which axis counts the samples, and which the neurons?",
    suppose=_shared,
)
