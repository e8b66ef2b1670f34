r"""Sheets in LaTeX: to print, with room to write, or to fill in as ``\answer{W1[0,2]}{0.5}`` and hand in."""

from __future__ import annotations

import re

from nnstep.grading.sheet.form.sheet_form import SheetForm
from nnstep.grading.sheet.formats.format import BlankFormat, FilledFormat
from nnstep.grading.sheet.place_table import PlaceTable
from nnstep.grading.sheet.sheet_document import SheetDocument
from nnstep.problems.text_lines import Span

_INSIDE = r"(?:[^{}]|\{(?:[^{}]|\{[^{}]{0,99}\}){0,99}\}){0,999}"
_ANSWER = re.compile(rf"\\answer\s{{0,9}}\{{([^{{}}]{{1,99}})\}}\s{{0,9}}\{{({_INSIDE})\}}")
"""A place and its number; with bounds, so that braces that are never closed take no time."""
_COMMENT = re.compile(r"(?<!\\)%.*")


def tex_document(text: str, _path: str) -> SheetDocument:
    r"""Return what stands in the ``\answer``s of a document."""
    table = PlaceTable()
    plain = _COMMENT.sub(lambda match: " " * len(match[0]), text)
    for match in _ANSWER.finditer(plain):
        if match[1] != "#1":
            table.add(match[1], [match[2].strip()], Span(*match.span()))
    return SheetDocument(table.answers, table.positions, has_places=True)


def _is_document(text: str) -> bool:
    return "\\documentclass" in text or "\\answer{" in text


def _printed(form: SheetForm) -> str:
    from nnstep.grading.sheet.page.printed_sheet import printed_sheet  # loaded to write one, not to read a sheet

    return printed_sheet(form)


TEX = BlankFormat("tex", (".tex",), "a sheet to print, in LaTeX", _printed)
FILLED_TEX = FilledFormat((".tex",), tex_document, _is_document, is_doubtful=True)
