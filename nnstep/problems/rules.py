"""What a single value of a file may be: each rule reads a value, notes what is wrong, and has a JSON Schema."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, Protocol

from nnstep.harmless_text import visible_character
from nnstep.limits import LARGEST, Limit
from nnstep.problems.did_you_mean import meant
from nnstep.problems.findings import Subject
from nnstep.problems.message_text import description, listed, quoted
from nnstep.problems.numbers import check_number

_JOINERS = "\u200c\u200d"
"""Invisible, but Persian and other scripts need them."""


class Rule(Protocol):
    """What a value may be."""

    def read(self, subject: Subject, value: object) -> Any:
        """Return the value as the program uses it; note what is wrong with it and return None."""

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the value."""

    @property
    def values(self) -> str:
        """The allowed values, for a table of the documentation."""


@dataclass(frozen=True, slots=True)
class Text:
    """A string without control characters; with `one_line` one line that is not empty."""

    one_line: bool = False
    values: str = "text"

    def read(self, subject: Subject, value: object) -> str | None:
        """Return the text."""
        example = f'{subject.name} = "..."'
        if not isinstance(value, str):
            subject.note(f"must be a string, but it is {description(value)}", f"put it in quotes: {example}")
        elif self.one_line and not value.strip():
            subject.note("is empty", f"write some words: {example}")
        elif self.one_line and "\n" in value:
            subject.note("must be one line", "longer texts can go into notes")
        elif harmful := next(filter(self._is_harmful, value), ""):
            subject.note(f"has the control character {visible_character(harmful)}", "leave it out: it can't be shown")
        else:
            return value
        return None

    def _is_harmful(self, character: str) -> bool:
        if character in ("" if self.one_line else "\n\t"):
            return False
        return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") and character not in _JOINERS

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the text."""
        return {"type": "string", "pattern": r"^[^\n]*\S[^\n]*$"} if self.one_line else {"type": "string"}


@dataclass(frozen=True, slots=True)
class Names:
    """A list of names in quotes."""

    hint: str
    values: str = "a list of names in quotes"

    def read(self, subject: Subject, value: object) -> list[str] | None:
        """Return the names."""
        if isinstance(value, list) and all(isinstance(name, str) for name in value):
            return value
        subject.note(f"must be a list of names in quotes, but it is {description(value)}", self.hint)
        return None

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the list."""
        return {"type": "array", "items": {"type": "string"}}


@dataclass(frozen=True, slots=True)
class FileName:
    """The name of a file, or of an array in it."""

    hint: str
    values: str = "a name in quotes"

    def read(self, subject: Subject, value: object) -> str | None:
        """Return the name."""
        if isinstance(value, str):
            return value
        subject.note(f"must be a name in quotes, but it is {description(value)}", self.hint)
        return None

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the name."""
        return {"type": "string"}


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a list of names."""

    names: Collection[str]

    @property
    def values(self) -> str:
        """The names, as code."""
        return ", ".join(f"`{name}`" for name in self.names)

    def read(self, subject: Subject, value: object) -> str | None:
        """Return the name."""
        every = listed(self.names, "or")
        if not isinstance(value, str):
            subject.note(f"must be a name in quotes, but it is {description(value)}", f"one of {every}")
        elif value not in self.names:
            subject.note(f"must be {every}, but it is {quoted(value)}", meant(value, self.names))
        else:
            return value
        return None

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the name."""
        return {"enum": list(self.names)}


@dataclass(frozen=True, slots=True)
class Count:
    """A whole number from `least` to `most`, which a person may have raised where it is a limit."""

    most: int | Limit
    least: int = 1

    @property
    def values(self) -> str:
        """The range."""
        return f"a whole number from {self.least} to {self._default:,}"

    @property
    def _default(self) -> int:
        return self.most.default if isinstance(self.most, Limit) else self.most

    def read(self, subject: Subject, value: object) -> int | None:
        """Return the number."""
        most = self.most.most if isinstance(self.most, Limit) else self.most
        if isinstance(value, int) and not isinstance(value, bool):
            if self.least <= value <= most:
                return value
            if most < value <= LARGEST and isinstance(self.most, Limit):
                subject.note(f"must be a whole number from {self.least} on, but it is {self.most.refusal(value)}")
                return None
        whole = isinstance(value, Decimal) and value.is_finite() and self.least <= value <= most and not value % 1
        hint = f"write it without a decimal point: {value:.0f}" if whole else ""
        subject.note(f"must be {self.values}, but it is {description(value)}", hint)
        return None

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the number."""
        return {"type": "integer", "minimum": self.least, "maximum": self._default}


