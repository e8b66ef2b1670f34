"""Another array in place of the one that belongs there: the wrong variable is typed, or the wrong layer's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nnstep.expr.tree import Expr, Name, Transpose, names
from nnstep.grading.mistakes.exercise import Exercise
from nnstep.grading.mistakes.rewriting import put
from nnstep.own_code.aligning.supposed_run import Supposition
from nnstep.own_code.supposing.code_mistake import CodeMistake, CodeSetting, Rewritten
from nnstep.program.program import Op


@dataclass(frozen=True, slots=True)
class _Exchange:
    """One array that stands in place of another in one operation."""

    op: Op
    belongs: str
    stands: str
    expression: Expr


def _exchanged(setting: CodeSetting, _start: Supposition) -> Iterator[Rewritten]:
    exercise = setting.context.exercise
    every = list(_exchanges(exercise, setting.program.shapes))
    for one in every:
        yield Rewritten(
            f"{_within(one.op)}{one.stands} is used in place of {one.belongs}",
            {one.op.target: one.expression},
            (one.stands,),
        )
    layers = _layers(exercise)
    groups: dict[tuple[object, ...], list[_Exchange]] = {}
    for one in every:
        if one.belongs in layers and one.stands in layers:
            role, layer = layers[one.belongs]
            other, beside = layers[one.stands]
            groups.setdefault((one.op.role, role, other, beside - layer), []).append(one)
    for alike in groups.values():
        targets = {one.op.target: one.expression for one in alike}
        if len(targets) > 1:
            first = alike[0]
            yield Rewritten(
                f"{_within(first.op)}{first.stands} is used in place of {first.belongs}, and so on in the other layers",
                targets,
                (first.stands,),
            )


def _exchanges(exercise: Exercise, known: Mapping[str, object]) -> Iterator[_Exchange]:
    arrays = [id for id, shape in exercise.shapes.items() if shape and id in known]
    for op in exercise.ops:
        if op.phase == "error":
            continue
        for id in names(op.expression):
            for other in arrays if id in arrays else ():
                if other == id or (other == op.target and op.target not in names(op.expression)):
                    continue
                for operand in (Name(other), Transpose(Name(other))):
                    expression = put(op.expression, id, operand)
                    if _is_there(exercise, op.target, other, operand) and exercise.fits(op.target, expression):
                        yield _Exchange(op, id, other, expression)
                        break


def _within(op: Op) -> str:
    """Return what is said first of an operation of the optimizer."""
    return "in the optimizer's momentum or moment, " if op.role == "optimizer state" else ""


def _is_there(exercise: Exercise, target: str, other: str, operand: Name | Transpose) -> bool:
    """Return whether the other array is there when the operation is done."""
    if isinstance(operand, Transpose) and len(exercise.shapes[other]) != 2:
        return False
    at = exercise.positions.get(other, -1)
    return at < exercise.positions[target] or other in exercise.program.parameters


def _layers(exercise: Exercise) -> Mapping[str, tuple[str, int]]:
    """Return by array what it is, and of which layer: the input counts as the outputs of layer 0."""
    found: dict[str, tuple[str, int]] = {op.target: (op.role, op.layer) for op in exercise.ops}
    return {**found, "x": ("activation", 0)}


OTHER_OPERAND = CodeMistake(
    id="other-array",
    question="Which array does the formula name here, and which does this line read?",
    suppose=_exchanged,
    bits=14.0,
)
