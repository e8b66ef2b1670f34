"""Answer sheets as JSON: ids and numbers, null for what is left open, later steps under ``"step": {"2": {...}}``."""

from __future__ import annotations

import json
from decimal import Decimal

from nnstep.errors import SheetError
from nnstep.grading.sheet.answer_keys import ABOUT
from nnstep.grading.sheet.formats.format import FilledFormat, SheetDocument
from nnstep.problems.numbers import exact

_NO_ANSWERS = ("step", *ABOUT)
"""Keys whose values are no answers: left open, they are not there."""


def json_document(text: str, path: str) -> SheetDocument:
    """Return what a JSON text states, its numbers with their digits; raise SheetError, naming `path`."""
    try:
        document = json.loads(text, parse_float=exact, parse_constant=Decimal, object_pairs_hook=_unique)
    except json.JSONDecodeError as error:
        message = f"{path}:{error.lineno}: this is not JSON: {error.msg} (column {error.colno})"
        raise SheetError(message, 'write it as {"z1": [3.3, 3.8], "E": 0.29}') from None
    except (ValueError, RecursionError) as error:
        raise SheetError(f"{path}: this can't be read: {error}") from None
    if not isinstance(document, dict):
        raise SheetError(f"{path}: must be an object", 'write it as {"z1": [3.3, 3.8], "E": 0.29}')
    steps = document.get("step")
    if isinstance(steps, dict):
        document["step"] = {number: answers for number, answers in steps.items() if answers is not None}
    answers = {key: value for key, value in document.items() if key not in _NO_ANSWERS or value is not None}
    return SheetDocument(answers, takes_null=True)


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    document = dict(pairs)
    if len(document) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"{next(key for key in keys if keys.count(key) > 1)} is given twice")
    return document


def _is_object(text: str) -> bool:
    return text.lstrip().startswith("{")


JSON = FilledFormat((".json",), json_document, _is_object)
