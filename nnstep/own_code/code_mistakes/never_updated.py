"""Parameters that stay as they were: the update goes to a copy, or is left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from nnstep.own_code.aligning.supposed_run import Supposition
from nnstep.own_code.supposing.code_mistake import CodeMistake, CodeSetting, Supposed, alternated


def _kept(setting: CodeSetting, start: Supposition) -> Iterator[Supposed]:
    trained = setting.trained
    biases = [id for id in trained if id in setting.program.columns]
    weights = [id for id in trained if id not in biases]
    layers = setting.layers_of(trained)
    for group in alternated((*([id] for id in trained), biases, weights, *layers)):
        kept = {(step, id): setting.program.start[id] for id in group for step in setting.each_step}
        names = " and ".join(group)
        verb = "is" if len(group) == 1 else "are"
        yield Supposed(
            f"{names} {verb} never updated: the forward pass of the next training step reads the old values",
            replace(start, put={**start.put, **kept}),
        )


NEVER_UPDATED = CodeMistake(
    id="never-updated",
    question="Which array does the update write, and which does the next forward pass read?",
    suppose=_kept,
    bits=8.0,
)
