"""A decay and one minus it in each other's place: beta where 1 - beta belongs."""

from __future__ import annotations

from collections.abc import Iterator

from nnstep.expr.tree import Expr, Name, Number, names
from nnstep.grading.mistakes.rewriting import put
from nnstep.own_code.aligning.supposed_run import Supposition
from nnstep.own_code.supposing.code_mistake import CodeMistake, CodeSetting, Rewritten


def _exchanged(setting: CodeSetting, _start: Supposition) -> Iterator[Rewritten]:
    exercise = setting.context.exercise
    found: dict[str, dict[str, Expr]] = {}
    for op in exercise.ops:
        for id in names(op.expression) if op.role == "optimizer state" else ():
            if exercise.shapes.get(id) == () and id in setting.program.start:
                other = put(op.expression, id, Number(1.0) - Name(id))
                found.setdefault(id, {})[op.target] = other
    for id, expressions in found.items():
        yield Rewritten(f"1 - {id} stands where {id} belongs in the momentum, and the reverse", expressions)


DECAY_EXCHANGED = CodeMistake(
    id="decay-exchanged",
    question="Which part of the moving average is the old one's: beta, or what is left of 1?",
    suppose=_exchanged,
)
