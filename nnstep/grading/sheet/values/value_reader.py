"""From what stands at a key of a sheet to numbers with their digits, given the shape of the quantity."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from nnstep.errors import SheetError
from nnstep.expr.array import Shape
from nnstep.grading.sheet.number_forms import (
    Comma,
    comma_in,
    has_ambiguous_point,
    number_of,
    shown_of_commas,
    without_commas,
)
from nnstep.grading.sheet.values.number_faults import FORMS, ambiguity_of, fault_of
from nnstep.grading.sheet.values.value_choice import chosen, texts
from nnstep.grading.sheet.written_numbers import Typed
from nnstep.problems.findings import Subject
from nnstep.problems.message_text import description, listed
from nnstep.problems.numbers import check_number

_DASHES = frozenset(("-", "--", "–", "—"))
"""What people write in a cell that they leave open; outside of a table it may be the sign of the next number."""


@dataclass(slots=True)
class ValueReader:
    """Reads the values of one sheet: `choose` for each of them first, then `numbers`."""

    comma: Comma = "unknown"
    """What a comma before three digits is, as in 16,553, where no other number of the sheet shows it."""
    is_table: bool = False
    """Whether one program saved all numbers as a table: where commas are its decimal signs, points group thousands."""
    is_trimmed: bool = False
    """Whether empty cells at the ends of its rows may be missing."""
    takes_null: bool = False
    """Whether null is what was left open; in Python None is what a function without a result returns."""
    _shown: set[Comma] = field(default_factory=set)
    """What the other numbers show of it."""
    _remarks: dict[str, list[str]] = field(default_factory=dict)
    """What was taken for what, and where."""

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a person should know of how the sheet was read."""
        return tuple(f"{what} in {listed(list(dict.fromkeys(where)))}" for what, where in self._remarks.items())

    def choose(self, subject: Subject, value: object, shape: Shape, *, is_row: bool = False) -> tuple[bool, object]:
        """Return whether a value can be taken apart, and its cells: of text, in the way whose size is `shape`.

        `is_row` says that it is a part of a quantity: as many numbers of it as there are, the rest was left open.
        """
        try:
            separators, cells = chosen(value, shape, pads=self.is_trimmed or (self.is_table and is_row))
        except SheetError as error:
            subject.note(error.message, error.hint)
            return False, None
        if separators is not None and separators.blanks_group:
            self._remark("blanks were read as separating groups of digits", subject)
        for cell in texts(cells):
            self._shown |= shown_of_commas(cell)
        return True, cells

    def numbers(self, subject: Subject, cells: object) -> tuple[bool, Typed | None]:
        """Return whether nothing is wrong with cells, and their numbers, None standing for what was left open."""
        before = len(subject.found)
        typed = self._typed(subject, cells)
        separable = (text for text in texts(cells) if not isinstance(cells, list) or comma_in(text) == "unknown")
        meant = {self._meant(text) for text in separable if "," in text and number_of(text) is not None}
        if "decimals" in meant and not self.is_table:
            self._remark("commas were read as decimal signs", subject)
        if "thousands" in meant:
            self._remark("commas were read as separating thousands", subject)
        return len(subject.found) == before, typed

    def _remark(self, what: str, subject: Subject) -> None:
        self._remarks.setdefault(what, []).append(subject.name)

    def _typed(self, subject: Subject, value: object) -> Typed | None:
        match value:
            case list() | tuple():
                return tuple(self._typed(subject.entry(i), part) for i, part in enumerate(value))  # type: ignore[misc]
            case None if self.takes_null:
                return None
            case str():
                return self._number(subject, value)
            case int() | Decimal() if check_number(subject, value):
                return Decimal(value)
            case bool() | int() | Decimal():
                return None
            case _:
                subject.note(f"must be a number, but it is {description(value)}", FORMS)
                return None

    def _number(self, subject: Subject, text: str) -> Typed | None:
        """Return the number of a text; one that is empty, or a sign for that, was left open."""
        sign = text.strip()
        if not sign.strip("?") or (self.is_table and sign in _DASHES):
            return None
        meant = self._meant(text)
        if meant == "unknown":
            subject.note(*ambiguity_of(text))
            return None
        number = number_of(_ungrouped(text, meant))
        if number is None:
            subject.note(*fault_of(text))
        return number

    def _meant(self, text: str) -> Comma:
        """Return what the comma of a number is, on this sheet; unknown is also what its point is."""
        comma = comma_in(text)
        shown = self._shown or {self.comma}
        if comma == "none" and shown == {"decimals"} and has_ambiguous_point(text):
            return "decimals" if self.is_table and self._shown else "unknown"
        if comma != "unknown":
            return comma
        return next(iter(shown)) if len(shown) == 1 else "unknown"


def _ungrouped(text: str, comma: Comma) -> str:
    """Return a number without the commas, or the points, that separate its thousands."""
    if comma == "decimals" and has_ambiguous_point(text):
        return text.replace(".", "")
    return without_commas(text) if comma == "thousands" else text
