"""From what stands at a key of a sheet to numbers with their digits, given the shape of the quantity."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from nnstep.errors import SheetError
from nnstep.expr.array import Shape
from nnstep.grading.sheet.number_forms import (
    Comma,
    comma_in,
    divides_by_zero,
    has_ambiguous_point,
    is_too_large,
    number_of,
    shown_of_commas,
    unit_after,
    without_commas,
)
from nnstep.grading.sheet.values.value_choice import chosen, short, texts
from nnstep.grading.sheet.written_numbers import Typed
from nnstep.problems.findings import Subject
from nnstep.problems.message_text import description, listed
from nnstep.problems.numbers import check_number

_FORMS = "write it as 0.50, 2.4e-3 or 161/7"


@dataclass(slots=True)
class ValueReader:
    """Reads the values of one sheet: `choose` for each of them first, then `numbers`."""

    comma: Comma = "unknown"
    """What a comma before three digits is, as in 16,553, where no other number of the sheet shows it."""
    _shown: set[Comma] = field(default_factory=set)
    """What the other numbers show of it."""
    _remarks: dict[str, list[str]] = field(default_factory=dict)
    """What was taken for what, and where."""

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a person should know of how the sheet was read."""
        return tuple(f"{what} in {listed(list(dict.fromkeys(where)))}" for what, where in self._remarks.items())

    def choose(self, subject: Subject, value: object, shape: Shape) -> tuple[bool, object]:
        """Return whether a value can be taken apart, and its cells: of text, in the way whose size is `shape`."""
        try:
            separators, cells = chosen(value, shape)
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
        if "decimals" in meant:
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
            case None:
                return None
            case str():
                return self._number(subject, value)
            case int() | Decimal() if check_number(subject, value):
                return Decimal(value)
            case bool() | int() | Decimal():
                return None
            case _:
                subject.note(f"must be a number, but it is {description(value)}", _FORMS)
                return None

    def _number(self, subject: Subject, text: str) -> Typed | None:
        """Return the number of a text; an empty one was left open."""
        if not text.strip():
            return None
        meant = self._meant(text)
        if meant == "unknown":
            plain = short(text.strip())
            other = plain.replace(".", ",") if "." in plain else plain.replace(",", ".")
            hint = f"write {re.sub('[.,]', '', plain)} or {other}"
            subject.note(f"is {plain}, which can be read in two ways", hint)
            return None
        number = number_of(without_commas(text) if meant == "thousands" else text)
        if number is None:
            subject.note(*_fault(text.strip()))
        return number

    def _meant(self, text: str) -> Comma:
        """Return what the comma of a number is, on this sheet; unknown is also what its point is."""
        comma = comma_in(text)
        if comma == "none" and self._shown == {"decimals"} and has_ambiguous_point(text):
            return "unknown"
        if comma != "unknown":
            return comma
        shown = self._shown or {self.comma}
        return next(iter(shown)) if len(shown) == 1 else "unknown"


def _fault(text: str) -> tuple[str, str]:
    if text.lower() in ("true", "false"):
        return f"must be a number, but it is {text.lower()}", f"write {int(text.lower() == 'true')}"
    if (name := text.lower().lstrip("+-")) in ("nan", "inf", "infinity"):
        return f"is {text.lower() if name != 'infinity' else 'infinity'}, but every number must be finite", ""
    if divides_by_zero(text):
        return f"is {short(text)}, and nothing can be divided by 0", "correct it, or leave it empty"
    if is_too_large(text):
        return "is too large: a number can be at most about 1.8e308", ""
    number, unit = unit_after(text)
    if unit:
        return f"has {description(unit)} after its number", f"write {number}"
    return f"must be a number, but it is {description(text)}", _FORMS
