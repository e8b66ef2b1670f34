"""A forward pass that is not repeated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from nnstep.own_code.aligning.supposed_run import Supposition
from nnstep.own_code.supposing.code_mistake import CodeMistake, CodeSetting, Supposed, alternated


def _only_once(setting: CodeSetting, start: Supposition) -> Iterator[Supposed]:
    forward = [op.target for op in setting.program.ops if op.phase == "forward"]
    for group in alternated((forward, *([id] for id in forward))):
        put = {
            (step, id): setting.results[1, id]
            for id in group
            for step in setting.each_step[1:]
            if (1, id) in setting.results
        }
        what = "the forward pass" if len(group) > 1 else group[0]
        if put:
            yield Supposed(
                f"{what} of the first training step, an old value, is used: it is not computed again",
                replace(start, put={**start.put, **put}),
            )


STALE_FORWARD = CodeMistake(
    id="stale-forward-pass",
    question="Is the forward pass inside the loop, and do these names hold its new results?",
    suppose=_only_once,
)
