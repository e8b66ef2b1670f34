"""From what stands at a key of a sheet to numbers with their digits, given the shape of the quantity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from nnstep.errors import SheetError
from nnstep.expr.array import Shape
from nnstep.grading.sheet.answer_sheet import place_in, sizes_of
from nnstep.grading.sheet.number_forms import (
    Comma,
    comma_in,
    divides_by_zero,
    is_too_large,
    number_of,
    unit_after,
    without_commas,
)
from nnstep.grading.sheet.value_text import Cells, Separators, readings
from nnstep.grading.sheet.written_numbers import Typed
from nnstep.problems.findings import Subject
from nnstep.problems.message_text import description, listed
from nnstep.problems.numbers import check_number

_FORMS = "write it as 0.50, 2.4e-3 or 161/7"
_LONGEST_SHOWN = 60


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
        cells, text = _each_plain(value), _text(value, shape)
        if text is not None:
            try:
                separators, cells = _chosen(text, shape)
            except SheetError as error:
                subject.note(error.message, error.hint)
                return False, None
            if separators is not None and separators.blanks_group:
                self._remark("blanks were read as separating groups of digits", subject)
        for cell in _texts(cells):
            self._shown |= _shown_by(cell)
        return True, cells

    def numbers(self, subject: Subject, cells: object) -> tuple[bool, Typed | None]:
        """Return whether nothing is wrong with cells, and their numbers, None standing for what was left open."""
        before = len(subject.found)
        typed = self._typed(subject, cells)
        separable = (text for text in _texts(cells) if not isinstance(cells, list) or comma_in(text) == "unknown")
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
        match self._meant(text):
            case "unknown":
                plain = _short(text.strip())
                point = plain.replace(",", ".")
                subject.note(f"is {plain}, which can be read in two ways", f"write {without_commas(plain)} or {point}")
                return None
            case "thousands":
                text = without_commas(text)
            case _:
                pass
        number = number_of(text)
        if number is None:
            subject.note(*_fault(text.strip()))
        return number

    def _meant(self, text: str) -> Comma:
        """Return what the comma of a number is, on this sheet."""
        comma = comma_in(text)
        if comma != "unknown" or number_of(text) is None:
            return comma if comma != "unknown" else "none"
        match sorted(self._shown):
            case [one]:
                return one
            case []:
                return self.comma
            case _:
                return "unknown"


def _text(value: object, shape: Shape) -> str | None:
    """Return a value's text; also that of cells which do not fit, as their commas may not have separated them."""
    if isinstance(value, list) and place_in(shape, sizes_of(_nested(value))) is None and _is_text(value):
        return _joined(value)
    return value if isinstance(value, str) else None


def _each_plain(value: object) -> object:
    """Return a list of texts with each of them as one plain number, where that is what it shows."""
    if isinstance(value, list):
        return list(map(_each_plain, value))
    if not isinstance(value, str) or number_of(value) is not None:
        return value
    try:
        cells = [cells for _, cells in readings(value)]
    except SheetError:
        return value
    return next((cell for cell in cells if isinstance(cell, str) and number_of(cell) is not None), value)


def _nested(value: object) -> object:
    return tuple(map(_nested, value)) if isinstance(value, list) else value


def _is_text(value: object) -> bool:
    return all(map(_is_text, value)) if isinstance(value, list) else isinstance(value, str)


def _joined(value: object) -> str:
    return f"[{','.join(map(_joined, value))}]" if isinstance(value, list) else f"{value}"


def _texts(cells: object) -> Iterator[str]:
    if isinstance(cells, str):
        yield cells
    elif isinstance(cells, list | tuple):
        for part in cells:
            yield from _texts(part)


def _shown_by(text: str) -> set[Comma]:
    """Return what a number shows of the commas of its sheet: where its decimal sign is a point, they are none."""
    if "," not in text:
        return {"thousands"} if "." in text and number_of(text) is not None else set()
    comma = comma_in(text)
    return {comma} if comma in ("decimals", "thousands") and number_of(text) is not None else set()


def _chosen(text: str, shape: Shape) -> tuple[Separators | None, object]:
    """Return the cells of the reading of a text that has the size of a quantity, or else of the best one.

    Raise SheetError where two readings have it and are not the same numbers.
    """
    found = list(readings(text))
    for place in ("same", "transposed"):
        fitting = [pair for pair in found if place_in(shape, sizes_of(pair[1])) == place and _are_numbers(pair[1])]
        if fitting:
            _check_same(cells for _, cells in fitting)
            return fitting[0]
    whole = [pair for pair in found if _are_numbers(pair[1])]
    if not whole and not shape:
        return None, text.strip()  # a number with something behind it, perhaps
    return (whole or found)[0]


def _check_same(several: Iterator[Cells]) -> None:
    ways = {tuple(map(number_of, _texts(cells))) for cells in several}
    if len(ways) > 1:
        shown = sorted(f"[{', '.join('' if one is None else f'{one:f}' for one in numbers)}]" for numbers in ways)
        raise SheetError("can be read in two ways", f"write {_short(shown[0])} or {_short(shown[1])}")


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"


def _are_numbers(cells: object) -> bool:
    return all(not text.strip() or number_of(text) is not None for text in _texts(cells))


def _fault(text: str) -> tuple[str, str]:
    if text.lower() in ("true", "false"):
        return f"must be a number, but it is {text.lower()}", f"write {int(text.lower() == 'true')}"
    if (name := text.lower().lstrip("+-")) in ("nan", "inf", "infinity"):
        return f"is {text.lower() if name != 'infinity' else 'infinity'}, but every number must be finite", ""
    if divides_by_zero(text):
        return f"is {_short(text)}, and nothing can be divided by 0", "correct it, or leave it empty"
    if is_too_large(text):
        return "is too large: a number can be at most about 1.8e308", ""
    number, unit = unit_after(text)
    if unit:
        return f"has {description(unit)} after its number", f"write {number}"
    return f"must be a number, but it is {description(text)}", _FORMS
