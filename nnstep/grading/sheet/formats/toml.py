"""Sheets as lines ``z1 = [3.3, 3.8]``: the format that a text editor fills in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from nnstep.explain.explanation import operation_formula
from nnstep.grading.sheet.form.sheet_form import FormCell, FormField, SheetForm
from nnstep.grading.sheet.formats.format import BlankFormat, FilledFormat
from nnstep.grading.sheet.sheet_document import SheetDocument
from nnstep.grading.sheet.sheet_text import sheet_document
from nnstep.harmless_text import visible


def toml_text(form: SheetForm) -> str:
    """Return a sheet as lines of TOML; a quantity that is not whole is written element by element."""
    lines = [
        f'title = "{_plain(form.title)}"',
        f"# {visible(form.program.title)}",
        '# Write each number with as many digits as you have: they say what is compared. Fractions as "1/3".',
    ]
    for step, fields in form.steps:
        if step > 1:
            lines += ["", f"[step.{step}]"]
        for field in fields:
            lines += ["", *_field_lines(form, field)]
    return "\n".join(lines) + "\n"


def _field_lines(form: SheetForm, field: FormField) -> Iterator[str]:
    if field.op is not None:
        yield f"# {visible(operation_formula(field.op, form.program))}"
    if not field.rows:
        yield f"# {field.id} has {'×'.join(map(str, field.shape))} numbers: give some, as {field.id}.0.0 = ..."
    elif not field.is_whole:
        for (cell,) in field.rows:
            yield f"{_dotted(field, cell)} = {_quoted(cell)}"
    elif not field.shape:
        yield f"{field.id} = {_quoted(field.rows[0][0])}"
    elif field.is_line or len(field.shape) == 1:
        yield f"{field.id} = {_list(_quoted(cell) for row in field.rows for cell in row)}"
    else:
        yield f"{field.id} = {_list(_list(map(_quoted, row)) for row in field.rows)}"


def _dotted(field: FormField, cell: FormCell) -> str:
    """Return the key of one element: ``W1.0.2``, ``z1.0``."""
    name = cell.name.removeprefix(f"step.{field.step}.")
    return re.sub(r"[\[,]", ".", name.removesuffix("]"))


def _plain(text: str) -> str:
    return visible(text).replace("\\", "/").replace('"', "'")


def _list(parts: Iterable[str]) -> str:
    return f"[{', '.join(parts)}]"


def _quoted(cell: FormCell) -> str:
    """Return a number as TOML has it: in quotes what is left open, fractions, and -0, which is 0 as an integer."""
    return f'"{cell.text}"' if not cell.text or "/" in cell.text or cell.text == "-0" else cell.text


def _document(text: str, path: str) -> SheetDocument:
    return SheetDocument(*sheet_document(text, path))


TOML = BlankFormat("toml", (".toml",), "an answer sheet", toml_text)
FILLED_TOML = FilledFormat((".toml",), _document)
