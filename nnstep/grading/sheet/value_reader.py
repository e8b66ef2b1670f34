"""From what stands at a key of a sheet to numbers with their digits, given the shape of the quantity."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, TypeAlias

from nnstep.errors import SheetError
from nnstep.expr.array import Shape
from nnstep.grading.sheet.answer_sheet import fits, sizes_of
from nnstep.grading.sheet.number_forms import is_ambiguous, number_of, unit_after
from nnstep.grading.sheet.value_text import readings
from nnstep.grading.sheet.written_numbers import Typed
from nnstep.problems.findings import Subject
from nnstep.problems.message_text import description, listed
from nnstep.problems.numbers import check_number

CommaMeaning: TypeAlias = Literal["decimals", "thousands", "unknown"]
_FORMS = "write it as 0.50, 2.4e-3 or 161/7"


@dataclass(slots=True)
class ValueReader:
    """Reads the values of one sheet."""

    comma: CommaMeaning = "unknown"
    """What a comma before three digits means, as in 16,553, as far as the rest of the sheet shows it."""
    decimal_commas: list[str] = field(default_factory=list)
    """Where commas were taken for decimal signs although they could separate numbers."""

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a person should know of how the sheet was read."""
        if not self.decimal_commas:
            return ()
        return (f"commas were read as decimal signs in {listed(self.decimal_commas)}",)

    def read(self, subject: Subject, value: object, shape: Shape) -> tuple[bool, Typed | None]:
        """Return whether there is nothing wrong with a value, and its numbers, None standing for what was left open.

        Text is read in the way whose size is `shape`, if there is one. Note what is wrong.
        """
        cells = value
        if isinstance(value, str):
            try:
                cells, is_decimal = _chosen(value, shape)
            except SheetError as error:
                subject.note(error.message, error.hint)
                return False, None
            if is_decimal:
                self.decimal_commas.append(subject.name)
        before = len(subject.found)
        typed = self._typed(subject, cells)
        return len(subject.found) == before, typed

    def _typed(self, subject: Subject, value: object) -> Typed | None:
        match value:
            case list() | tuple():
                return tuple(self._typed(subject.entry(i), part) for i, part in enumerate(value))  # type: ignore[misc]
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
        if is_ambiguous(text) and self.comma != "decimals":
            if self.comma == "unknown":
                plain = text.strip()
                hint = f"write {plain.replace(',', '')} or {plain.replace(',', '.')}"
                subject.note(f"is {plain}, which can be read in two ways", hint)
                return None
            text = text.replace(",", "")
        number = number_of(text)
        if number is None:
            subject.note(*_fault(text.strip()))
        return number


def _chosen(text: str, shape: Shape) -> tuple[object, bool]:
    """Return the cells of the first reading of a text that has the size of a quantity, or else of the best one."""
    found = [(separators, cells) for separators, cells in readings(text)]
    whole = [pair for pair in found if _are_numbers(pair[1])]
    suitable = [pair for pair in whole if fits(shape, sizes_of(pair[1]))]
    separators, cells = next(iter(suitable or whole or found))
    if not whole and not shape:
        return text.strip(), False  # a number with something behind it, perhaps
    return cells, separators.decimal_comma


def _are_numbers(cells: object) -> bool:
    if isinstance(cells, tuple):
        return all(map(_are_numbers, cells))
    return isinstance(cells, str) and (not cells.strip() or number_of(cells) is not None)


def _fault(text: str) -> tuple[str, str]:
    if text.lower() in ("true", "false"):
        return f"must be a number, but it is {text.lower()}", f"write {int(text.lower() == 'true')}"
    if (name := text.lower().lstrip("+-")) in ("nan", "inf", "infinity"):
        return f"is {text.lower() if name != 'infinity' else 'infinity'}, but every number must be finite", ""
    number, unit = unit_after(text)
    if unit:
        return f"has {description(unit)} after its number", f"write {number}"
    return f"must be a number, but it is {description(text)}", _FORMS
