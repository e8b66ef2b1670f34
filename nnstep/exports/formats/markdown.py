"""A worked solution in Markdown, its formulas in LaTeX and its pictures in files beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from nnstep.exports.formats.format import SolutionFormat, WrittenFile
from nnstep.exports.markdown_parts.markdown_text import introduction, markdown_equation, operation_paragraphs
from nnstep.exports.solutions.solution import Solution, SolutionPicture
from nnstep.outputs.document_text import markdown_text


def _text(solution: Solution, path: Path) -> str:
    return "\n\n".join(_paragraphs(solution, path)) + "\n"


def _paragraphs(solution: Solution, path: Path) -> Iterator[str]:
    yield from introduction(solution)
    for picture in solution.pictures:
        yield f"![{markdown_text(picture.caption)}]({quote(_picture_path(path, picture).name)})"
    for step in solution.steps:
        yield f"## {markdown_text(step.title)}"
        if step.given:
            yield "### Given"
            yield from map(markdown_equation, step.given)
        for phase in step.phases:
            if phase.operations:
                yield f"### {markdown_text(phase.title)}"
            for operation in phase.operations:
                yield from operation_paragraphs(operation)


def _pictures(solution: Solution, path: Path) -> tuple[WrittenFile, ...]:
    return tuple(WrittenFile(_picture_path(path, picture), picture.svg) for picture in solution.pictures)


def _picture_path(path: Path, picture: SolutionPicture) -> Path:
    return path.with_name(f"{path.stem}-{picture.id}.svg")


MARKDOWN = SolutionFormat("markdown", (".md", ".markdown"), "a worked solution in Markdown", _text, beside=_pictures)