@dataclass(frozen=True, slots=True)
class Real:
    """A finite number, where given at least `least`, at most `most`, `above` a bound, or `below` one."""

    least: float | None = None
    above: float | None = None
    below: float | None = None
    hint: str = ""
    most: float | None = None

    @property
    def values(self) -> str:
        """The range."""
        bounds = (("from ", self.least), ("above ", self.above), ("below ", self.below), ("to ", self.most))
        return " ".join(["a number", *(f"{word}{bound:g}" for word, bound in bounds if bound is not None)])

    def read(self, subject: Subject, value: object) -> float | None:
        """Return the number."""
        if not check_number(subject, value) or not isinstance(value, int | Decimal):
            return None
        if self.allow(value):
            return float(value)
        subject.note(f"must {self._wanted()}, but it is {description(value)}", self.hint)
        return None

    def allow(self, value: float | Decimal) -> bool:
        """Return whether a finite number is within the bounds."""
        return (
            (self.least is None or value >= self.least)
            and (self.above is None or value > self.above)
            and (self.below is None or value < self.below)
            and (self.most is None or value <= self.most)
        )

    def _wanted(self) -> str:
        if self.least == 0 and self.below is None and self.most is None:
            return "not be negative"
        bounds = (("from ", self.least), ("above ", self.above), ("below ", self.below), ("to ", self.most))
        words = [f"{word}{bound:g}" for word, bound in bounds if bound is not None]
        return f"be {' '.join(words) if self.most is not None else ' to '.join(words)}"

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the number."""
        bounds = {
            "minimum": self.least,
            "maximum": self.most,
            "exclusiveMinimum": self.above,
            "exclusiveMaximum": self.below,
        }
        return {"type": "number", **{key: bound for key, bound in bounds.items() if bound is not None}}


@dataclass(frozen=True, slots=True)
class Ratio:
    """A number above 0, or a fraction of two whole numbers in quotes, kept exactly."""

    values: str = 'a number above 0, or a fraction in quotes such as `"1/2"`'

    def read(self, subject: Subject, value: object) -> Fraction | None:
        """Return the number."""
        if isinstance(value, str):
            ratio = _ratio(value)
            if ratio is None:
                subject.note(f"must be a number or a fraction, but it is {description(value)}", 'write it as "1/2"')
            return ratio
        if not check_number(subject, value) or not isinstance(value, int | Decimal):
            return None
        if value > 0:
            return Fraction(value)
        subject.note(f"must be above 0, but it is {description(value)}")
        return None

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the number."""
        return {"anyOf": [{"type": "number", "exclusiveMinimum": 0}, {"type": "string", "pattern": _RATIO.pattern}]}


_RATIO = re.compile(r"^\s*0*([1-9][0-9]{0,14})\s*/\s*0*([1-9][0-9]{0,14})\s*$")


def _ratio(text: str) -> Fraction | None:
    match = _RATIO.match(text)
    return None if match is None else Fraction(int(match[1]), int(match[2]))


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    values: str = "`true`, `false`"

    def read(self, subject: Subject, value: object) -> bool | None:
        """Return the value."""
        if isinstance(value, bool):
            return value
        hint = "write it without quotes" if isinstance(value, str) else ""
        subject.note(f"must be true or false, but it is {description(value)}", hint)
        return None

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the value."""
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class ReadInContext:
    """A value that is read together with others, as weights are with the layer before; here only its schema."""

    values: str
    form: Mapping[str, Any] = field(default_factory=dict)

    def read(self, _subject: Subject, value: object) -> object:
        """Return the value unread."""
        return value

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the value."""
        return dict(self.form)
