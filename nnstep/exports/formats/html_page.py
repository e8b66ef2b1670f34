"""A worked solution as a page of HTML: one file without script that asks nobody for anything, for phones and paper."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path

from nnstep.exports.formats.format import SolutionFormat
from nnstep.exports.page_parts.equation_rows import equation_rows
from nnstep.exports.solutions.solution import Solution, SolutionPicture, WorkedOperation, WorkedStep
from nnstep.harmless_text import visible

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""What a browser may load for the page: nothing."""


def _page(solution: Solution, _: Path) -> str:
    head = [
        '<meta charset="utf-8"/>',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}"/>',
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>',
        f"<title>{_text(solution.title)}</title>",
        f"<style>\n{_style('page.css')}</style>",
    ]
    body = f"<body>\n{_fragment(solution, _)}</body>"
    return f'<!DOCTYPE html>\n<html lang="en">\n<head>\n{chr(10).join(head)}\n</head>\n{body}\n</html>\n'


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
    svg = picture.svg[picture.svg.index("<svg") :].strip()
    return f"<figure>\n{svg}\n</figure>"


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
    return escape(visible(" ".join(text.split())))


PAGE = SolutionFormat("html", (".html", ".htm"), "a worked solution as a page for a browser", _page, _fragment)
