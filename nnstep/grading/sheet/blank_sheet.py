"""Answer sheets as text: a blank one to fill in, or one with numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import numpy as np

from nnstep import limits
from nnstep.errors import CommandError
from nnstep.explain.explanation import operation_formula
from nnstep.expr.array import Shape
from nnstep.grading.sheet.answer_sheet import Index
from nnstep.harmless_text import visible
from nnstep.program.addresses import address
from nnstep.program.program import Program

MOST_NUMBERS = 400
"""A quantity of more numbers has no place on a blank sheet."""


def blank_sheet(program: Program, steps: int = 1) -> str:
    """Return a sheet with a place for every number that `steps` training steps give, each quantity with its formula.

    Raise CommandError where there are too many.
    """
    places = steps * sum(min(MOST_NUMBERS, int(np.prod(program.shapes[op.target]))) for op in program.ops)
    if places > limits.SHEET_NUMBERS:
        message = f"a sheet for {steps:,} training steps has {places:,} places, and at most {limits.SHEET_NUMBERS:,}"
        raise CommandError(f"{message} are written", "choose fewer training steps")
    lines = [*_heading(program, f"Answers to {program.name}")]
    for step in range(1, steps + 1):
        if step > 1:
            lines += ["", f"[step.{step}]"]
        for op in program.ops:
            shape = program.shapes_in(step - 1)[op.target]
            lines += ["", f"# {visible(operation_formula(op, program))}"]
            if int(np.prod(shape, dtype=int)) > MOST_NUMBERS:
                lines.append(
                    f"# {op.target} has {'×'.join(map(str, shape))} numbers: give some, as {op.target}.0.0 = ..."
                )
            else:
                lines.append(f"{op.target} = {_nested(shape, _is_column(op.target, shape, program), {})}")
    return "\n".join(lines) + "\n"


def sheet_text(program: Program, texts: Mapping[tuple[int, str], Mapping[Index, str]], title: str) -> str:
    """Return a sheet that holds these numbers; a quantity that is not whole is written element by element."""
    lines = [*_heading(program, title)]
    present = 1
    for (step, id), numbers in sorted(texts.items(), key=lambda item: item[0][0]):
        if step != present:
            lines += ["", f"[step.{step}]"]
            present = step
        shape = program.shapes_in(step - 1)[id]
        if len(numbers) == int(np.prod(shape, dtype=int)):
            lines.append(f"{id} = {_nested(shape, _is_column(id, shape, program), numbers)}")
        else:
            lines += [f"{_dotted(id, index, program)} = {_quoted(number)}" for index, number in numbers.items()]
    return "\n".join(lines) + "\n"


def _dotted(id: str, index: Index, program: Program) -> str:
    """Return the key of one element: ``W1.0.2``, ``z1.0``."""
    return re.sub(r"[\[,]", ".", address(id, index, program).removesuffix("]"))


def _heading(program: Program, title: str) -> Iterator[str]:
    yield f'title = "{_plain(title)}"'
    yield f"# {visible(program.title)}"
    yield '# Write each number with as many digits as you have: they say what is compared. Fractions as "1/3".'


def _plain(text: str) -> str:
    return visible(text).replace("\\", "/").replace('"', "'")


def _is_column(id: str, shape: Shape, program: Program) -> bool:
    return id in program.columns and 1 in shape


def _nested(shape: Shape, flat: bool, numbers: Mapping[Index, str]) -> str:  # noqa: FBT001 - private
    if not shape:
        return _quoted(numbers.get((), ""))
    if flat:
        return _list(_quoted(numbers.get(index, "")) for index in np.ndindex(shape))
    rows, columns = shape
    return _list(_list(_quoted(numbers.get((i, j), "")) for j in range(columns)) for i in range(rows))


def _list(parts: Iterator[str]) -> str:
    return f"[{', '.join(parts)}]"


def _quoted(number: str) -> str:
    """Return a number as TOML has it: in quotes what is left open, fractions, and -0, which is 0 as an integer."""
    return f'"{number}"' if not number or "/" in number or number == "-0" else number
