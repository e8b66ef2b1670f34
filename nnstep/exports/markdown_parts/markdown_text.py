"""Texts and equations in Markdown: texts escaped, equations in LaTeX between dollar signs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nnstep.exports.solutions.solution import Solution, WorkedOperation
from nnstep.expr.mathematics.latex import equation_lines
from nnstep.expr.mathematics.math_tree import Equation
from nnstep.harmless_text import visible

_MARKS = re.compile(r"([\\`*_{}\[\]()#|~$!^:@])")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_AT_THE_START = re.compile(r"^(\d{1,9}(?=[.)])|[-+=](?=\s|$|[-=]))")
_LINE_OF_ROOM = "> &nbsp;\n>"


def markdown_text(text: str) -> str:
    """Return any text on one line, such that it shows as it is: no mark, no link, no element of HTML, no formula."""
    line = visible(" ".join(text.split()))
    line = "".join(_ENTITIES.get(character, character) for character in line)
    return _AT_THE_START.sub(r"\\\1" if line[:1] in "-+=" else r"\1\\", _MARKS.sub(r"\\\1", line))


def markdown_equation(equation: Equation) -> str:
    """Return an equation as a paragraph; less-than signs as commands, since a browser may read them first."""
    code = equation_lines(equation).replace("<", r"\lt ").replace(">", r"\gt ")
    return f"$$\n{code}\n$$"


def introduction(solution: Solution) -> Iterator[str]:
    """Yield the paragraphs that a document begins with."""
    yield f"# {markdown_text(solution.title)}"
    yield f"**{'Exercise sheet' if solution.is_sheet else 'Worked solution'}**"
    yield from map(markdown_text, solution.about)
    yield f"*{markdown_text(solution.digits)}*"


def operation_paragraphs(operation: WorkedOperation) -> Iterator[str]:
    """Yield the paragraphs of an operation."""
    yield f"#### {markdown_text(operation.title)}"
    yield markdown_equation(operation.main)
    if operation.definitions:
        yield "where"
        yield from map(markdown_equation, operation.definitions)
    yield from map(markdown_equation, operation.elements)
    if operation.remark:
        yield f"*{markdown_text(operation.remark)}*"
    if operation.room:
        yield "\n".join([_LINE_OF_ROOM] * operation.room)
