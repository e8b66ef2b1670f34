"""A worked solution in LaTeX, for any TeX that has amsmath and TikZ."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from nnstep.exports.formats.format import SolutionFormat
from nnstep.exports.solutions.solution import Solution, WorkedOperation
from nnstep.exports.tex_parts.tikz_picture import tikz_picture
from nnstep.expr.mathematics.latex import equation_lines
from nnstep.expr.mathematics.math_tree import Equation
from nnstep.expr.mathematics.tex_text import SIGN_COMMAND, plain_ascii, tex_text


def _document(solution: Solution, path: Path) -> str:
    body = f"\\begin{{document}}\n{_fragment(solution, path)}\\end{{document}}"
    return f"{_part('preamble.tex')}{body}\n"


def _fragment(solution: Solution, _: Path) -> str:
    return plain_ascii(SIGN_COMMAND + _part("commands.tex") + "\n\n".join(_paragraphs(solution)) + "\n")


def _part(name: str) -> str:
    return files("nnstep.exports.tex_parts").joinpath(name).read_text(encoding="utf-8")


def _paragraphs(solution: Solution) -> Iterator[str]:
    yield rf"\section*{{{tex_text(solution.title)}}}"
    yield rf"\textbf{{{'Exercise sheet' if solution.is_sheet else 'Worked solution'}}}"
    yield from (rf"{{\small {tex_text(paragraph)}\par}}" for paragraph in solution.about)
    yield rf"{{\small\itshape {tex_text(solution.digits)}\par}}"
    for picture in solution.pictures:
        yield rf"\noindent\resizebox{{0.9\linewidth}}{{!}}{{{tikz_picture(picture.svg)}}}"
    for step in solution.steps:
        yield rf"\subsection*{{{tex_text(step.title)}}}"
        if step.given:
            yield r"\subsubsection*{Given}"
            given = "\n".join(rf"\nnstepgiven{{{equation_lines(equation)}}}" for equation in step.given)
            yield rf"{{\raggedright\lineskip=8pt\lineskiplimit=8pt\noindent{chr(10)}{given}\par}}"
        for phase in step.phases:
            if phase.operations:
                yield rf"\subsubsection*{{{tex_text(phase.title)}}}"
            for operation in phase.operations:
                yield from _operation(operation)


def _operation(operation: WorkedOperation) -> Iterator[str]:
    yield rf"\textbf{{{tex_text(operation.title)}}}\nopagebreak"
    yield _equation(operation.main)
    if operation.definitions:
        yield r"{\small where\par}\nopagebreak"
        yield from map(_equation, operation.definitions)
    yield from map(_equation, operation.elements)
    if operation.remark:
        yield rf"{{\small\itshape {tex_text(operation.remark)}\par}}"
    if operation.room:
        yield rf"\nnsteproom{{{operation.room}}}"


def _equation(equation: Equation) -> str:
    return rf"\nnstepfit{{{equation_lines(equation)}}}"


TEX = SolutionFormat("latex", (".tex",), "a worked solution in LaTeX", _document, _fragment)
