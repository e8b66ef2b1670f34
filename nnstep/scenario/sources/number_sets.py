"""Sets of numbers that a scenario's numbers may be drawn from, as text: ``-3..3 step 1``, ``0.1, 0.5``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from nnstep.problems.findings import Subject
from nnstep.problems.message_text import description
from nnstep.problems.numbers import is_number

MOST_NUMBERS_IN_SET = 100_000
_LARGEST = Decimal(10) ** 9
FIXED = "fixed"
"""Stands for the exercise's own numbers, in place of a set."""
_NUMBER = r"[-+−]?(?:\d{1,15}(?:\.\d{0,15})?|\.\d{1,15})"
_ITEM = re.compile(rf"\s*({_NUMBER})(?:\s*\.\.\s*({_NUMBER})(?:\s+step\s+({_NUMBER}))?)?\s*")
_EXCEPTIONS = re.compile(r"\b(?:(nonzero)|without\s+(.*))\s*$", re.DOTALL)
_HINT = 'write a range such as "-3..3 step 1", numbers such as "0.1, 0.5", or "fixed"; "nonzero" may follow'


@dataclass(frozen=True, slots=True)
class NumberSet:
    """Numbers to draw from, in order, each once."""

    numbers: tuple[Decimal, ...]
    """None: the exercise's own numbers stay."""
    text: str
    """As it is written in a file."""

    @property
    def is_fixed(self) -> bool:
        """Whether nothing is drawn."""
        return not self.numbers

    @property
    def floats(self) -> tuple[float, ...]:
        """The numbers, as a program has them."""
        return tuple(map(float, self.numbers))


@dataclass(frozen=True, slots=True)
class NumberSetRule:
    """A set of numbers as text, or a list of numbers."""

    values: str = "a set of numbers in quotes"

    def read(self, subject: Subject, value: object) -> NumberSet | None:
        """Return the set."""
        match value:
            case str():
                text = value
            case list() if value and all(map(is_number, value)):
                text = ", ".join(map(str, value))
            case _:
                subject.note(f"must be a set of numbers in quotes, but it is {description(value)}", _HINT)
                return None
        try:
            return number_set(text)
        except ValueError as error:
            subject.note(str(error), _HINT)
            return None

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the set."""
        return {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "number"}, "minItems": 1}]}


def number_set(text: str) -> NumberSet:
    """Return the set that a text states; raise ValueError with what is wrong with it, as in ``is empty``."""
    if text.strip() == FIXED:
        return NumberSet((), FIXED)
    exceptions = _EXCEPTIONS.search(text)
    body = text[: exceptions.start()].rstrip() if exceptions else text
    without: set[Decimal] = set()
    if exceptions:
        without = {Decimal(0)} if exceptions[1] else set(_items(exceptions[2]))
    numbers = sorted(set(_items(body)) - without)
    if not numbers:
        raise ValueError("is a set without a number")
    return NumberSet(tuple(number + 0 for number in numbers), " ".join(text.split()))


def _items(text: str) -> list[Decimal]:
    numbers: list[Decimal] = []
    for item in text.split(","):
        match = _ITEM.fullmatch(item)
        if match is None:
            raise ValueError(f"has {item.strip()!r}, which is neither a number nor a range")
        low, high, step = (None if part is None else _decimal(part) for part in match.groups())
        assert low is not None  # noqa: S101 - the pattern always has it
        numbers += [low] if high is None else _range(low, high, step)
        if len(numbers) > MOST_NUMBERS_IN_SET:
            raise ValueError(f"has more than {MOST_NUMBERS_IN_SET:,} numbers")
    return numbers


def _range(low: Decimal, high: Decimal, step: Decimal | None) -> list[Decimal]:
    """Return the numbers of a range; without a step, they are one unit of the last written digit apart."""
    if step is None:
        step = Decimal(1).scaleb(min(0, _exponent(low), _exponent(high)))
    if step <= 0:
        raise ValueError("has a step that is not above 0")
    if low > high:
        raise ValueError(f"has a range that ends below its beginning: {low}..{high}")
    count = int((high - low) // step) + 1
    if count > MOST_NUMBERS_IN_SET:
        raise ValueError(f"has more than {MOST_NUMBERS_IN_SET:,} numbers")
    return [low + number * step for number in range(count)]


def _exponent(number: Decimal) -> int:
    return int(number.as_tuple().exponent)


def _decimal(text: str) -> Decimal:
    number = Decimal(text.replace("−", "-"))
    if abs(number) > _LARGEST:
        raise ValueError(f"has {text}, and numbers go up to {_LARGEST:.0f}")
    return number
