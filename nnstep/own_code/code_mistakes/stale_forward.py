"""A forward pass that is not repeated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from nnstep.own_code.aligning.supposed_run import Supposition
from nnstep.own_code.finding.code_mistake import CodeMistake, CodeSetting, Supposed


def _only_once(setting: CodeSetting, start: Supposition) -> Iterator[Supposed]:
    forward = [op.target for op in setting.program.ops if op.phase == "forward"]
    put = {
        (step, id): setting.results[1, id]
        for id in forward
        for step in setting.each_step[1:]
        if (1, id) in setting.results
    }
    if put:
        yield Supposed(
            "the forward pass of an earlier training step is used: it is not computed again with the new weights",
            replace(start, put={**start.put, **put}),
        )


STALE_FORWARD = CodeMistake(
    id="stale-forward-pass",
    question="Is the forward pass inside the loop, and do these names hold its new results?",
    suppose=_only_once,
)
