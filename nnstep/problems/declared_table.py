"""A table of a file, declared once: its keys with their rules, defaults and help; reading it checks and builds."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from nnstep.problems.did_you_mean import meant, nearest
from nnstep.problems.findings import Subject
from nnstep.problems.message_text import description, listed
from nnstep.problems.rules import Rule


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a table."""

    rule: Rule | DeclaredTable
    default: Any = None
    help: str = ""
    required: str = ""
    """How to add the key, where it must be given."""
    shown_default: str = ""
    """The default in the documentation, where it is not a plain value."""


@dataclass(frozen=True, slots=True)
class DeclaredTable:
    """The keys of one kind of table."""

    home: str
    """Where the keys are written, for messages: ``in the table [training]``."""
    example: str
    """How to begin such a table."""
    keys: Mapping[str, Key]
    inside: str = ""
    """The key of the file whose tables these are, where a misplaced key stands for that one: ``layers``."""

    def read(self, subject: Subject, value: object, others: Collection[DeclaredTable] = ()) -> dict[str, Any]:
        """Return every key with its value; where it is missing or wrong, which is noted, with its default.

        A key that one of the `others` has is named as belonging there.
        """
        if not isinstance(value, dict):
            subject.note(f"must be a table, but it is {description(value)}", self.example)
            return self.defaults
        self.check_keys(subject, value, others=others)
        return self.read_values(subject, value, others)

    def read_values(
        self, subject: Subject, table: Mapping[str, object], others: Collection[DeclaredTable] = ()
    ) -> dict[str, Any]:
        """Return every key with its value as `read` does, without a look at unknown and missing keys."""
        taken = self.defaults
        for key, declared in self.keys.items():
            if key in table:
                place = subject.key(key)
                value: Any
                match declared.rule:
                    case DeclaredTable() as inner:
                        value = inner.read(place, table[key], others)
                    case rule:
                        value = rule.read(place, table[key])
                taken[key] = declared.default if value is None else value
        return taken

    @property
    def defaults(self) -> dict[str, Any]:
        """Every key with its default."""
        return {
            key: declared.rule.defaults if isinstance(declared.rule, DeclaredTable) else declared.default
            for key, declared in self.keys.items()
        }

    def check_keys(
        self,
        subject: Subject,
        table: Mapping[str, object],
        *,
        needless: Collection[str] = (),
        elsewhere: Collection[str] = (),
        others: Collection[DeclaredTable] = (),
    ) -> None:
        """Note unknown keys, and missing ones that are not `needless`.

        A key that was misspelt, or stands `elsewhere` by mistake, is not missing as well.
        """
        replaced = {*elsewhere, *needless}
        for key in table:
            if key not in self.keys:
                hint, replacement = self.unknown_key(key, others)
                replaced.add(replacement)
                subject.key(key).note("is not a known key", hint, at_key=True)
        for key, declared in self.keys.items():
            if declared.required and key not in table and key not in replaced:
                subject.key(key).note("is missing", declared.required)

    def unknown_key(self, key: str, others: Collection[DeclaredTable] = ()) -> tuple[str, str]:
        """Return the hint for a key that this table does not have, and the key that was meant, if any."""
        for other in others:
            if key in other.keys and other is not self:
                return f"{key} belongs {other.home}", other.inside
        return meant(key, self.keys) or f"known here: {listed(self.keys)}", nearest(key, self.keys)

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the table."""
        schema: dict[str, Any] = {
            "type": "object",
            "properties": {key: _described(declared) for key, declared in self.keys.items()},
            "additionalProperties": False,
        }
        required = [key for key, declared in self.keys.items() if declared.required]
        return {**schema, "required": required} if required else schema

    def rows(self, prefix: str = "") -> Iterator[tuple[str, str, str]]:
        """Yield key, meaning and default of each key, as the documentation has them."""
        for key, declared in self.keys.items():
            match declared.rule:
                case DeclaredTable() as inner:
                    yield from inner.rows(f"{prefix}{key}.")
                case rule:
                    meaning = "; ".join(filter(None, [rule.values, declared.help]))
                    yield f"`{prefix}{key}`", meaning, _default_text(declared)


def _described(declared: Key) -> dict[str, Any]:
    schema = declared.rule.schema()
    default = declared.default
    extra = {"description": declared.help, "default": float(default) if isinstance(default, Fraction) else default}
    return {**schema, **{key: value for key, value in extra.items() if value not in (None, "", {}, [])}}


def _default_text(declared: Key) -> str:
    if declared.required or declared.shown_default:
        return declared.shown_default or "required"
    match declared.default:
        case None | "" | {} | []:
            return "none"
        case bool() as flag:
            return f"`{str(flag).lower()}`"
        case str() as name:
            return f"`{name}`"
        case number:
            return f"{float(number):g}"
