"""The lines of a sheet: ``z1 = ...``, ``[step.2]``, comments; tolerant of what people paste behind the equals sign."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from nnstep import limits
from nnstep.errors import SheetError
from nnstep.problems.problem import Problem, located_error
from nnstep.problems.text_lines import Span, TextLines
from nnstep.problems.toml_positions import KeyPath, Positions

_HEADER = re.compile(r"\s*+\[\s*+([^\W\d][^\W_]*+(?:[\s._-][^\]=]*+)?)\]\s*+")
_KEY = re.compile(
    r"\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s=:#\"',;\[\]{}()](?:[^\s=:#\"']++|\s++(?=[^=:#\"']))*+))\s*[=:]\s*"
)
"""Possessive, as a line may hold a hundred thousand spaces."""
_QUOTES = r"\"[^\"]*\"|(?<!\d)'[^']*'"
"""Text in quotes; the apostrophe of 16'553 begins none."""
_COMMENT = re.compile(rf"({_QUOTES})|#.*")
_QUOTED = re.compile(_QUOTES)
_PRINTED_HEADING = re.compile(r"\s*(?:Parameter containing:|<)")
"""What programs print before an array, on a line of its own."""
_HINT = "write lines such as: z1 = [3.3, 3.8]"


@dataclass(slots=True)
class _Statement:
    """A key, and the text that stands for its value, over one line or more."""

    path: KeyPath
    key: Span
    value: Span
    lines: list[str] = field(default_factory=list)
    open_brackets: int = 0
    open_quotes: str = ""

    def add(self, line: str, offset: int) -> None:
        """Take a line, or the rest of the first one, into the value."""
        rest = line.lstrip()
        if not self.open_quotes and rest[:3] in ('"""', "'''"):
            self.open_quotes, rest = rest[:3], rest[3:]
        if self.open_quotes:
            self.open_quotes = "" if self.open_quotes in rest else self.open_quotes
        plain = _without_comment(line)
        bare = _QUOTED.sub("", plain)
        self.open_brackets += sum(bare.count(sign) for sign in "[({") - sum(bare.count(sign) for sign in "])}")
        self.value = Span(self.value.start, offset + len(plain.rstrip())) if plain.strip() else self.value
        self.lines.append(plain)


def sheet_document(text: str, path: str) -> tuple[dict[str, object], Positions]:
    """Return the answers that `text` states, each as the text that stands there, and where they stand.

    Raise SheetError, naming `path`, with all lines that are neither an answer nor a comment and all keys given twice.
    """
    if (count := text.count("=")) > limits.TEXT_KEYS.most:
        raise SheetError(f"{path}: {limits.TEXT_KEYS.refusal(count, 'answers')}", "write numbers as lists")
    positions, problems = Positions(), list[Problem]()
    document: dict[str, object] = {}
    for statement in _statements(text, positions, problems):
        if not _put(document, statement.path, "\n".join(statement.lines)):
            name = ".".join(map(str, statement.path))
            problems.append(_problem(statement.key, text, f"{name} is given twice", "keep one of the two"))
        positions.keys[statement.path], positions.values[statement.path] = statement.key, statement.value
    if problems:
        raise located_error(problems, path, TextLines(text), SheetError)
    return document, positions


def has_answers(text: str) -> bool:
    """Return whether a line of `text` looks like an answer: a key, and an equals sign behind it."""
    return any("=" in match[0] for match in map(_key_in, text.split("\n")) if match is not None)


def _statements(text: str, positions: Positions, problems: list[Problem]) -> list[_Statement]:
    statements: list[_Statement] = []
    table: KeyPath = ()
    present: _Statement | None = None
    offset = 0
    for line in text.split("\n"):
        plain, span = _without_comment(line), Span(offset, offset + len(line))
        if present is not None and (present.open_brackets > 0 or present.open_quotes):
            present.add(line, offset)
        elif not plain.strip() or plain.lstrip().startswith("%"):
            pass
        elif (match := _HEADER.fullmatch(plain)) is not None:
            table, present = _table_path(match[1].strip()), None
            positions.headers[table] = positions.keys[table] = span
        elif (match := _key_in(plain)) is not None:
            start, end = next(found for found in map(match.span, (1, 2, 3)) if found != (-1, -1))
            value = offset + match.end()
            present = _Statement(
                (*table, *_key_path(match)), Span(offset + start, offset + end), Span(value, value + 1)
            )
            present.add(line[match.end() :], value)
            statements.append(present)
        elif present is not None:
            present.add(line, offset)
        else:
            problems.append(_problem(span, text, "this is neither an answer nor a comment", _HINT))
        offset += len(line) + 1
    return statements


def _key_in(line: str) -> re.Match[str] | None:
    """Return the key with which a line begins; `tensor([1., 2.], dtype=` is none, as its brackets are open."""
    match = None if _PRINTED_HEADING.match(line) else _KEY.match(line)
    key = "" if match is None else match[3] or ""
    return match if all(key.count(opening) == key.count(closing) for opening, closing in ("()", "[]", "{}")) else None


def _without_comment(line: str) -> str:
    return _COMMENT.sub(lambda match: match[1] or "", line)


def _table_path(header: str) -> KeyPath:
    """Return the path of ``[step.2]``; ``[answers]`` and ``[answers.step.2]`` are a scenario's way to write them."""
    parts = tuple(part.strip("\"'") for part in re.split(r"[\s._-]+", header))
    return parts[1:] if parts[0] == "answers" else parts


def _key_path(match: re.Match[str]) -> KeyPath:
    """Return the path of a key; the parts of one without quotes are separated by points."""
    if match[3] is None:
        return (match[1] if match[1] is not None else match[2],)
    return tuple(part.strip() for part in match[3].split("."))


def _put(document: dict[str, object], path: KeyPath, value: str) -> bool:
    """Put a value into the document; return whether nothing stood in its way."""
    table = document
    for part in path[:-1]:
        inner = table.setdefault(str(part), {})
        if not isinstance(inner, dict):
            return False
        table = inner
    return table.setdefault(str(path[-1]), value) is value


def _problem(span: Span, text: str, message: str, hint: str) -> Problem:
    place = TextLines(text).place(span)
    return Problem(place.line, place.column, place.end_column, "", message, hint)
