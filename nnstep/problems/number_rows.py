"""Lists of numbers and lists of rows: checked (kinds, sizes, each number) and read as arrays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from nnstep.problems.findings import Subject
from nnstep.problems.message_text import counted, description
from nnstep.problems.numbers import check_numbers, is_number


@dataclass(frozen=True, slots=True)
class Size:
    """How many numbers or rows there must be, and why."""

    count: int
    reason: str
    """As in "but the input has 3"."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a list of rows or of numbers stands for, for the hints."""

    hint: str
    rows: Size | None = None
    columns: Size | None = None


def check_list(subject: Subject, value: object, wanted: str, hint: str) -> list[object]:
    """Return `value` where it is a list that holds something; else note what it is and return an empty list."""
    if not isinstance(value, list):
        subject.note(f"must be {wanted}, but it is {description(value)}", hint)
        return []
    if not value:
        subject.note("is empty", hint)
    return value


def read_vector(subject: Subject, value: object, meaning: Meaning) -> NDArray[np.float64] | None:
    """Return a list of numbers as an array of shape (n,).

    Note what is wrong: return None where it has another form or size, and NaN in place of what is no number.
    """
    entries = check_list(subject, value, "a list of numbers", meaning.hint)
    nested = next((index for index, entry in enumerate(entries) if isinstance(entry, list)), None)
    if nested is not None:
        subject.entry(nested).note("must be a number, but it is a list", meaning.hint)
        return None
    check_numbers(subject, entries)
    size = meaning.columns
    if entries and size is not None and len(entries) != size.count:
        subject.note(f"has {counted(len(entries), 'number')}, but {size.reason}", meaning.hint)
        return None
    return _floats(entries) if entries else None


def read_matrix(subject: Subject, value: object, meaning: Meaning) -> NDArray[np.float64] | None:
    """Return a list of rows as an array of shape (rows, columns); note what is wrong as `read_vector` does."""
    matrix = _faultless_matrix(value)
    if matrix is not None and _has_size(matrix, meaning):
        return matrix
    rows = check_list(subject, value, "a list of rows", meaning.hint)
    if rows and not any(isinstance(row, list) for row in rows):
        subject.note(f"must be a list of rows, but its first entry is {description(rows[0])}", meaning.hint)
        return None
    # A list, so that every row is looked at: all() alone would stop at the first that is wrong.
    are_rows = [_is_row(subject.row(index), row, meaning) for index, row in enumerate(rows)]
    if not rows or not all(are_rows):
        return None
    lengths = [len(row) for row in rows if isinstance(row, list)]
    fits = _check_lengths(subject, lengths, meaning)
    if meaning.rows is not None and len(rows) != meaning.rows.count:
        subject.note(f"has {counted(len(rows), 'row')}, but {meaning.rows.reason}", meaning.hint)
        return None
    return np.stack([_floats(row) for row in rows if isinstance(row, list)]) if fits else None


def _faultless_matrix(value: object) -> NDArray[np.float64] | None:
    """Return rows of equally many finite numbers at once: there may be hundreds of thousands; None for all else."""
    if not isinstance(value, list) or set(map(type, value)) != {list} or len(set(map(len, value))) > 1:
        return None
    if not value[0] or not set(map(type, chain.from_iterable(value))) <= {int, Decimal}:
        return None
    try:
        matrix = np.fromiter(map(float, chain.from_iterable(value)), float).reshape(len(value), -1)
    except OverflowError:  # as of whole numbers that are too large
        return None
    return matrix if np.isfinite(matrix).all() else None


def _has_size(matrix: NDArray[np.float64], meaning: Meaning) -> bool:
    sizes = zip(matrix.shape, (meaning.rows, meaning.columns), strict=True)
    return all(wanted is None or wanted.count == size for size, wanted in sizes)


def _floats(entries: list[object]) -> NDArray[np.float64]:
    return np.array([float(entry) if is_number(entry) else np.nan for entry in entries])


def _is_row(subject: Subject, row: object, meaning: Meaning) -> bool:
    numbers = check_list(subject, row, "a list of numbers", meaning.hint)
    check_numbers(subject, numbers)
    return bool(numbers) and not any(isinstance(entry, list) for entry in numbers)


def _check_lengths(subject: Subject, lengths: Sequence[int], meaning: Meaning) -> bool:
    """Note rows of a wrong length; without a size that is given, most rows are right."""
    wanted = meaning.columns or _usual_size(lengths)
    wrong = [index for index, length in enumerate(lengths) if length != wanted.count]
    if len(wrong) == len(lengths) > 1 and len(set(lengths)) == 1:
        hint = "rows and columns look exchanged: " if len(lengths) == wanted.count else ""
        subject.note(f"has rows of {counted(lengths[0], 'number')}, but {wanted.reason}", hint + meaning.hint)
        return False
    for index in wrong:
        message = f"has {counted(lengths[index], 'number')}, but {wanted.reason}"
        subject.row(index).note(message, meaning.hint)
    return not wrong


def _usual_size(lengths: Sequence[int]) -> Size:
    usual = Counter(lengths).most_common(1)[0][0]
    return Size(usual, f"row {lengths.index(usual) + 1} has {usual}")
