"""Another array in place of the one that belongs there: the wrong variable is typed."""

from __future__ import annotations

from collections.abc import Iterator

from nnstep.expr.tree import Name, Transpose, names
from nnstep.grading.mistakes.exercise import Exercise
from nnstep.grading.mistakes.rewriting import put
from nnstep.own_code.aligning.supposed_run import Supposition
from nnstep.own_code.finding.code_mistake import CodeMistake, CodeSetting, Rewritten


def _exchanged(setting: CodeSetting, _start: Supposition) -> Iterator[Rewritten]:
    exercise = setting.context.exercise
    arrays = [id for id, shape in exercise.shapes.items() if shape and id in setting.program.shapes]
    for op in exercise.ops:
        if op.phase == "error":
            continue
        for id in names(op.expression):
            if id not in arrays:
                continue
            for other in arrays:
                if other == id or (other == op.target and op.target not in names(op.expression)):
                    continue
                for operand in (Name(other), Transpose(Name(other))):
                    expression = put(op.expression, id, operand)
                    if _is_possible(exercise, op.target, other, operand) and exercise.fits(op.target, expression):
                        written = f"{other}, transposed," if isinstance(operand, Transpose) else other
                        yield Rewritten(f"{written} is used in place of {id}", op.target, expression, (other,))
                        break


def _is_possible(exercise: Exercise, target: str, other: str, operand: Name | Transpose) -> bool:
    """Return whether the other array is there when the operation is done."""
    if isinstance(operand, Transpose) and len(exercise.shapes[other]) != 2:
        return False
    at = exercise.positions.get(other, -1)
    return at < exercise.positions[target] or other in exercise.program.parameters


OTHER_OPERAND = CodeMistake(
    id="other-array",
    question="Which array does the formula name here, and which does this line read?",
    suppose=_exchanged,
    bits=14.0,
)
