"""The table [given]: quantities whose values a text gives, by id; whether the exercise has them is checked later."""

from __future__ import annotations

from nnstep.expr.array import Array, frozen
from nnstep.problems.findings import Subject
from nnstep.problems.message_text import description
from nnstep.problems.number_rows import Meaning, read_matrix, read_vector
from nnstep.problems.numbers import check_number
from nnstep.problems.rules import ReadInContext

_HINT = "write [given], and below it lines such as: delta2 = [0.1, -0.2]"
_FORM = "a number, a list of numbers, or a list of rows"
_NUMBERS = {"type": "array", "items": {"type": "number"}, "minItems": 1}
GIVEN = ReadInContext(
    "quantities whose values are given, by id, see below",
    {
        "type": "object",
        "additionalProperties": {
            "anyOf": [{"type": "number"}, _NUMBERS, {"type": "array", "items": _NUMBERS, "minItems": 1}]
        },
    },
)


def read_given(subject: Subject, value: object) -> dict[str, Array]:
    """Return the given values by id, nested as they are written; note what is no number and no row of numbers."""
    if not isinstance(value, dict):
        subject.note(f"must be a table, but it is {description(value)}", _HINT)
        return {}
    read = {id: _read(subject.key(id), entry) for id, entry in value.items()}
    return {id: array for id, array in read.items() if array is not None}


def _read(subject: Subject, value: object) -> Array | None:
    match value:
        case [list(), *_]:
            array = read_matrix(subject, value, Meaning(_FORM))
        case list():
            array = read_vector(subject, value, Meaning(_FORM))
        case _:
            return frozen(float(value)) if check_number(subject, value) else None  # type: ignore[arg-type]
    return None if array is None else frozen(array)
