"""The entries of a table of answers: whole quantities, single elements, later training steps; and numbers as typed.

``[answers]`` of a scenario and an answer sheet have the same entries: ``z1 = [3.3, 3.8]``, ``W1.0.2 = 0.5``,
``"delta2[1]" = "1/3"``, and ``[step.2]`` with its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nnstep.problems.findings import Subject
from nnstep.problems.message_text import description

ABOUT = ("title", "source", "notes", "notation", "first_index", "practice")
"""What a sheet may say of itself; ``practice`` is how far an exercise is that was saved half-way."""
_ELEMENT = re.compile(r"([^\[\]]*[^\s\[\]])\s*\[\s*(\d{1,9}(?:\s*,\s*\d{1,9})*)\s*\]")
_INDEX = re.compile(r"\d{1,9}")
_STEP_HINT = "later training steps are numbered: write [step.2], and below it lines such as: E = 0.29"


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer: what stands at a key."""

    step: int
    """The training step, counted from 1."""
    id: str
    index: tuple[int, ...] | None
    """Of a single element, as it was written; None of a whole quantity."""
    value: object
    subject: Subject


def entries(subject: Subject, table: Mapping[str, object]) -> Iterator[Entry]:
    """Yield every entry of a table of answers; a wrong table of steps is noted."""
    for key, value in table.items():
        if key != "step":
            yield from _entries_of(subject.key(key), 1, key, value)
        elif not isinstance(value, dict):
            subject.key(key).note(f"must be a table, but it is {description(value)}", _STEP_HINT)
        else:
            for number, answers in value.items():
                yield from _entries_of_step(subject.key(key).key(number), number, answers)


def _entries_of_step(subject: Subject, number: str, answers: object) -> Iterator[Entry]:
    if not _INDEX.fullmatch(number) or int(number) < 1:
        subject.note("is not the number of a training step", _STEP_HINT, at_key=True)
    elif not isinstance(answers, dict):
        subject.note(f"must be a table, but it is {description(answers)}", _STEP_HINT)
    else:
        for key, value in answers.items():
            yield from _entries_of(subject.key(key), int(number), key, value)


def _entries_of(subject: Subject, step: int, key: str, value: object) -> Iterator[Entry]:
    if (match := _ELEMENT.fullmatch(key)) is not None:
        yield Entry(step, match[1], tuple(int(part) for part in match[2].split(",")), value, subject)
    elif isinstance(value, dict):
        yield from _elements(subject, step, key, (), value)
    else:
        yield Entry(step, key, None, value, subject)


def _elements(subject: Subject, step: int, id: str, index: tuple[int, ...], value: object) -> Iterator[Entry]:
    """Yield what stands under the dotted keys ``W1.0.2``."""
    if not isinstance(value, dict):
        yield Entry(step, id, index, value, subject)
        return
    for key, inner in value.items():
        if _INDEX.fullmatch(key):
            yield from _elements(subject.key(key), step, id, (*index, int(key)), inner)
        else:
            subject.key(key).note("is not an index", f"count from 0, as in {id}.0.2", at_key=True)
