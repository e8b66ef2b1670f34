"""An array that comes in with the wrong sign."""

from __future__ import annotations

from collections.abc import Iterator

from nnstep.expr.tree import Name, names
from nnstep.grading.mistakes.rewriting import put, scaled
from nnstep.own_code.aligning.supposed_run import Supposition
from nnstep.own_code.supposing.code_mistake import CodeMistake, CodeSetting, Rewritten


def _negated(setting: CodeSetting, _start: Supposition) -> Iterator[Rewritten]:
    exercise = setting.context.exercise
    functions = {op.target for op in exercise.ops if op.role in ("pre-activation", "activation")}
    for op in exercise.ops:
        if op.phase == "error":
            continue
        for id in names(op.expression):
            if exercise.shapes.get(id):
                expression = put(op.expression, id, scaled(-1.0, Name(id)))
                within = "in the derivative of the activation, " if op.phase == "backward" and id in functions else ""
                diagnosis = f"{within}{id} comes in with the wrong sign: plus in place of minus, or the reverse"
                yield Rewritten(diagnosis, {op.target: expression})


OPERAND_SIGN = CodeMistake(
    id="sign-of-operand", question="Is it added or subtracted in the formula?", suppose=_negated, bits=14.0
)
