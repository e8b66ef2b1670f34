"""Answer sheets as JSON: ids and numbers, null for what is left open, later steps under ``"step": {"2": {...}}``."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from nnstep import limits
from nnstep.errors import SheetError
from nnstep.grading.sheet.answer_keys import ABOUT
from nnstep.grading.sheet.formats.format import FilledFormat
from nnstep.grading.sheet.sheet_document import SheetDocument
from nnstep.problems.numbers import exact

_NO_ANSWERS = ("step", *ABOUT)
"""Keys whose values are no answers: left open, they are not there."""


def json_document(text: str, path: str) -> SheetDocument:
    """Return what a JSON text states, its numbers with their digits; raise SheetError, naming `path`."""
    try:
        document = json.loads(text, parse_float=exact, parse_constant=Decimal, object_pairs_hook=_Objects().unique)
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


@dataclass(slots=True)
class _Objects:
    """The objects of one text."""

    _keys: int = 0

    def unique(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        """Return an object; raise ValueError for a key that is given twice, and where the text has too many."""
        self._keys += len(pairs)
        if self._keys > limits.TEXT_KEYS.most:
            raise ValueError(f"there are {limits.TEXT_KEYS.refusal(None, 'answers')}; write numbers as lists")
        document = dict(pairs)
        if len(document) < len(pairs):
            raise ValueError(f"{Counter(key for key, _ in pairs).most_common(1)[0][0]} is given twice")
        return document


def _is_object(text: str) -> bool:
    return text.lstrip().startswith("{")


JSON = FilledFormat((".json",), json_document, _is_object)
