"""The markup of a sheet as a form: one file, which works from a folder and asks nobody for anything."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib.resources import files

from nnstep.expr.mathematics.mathml import mathml
from nnstep.grading.sheet.form.field_formula import field_formula
from nnstep.grading.sheet.form.sheet_form import FormCell, FormField, SheetForm
from nnstep.harmless_text import visible
from nnstep.outputs.document_text import html_text
from nnstep.outputs.web_page import web_page

_HINT = (
    "Write each number with as many digits as you have: they say what is compared. 0.5, 0,5, 2.4e-3 and 1/3 are read. "
    "Enter goes on, the arrows go up and down, and a matrix that you paste fills its cells. "
    "What you type stays in this browser until you empty the page."
)
_WIDE = 7
"""A matrix of more columns is printed with smaller places."""


def form_page(form: SheetForm) -> str:
    """Return the page; its script and style alone may run, by their hashes."""
    style, script = _part("sheet_page.css"), _part("sheet_page.js")
    allowed = f"style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'"
    body = "\n".join([*_body(form), f"<script>{script}</script>\n"])
    return web_page(form.title, body, style, allowed)


@cache
def _part(name: str) -> str:
    return f"\n{files('nnstep.grading.sheet.page').joinpath(name).read_text(encoding='utf-8')}"


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _body(form: SheetForm) -> Iterator[str]:
    name, title = html_text(_plain(form.program.name)), html_text(_plain(form.title))
    places = "\n".join(cell.name for field in form.fields for row in field.rows for cell in row)
    print_ = sha256(f"{form.program.name}\n{places}".encode()).hexdigest()[:16]
    yield "<main>"
    yield f'<form id="sheet" autocomplete="off" data-name="{name}" data-title="{title}" data-print="{print_}">'
    yield f"<h1>{html_text(form.program.title)}</h1>"
    yield '<p class="written">Name: ______________________________ &nbsp; Date: ______________</p>'
    yield f'<p class="hint">{_HINT}</p>'
    yield "<noscript><p>Without a script this page can be printed, but not saved.</p></noscript>"
    several = len({field.step for field in form.fields}) > 1
    for step, fields in form.steps:
        yield f'<section data-step="{step}">'
        if several:
            yield f"<h2>Training step {step}</h2>"
        yield '<div class="fields">'
        for field in fields:
            yield from _field(form, field)
        yield "</div>\n</section>"
    yield '<div class="bar">'
    yield '<label>Name <input id="who" maxlength="80"></label>'
    yield '<button id="save">Save the sheet</button>'
    yield '<button type="button" class="quiet" id="print">Print</button>'
    yield '<button type="button" class="quiet" id="empty">Empty</button>'
    yield '<output id="status" aria-live="polite"></output>'
    yield "</div>"
    yield '<details id="as-text"><summary>The sheet as text, to copy</summary>'
    yield '<textarea id="text" rows="12" readonly aria-label="The sheet as text"></textarea></details>'
    yield "</form>\n</main>"


def _field(form: SheetForm, field: FormField) -> Iterator[str]:
    wide = ' class="wide"' if max(map(len, field.rows), default=0) > _WIDE else ""
    yield f'<fieldset{wide} data-id="{html_text(field.id)}" data-form="{_form_of(field)}">'
    yield f"<legend>{mathml(field_formula(field, form.program))} <code>{html_text(field.id)}</code></legend>"
    if field.rows:
        matrix = ' class="matrix"' if field.is_whole and field.shape else ""
        yield f'<div class="cells"><table{matrix}>'
        if field.is_grid:
            yield f"<thead><tr><th></th>{''.join(f'<th>{at}</th>' for at in range(len(field.rows[0])))}</tr></thead>"
        yield "<tbody>"
        for number, row in enumerate(field.rows):
            yield f'<tr><th scope="row">{_row_label(field, number)}</th>{"".join(map(_cell, row))}</tr>'
        yield "</tbody></table></div>"
    else:
        size = "×".join(map(str, field.shape))
        yield f'<p class="note">{size} numbers are too many for a form: add some to the saved sheet.</p>'
    yield "</fieldset>"


def _form_of(field: FormField) -> str:
    """Return how the field is written on the saved sheet."""
    if not field.is_whole:
        return "elements"
    if not field.shape:
        return "number"
    return "line" if field.is_line or len(field.shape) == 1 else "rows"


def _row_label(field: FormField, number: int) -> str:
    if not field.is_whole:
        return html_text(field.rows[number][0].name)
    return str(number) if len(field.rows) > 1 else ""


def _cell(cell: FormCell) -> str:
    name = html_text(cell.name)
    value = f' value="{html_text(cell.text)}"' if cell.text else ""
    return f'<td><input data-place="{name}" aria-label="{name}"{value} spellcheck="false" autocapitalize="off"></td>'


def _plain(text: str) -> str:
    return visible(text).replace("\\", "/").replace('"', "'")
