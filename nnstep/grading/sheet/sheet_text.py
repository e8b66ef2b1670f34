"""The lines of a sheet: ``z1 = ...``, ``[step.2]``, comments; tolerant of what people paste behind the equals sign."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from nnstep import limits
from nnstep.errors import SheetError
from nnstep.grading.sheet.prose.step_headings import step_in
from nnstep.problems.problem import Problem, located_error
from nnstep.problems.text_lines import Span, TextLines
from nnstep.problems.toml_positions import KeyPath, Positions

_HEADER = re.compile(r"\s*+\[\s*+([^\W\d][^\W_]*+(?:[\s._-][^\]=]*+)?)\]\s*+")
_KEY = re.compile(
    r"\s*(?:(?:\(?(?:\d{1,2}[.)]|[a-z]\))|[-*•])\s++(?=[^\W\d]))?+"
    r"(?:\"([^\"]*)\"|'([^']*)'|([^\s=≈:#\"',;\[\]{}()](?:[^\s=≈:#\"']++|\s++(?=[^=≈:#\"']))*+))"
    r"\s*(?::=|[=≈:])\s*"
)
"""Behind the number or the sign of an item; possessive, as a line may hold a hundred thousand spaces."""
_QUOTES = r"\"[^\"]*\"|(?<!\d)'[^']*'"
"""Text in quotes; the apostrophe of 16'553 begins none."""
_COMMENT = re.compile(rf"({_QUOTES})|#.*")
_QUOTED = re.compile(_QUOTES)
_PRINTED_HEADING = re.compile(r"\s*(?:Parameter containing:|<)")
"""What programs print before an array, on a line of its own."""
_HINT = "write lines such as: z1 = [3.3, 3.8]"


_ITEM_ALONE = re.compile(r"\s*+\(?(?:\d{1,2}[.)]|[a-z]\))\s*+")
"""The number of an item that has nothing in its line."""
_NUMBERS_ONLY = re.compile(r"[\s\d.,;:+\-−*/^eE\[\](){}|&\\\"'?]*+|\s*+\\.*")
"""How an answer among sentences goes on in the next line."""


class Trouble(NamedTuple):
    """A line that can't be read, or a key."""

    span: Span
    message: str
    hint: str


@dataclass(slots=True)
class SheetStatement:
    """A key, and the text that stands for its value, over one line or more."""

    path: KeyPath
    key: Span
    value: Span
    lines: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    """Where each of the lines begins in the text."""
    open_brackets: int = 0
    open_quotes: str = ""
    is_item: bool = False
    """Whether the number of an item stands before its key."""

    @property
    def name(self) -> str:
        """What it is an answer for."""
        return ".".join(map(str, self.path))

    @property
    def text(self) -> str:
        """What stands for its value."""
        return "\n".join(self.lines)

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
        self.starts.append(offset)


def sheet_document(text: str, path: str) -> tuple[dict[str, object], Positions]:
    """Return the answers that `text` states, each as the text that stands there, and where they stand.

    Raise SheetError, naming `path`, with all lines that are neither an answer nor a comment and all keys given twice.
    """
    positions = Positions()
    statements, troubles = statements_of(text, path, positions)
    document, twice = document_of(statements, positions)
    troubles += [Trouble(again.key, f"{again.name} is given twice", "keep one of the two") for again in twice]
    if troubles:
        lines = TextLines(text)
        raise located_error([_problem(trouble, lines) for trouble in troubles], path, lines, SheetError)
    return document, positions


def document_of(
    statements: Iterable[SheetStatement], positions: Positions
) -> tuple[dict[str, object], list[SheetStatement]]:
    """Return the answers of statements, whose places go to `positions`, and the statements at a key that was taken."""
    document: dict[str, object] = {}
    twice = []
    for statement in statements:
        if not _put(document, statement.path, statement.text):
            twice.append(statement)
        for length in range(1, len(statement.path)):
            positions.keys.setdefault(statement.path[:length], statement.key)
        positions.keys[statement.path], positions.values[statement.path] = statement.key, statement.value
    return document, twice


def statements_of(
    text: str, path: str, positions: Positions, *, is_prose: bool = False
) -> tuple[list[SheetStatement], list[Trouble]]:
    """Return the statements of a text, and the lines that are none; the places of headers go to `positions`.

    Among sentences, with `is_prose`, only numbers go on with an answer, and empty lines in it are kept, as it may end
    there. Raise SheetError, naming `path`, for too many.
    """
    if (count := text.count("=")) > limits.TEXT_KEYS.most:
        raise SheetError(f"{path}: {limits.TEXT_KEYS.refusal(count, 'answers')}", "write numbers as lists")
    statements, troubles = list[SheetStatement](), list[Trouble]()
    table: KeyPath = ()
    present: SheetStatement | None = None
    offset = 0
    for line in text.split("\n"):
        plain, span = _without_comment(line), Span(offset, offset + len(line))
        if present is not None and (present.open_brackets > 0 or present.open_quotes):
            present.add(line, offset)
        elif (header := _header_in(line if is_prose else plain)) is not None and not (
            is_prose and _is_bracketed_prose(header)
        ):
            table, present = header, None
            positions.headers[table] = positions.keys[table] = span
        elif not plain.strip() or plain.lstrip().startswith("%"):
            if is_prose and present is not None:
                present.add("", offset)
        elif (match := key_in(plain)) is not None:
            start, end = next(found for found in map(match.span, (1, 2, 3)) if found != (-1, -1))
            value = offset + match.end()
            present = SheetStatement(
                (*table, *_key_path(match)), Span(offset + start, offset + end), Span(value, value + 1)
            )
            present.is_item = _ITEM_ALONE.fullmatch(line[:start].rstrip("\"'")) is not None
            present.add(line[match.end() :], value)
            statements.append(present)
        elif present is not None and present.is_item and _ITEM_ALONE.fullmatch(plain) is not None:
            present = None
        elif present is not None and not (is_prose and _NUMBERS_ONLY.fullmatch(plain) is None):
            present.add(line, offset)
        else:
            present = None
            troubles.append(Trouble(span, "this is neither an answer nor a comment", _HINT))
        offset += len(line) + 1
    return statements, troubles


def _header_in(line: str) -> KeyPath | None:
    """Return the path of a header, such as ``[step.2]`` or ``Step 2:``; None where a line is none."""
    if step := step_in(line):
        return ("step", step)
    match = _HEADER.fullmatch(line)
    return None if match is None else _table_path(match[1].strip())


def _is_bracketed_prose(header: KeyPath) -> bool:
    return bool(header) and header[0] != "step"


def key_in(line: str) -> re.Match[str] | None:
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


def _problem(trouble: Trouble, lines: TextLines) -> Problem:
    place = lines.place(trouble.span)
    return Problem(place.line, place.column, place.end_column, "", trouble.message, trouble.hint)
