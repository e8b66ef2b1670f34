"""The catalogue of mistakes as a page of the documentation.

Regenerate it with ``python -m nnstep.grading.reports.catalogue > docs/mistakes.md``.
"""

from __future__ import annotations

from collections.abc import Iterator

from nnstep.expr.tree import names
from nnstep.expr.walks.numpy_line import source
from nnstep.grading.mistakes import MISTAKES
from nnstep.grading.mistakes.exercise import FREE, Exercise
from nnstep.grading.mistakes.kinds import Mistake, OperationMistake
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load

_EXAMPLES = ("sigmoid-2-2-2", "xor", "softmax-three-classes", "kapur-relu", "kapur-momentum", "kapur-folded-biases")
"""The bundled exercises in which examples are looked for, in this order."""


def catalogue() -> str:
    """Return the page, in Markdown: id, diagnosis, question, source and an example of every mistake."""
    programs = [compile_program(load(find(name))) for name in _EXAMPLES]
    lines = ["# Mistakes that `nnstep check` recognizes", "", f"This page is generated. There are {len(MISTAKES)}."]
    for mistake in MISTAKES:
        lines += ["", f"## `{mistake.id}`", "", f"You get these digits if {mistake.diagnosis}.", ""]
        lines.append(f"*Question:* {mistake.question}")
        lines += ["", f"*Source:* {mistake.source}."] if mistake.source else []
        example = next((found for program in programs for found in _examples(mistake, program)), "")
        lines += ["", example] if example else []
    return "\n".join(lines) + "\n"


def _examples(mistake: Mistake, program: Program) -> Iterator[str]:
    """Yield examples of a mistake in single operations: the wrong NumPy line and the right one."""
    if not isinstance(mistake, OperationMistake):
        return
    exercise = Exercise(program)
    for op, own in zip(exercise.ops, program.ops, strict=True):
        for way in mistake.rewrite(op, exercise):
            if (
                FREE not in names(way.expression)
                and way.expression != op.expression
                and exercise.fits(op.target, way.expression)
            ):
                wrong = source(exercise.oriented(way.expression))
                yield f"*Example* (`{program.name}`): `{op.target} = {wrong}` in place of `{own.source}`"


if __name__ == "__main__":
    print(catalogue(), end="")
