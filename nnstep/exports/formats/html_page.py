"""A worked solution as a page of HTML: one file without script that asks nobody for anything, for phones and paper."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

from nnstep.drawing.svg.markup import root_of
from nnstep.exports.formats.format import SolutionFormat
from nnstep.exports.page_parts.equation_rows import equation_rows
from nnstep.exports.solutions.solution import Solution, SolutionPicture, WorkedOperation, WorkedStep
from nnstep.outputs.document_text import html_text
from nnstep.outputs.web_page import web_page

_ALLOWED = "style-src 'unsafe-inline'; img-src data:"


def _page(solution: Solution, path: Path) -> str:
    return web_page(solution.title, _fragment(solution, path), f"\n{_style('page.css')}", _ALLOWED)


def _fragment(solution: Solution, _: Path) -> str:
    parts = [f"<style>\n{_style('solution.css')}</style>", '<main class="solution">', *_heading(solution)]
    parts += map(_picture, solution.pictures)
    for step in solution.steps:
        parts += _step(step)
    return "\n".join([*parts, "</main>", ""])


@cache
def _style(name: str) -> str:
    return files("nnstep.exports.page_parts").joinpath(name).read_text(encoding="utf-8")


def _heading(solution: Solution) -> Iterator[str]:
    yield f"<header>\n<h1>{_text(solution.title)}</h1>"
    yield f'<p class="kind">{"Exercise sheet" if solution.is_sheet else "Worked solution"}</p>'
    yield '<div class="about">'
    yield from (f"<p>{_text(paragraph)}</p>" for paragraph in solution.about)
    yield f'</div>\n<p class="rounding">{_text(solution.digits)}</p>\n</header>'


def _picture(picture: SolutionPicture) -> str:
    return f"<figure>\n{root_of(picture.svg)}\n</figure>"


def _step(step: WorkedStep) -> Iterator[str]:
    yield f'<section class="step">\n<h2>{_text(step.title)}</h2>'
    if step.given:
        yield '<h3>Given</h3>\n<div class="given">'
        yield from map(equation_rows, step.given)
        yield "</div>"
    for phase in step.phases:
        if phase.operations:
            yield f"<h3>{_text(phase.title)}</h3>"
            yield from map(_operation, phase.operations)
    yield "</section>"


def _operation(operation: WorkedOperation) -> str:
    place, _, name = operation.title.partition(" ")
    parts = [
        f'<article class="operation" id="op-{_text(place)}">',
        f'<h4><span class="place">{_text(place)}</span> {_text(name)}</h4>',
        f'<div class="main">{equation_rows(operation.main)}</div>',
    ]
    if operation.definitions:
        parts += ['<p class="label">where</p>', *map(equation_rows, operation.definitions)]
    parts += [f'<div class="element">{equation_rows(element)}</div>' for element in operation.elements]
    if operation.remark:
        parts.append(f'<p class="remark">{_text(operation.remark)}</p>')
    if operation.room:
        parts.append(f'<div class="room" style="--lines: {operation.room}"></div>')
    return "\n".join([*parts, "</article>"])


def _text(text: str) -> str:
    return html_text(" ".join(text.split()))


PAGE = SolutionFormat("html", (".html", ".htm"), "a worked solution as a page for a browser", _page, _fragment)
