"""Texts and equations in Markdown: texts escaped, equations in LaTeX between dollar signs."""

from __future__ import annotations

from collections.abc import Iterator

from nnstep.exports.solutions.solution import Solution, WorkedOperation
from nnstep.expr.mathematics.latex import equation_lines
from nnstep.expr.mathematics.math_tree import Equation
from nnstep.outputs.document_text import markdown_paragraph, markdown_text

_IN_FORMULAS = str.maketrans({"<": r"\lt ", ">": r"\gt ", "`": "\N{LEFT SINGLE QUOTATION MARK}"})
_LINE_OF_ROOM = "> &nbsp;\n>"


def markdown_equation(equation: Equation) -> str:
    """Return an equation as a paragraph, without signs that begin an element of HTML, or code."""
    return f"$$\n{equation_lines(equation).translate(_IN_FORMULAS)}\n$$"


def introduction(solution: Solution) -> Iterator[str]:
    """Yield the paragraphs that a document begins with."""
    yield f"# {markdown_text(solution.title)}"
    yield f"**{'Exercise sheet' if solution.is_sheet else 'Worked solution'}**"
    yield from map(markdown_paragraph, solution.about)
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
