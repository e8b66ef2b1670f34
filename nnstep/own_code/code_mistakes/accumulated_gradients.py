"""Gradients that are never set back to 0."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from nnstep.own_code.aligning.supposed_run import Supposition
from nnstep.own_code.supposing.code_mistake import CodeMistake, CodeSetting, Supposed, alternated


def _summed(setting: CodeSetting, start: Supposition) -> Iterator[Supposed]:
    gradients = [op.target for op in setting.program.ops if op.phase == "gradient"]
    of_weights = [op.target for op in setting.program.ops if op.role == "weight gradient"]
    of_biases = [op.target for op in setting.program.ops if op.role == "bias gradient"]
    for group in alternated((gradients, of_weights, of_biases, *([one] for one in gradients))):
        yield Supposed(
            "the gradients of earlier training steps are still in it: they add up, and are never set to zero",
            replace(start, summed=frozenset(group)),
        )


ACCUMULATED_GRADIENTS = CodeMistake(
    id="gradients-accumulated",
    question="Where is the gradient set to 0 before the next training step?",
    suppose=_summed,
)
