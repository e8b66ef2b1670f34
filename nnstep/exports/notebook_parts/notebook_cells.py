"""The cells of a notebook, and the notebook itself, as Jupyter's format 4.5 has them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from nnstep.exports.solutions.solution import SolutionPicture
from nnstep.outputs.json_text import json_text


@dataclass(frozen=True, slots=True)
class MarkdownCell:
    """Text, with pictures in it that it names ``attachment:network.svg``."""

    text: str
    pictures: tuple[SolutionPicture, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeCell:
    """Lines of Python."""

    source: str


def notebook_text(cells: Iterable[MarkdownCell | CodeCell]) -> str:
    """Return a notebook that has not been run; the same cells give the same bytes."""
    document = {
        "cells": [_cell(number, cell) for number, cell in enumerate(cells, start=1)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json_text(document)


def _cell(number: int, cell: MarkdownCell | CodeCell) -> dict[str, Any]:
    shared = {"id": f"cell-{number}", "metadata": {}}
    match cell:
        case MarkdownCell(text, pictures):
            found = {**shared, "cell_type": "markdown", "source": text.splitlines(keepends=True)}
            attached = {f"{picture.id}.svg": {"image/svg+xml": _encoded(picture)} for picture in pictures}
            return {**found, "attachments": attached} if attached else found
        case CodeCell(source):
            code: dict[str, Any] = {"cell_type": "code", "execution_count": None, "outputs": []}
            return {**shared, **code, "source": source.splitlines(keepends=True)}


def _encoded(picture: SolutionPicture) -> str:
    return b64encode(picture.svg.encode()).decode()
