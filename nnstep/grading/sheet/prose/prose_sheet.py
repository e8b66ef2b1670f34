"""A text with answers among sentences: the answers, and the lines that were not understood."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from nnstep.grading.sheet.prose.inline_answers import with_inline_answers
from nnstep.grading.sheet.prose.step_headings import may_be_part, step_in
from nnstep.grading.sheet.prose.text_marks import blanked, without_marks
from nnstep.grading.sheet.sheet_document import SheetDocument
from nnstep.grading.sheet.sheet_text import SheetStatement, document_of, key_in, statements_of
from nnstep.problems.message_text import quoted
from nnstep.problems.text_lines import Span
from nnstep.problems.toml_positions import KeyPath, Positions

_MOST_QUOTED = 8
_HEADING = re.compile(
    r"\W{0,9}(?:[^\W\d]{1,20}\s)?(epoch|epoche|iteration|sample|pattern|example|run|pass|round|durchlauf)"
    r"[\s._-]{0,9}(\d{1,9})[\s\]:.)]{0,9}",
    re.IGNORECASE,
)
"""``Epoch 2:``, ``[Sample 2]``: what stands below belongs there, and so does a training step below."""
_MOST_TRIES = 4
"""So often an answer over several lines loses its first line and the others are read again; then it loses all."""

_JOINED = "its steps are taken for parts of one training step; write Training step 2 for another"


@dataclass(frozen=True, slots=True)
class _Prose:
    """A text, and what is left of it: as long, with blanks for what is not read."""

    original: str
    plain: str
    """Without its markup."""
    rest: str
    path: str
    is_page: bool
    """Whether it is the text of a page, on which empty lines are no lines."""
    tries: int = 0
    assumed: tuple[str, ...] = ()
    """What was assumed of it."""

    def without(self, spans: Iterable[Span]) -> _Prose:
        """Return it without the lines on which these begin; after many tries, without all of their lines.

        Of a line that has answers within a sentence, these stay.
        """
        parts, end = list[str](), 0
        for span in sorted(spans, key=lambda span: span.start):
            start = max(end, self.rest.rfind("\n", 0, span.start) + 1)
            last = self.rest.find("\n", span.start if self.tries < _MOST_TRIES else max(span.start, span.end - 1))
            parts.append(self.rest[end:start])
            end = max(start, last if last >= 0 else len(self.rest))
            line = self.rest[start:end]
            answers = with_inline_answers(line)
            parts.append(answers if answers != line else blanked(line))
        return replace(self, rest="".join((*parts, self.rest[end:])))

    def remarks(self) -> Iterator[str]:
        """Yield what a person should know of how it was read: the lines and words that were not."""
        ignored: dict[str, list[str]] = {}
        number, offset = (0 if self.is_page else 1), 0
        for line, seen in zip(self.plain.split("\n"), _seen_lines(self.original), strict=True):
            kept = self.rest[offset : offset + len(line)]
            if self.is_page:
                number += bool(line.strip())
            elif offset:
                number += self.original[offset - 1] == "\n"
            offset += len(line) + 1
            if kept != line and kept.strip() != line.strip():
                what = "only the numbers were read of" if kept.strip() else "not understood"
                ignored.setdefault(what, []).append(f"line {number}, {quoted(' '.join(seen.split()))}")
        yield from self.assumed
        for what, lines in ignored.items():
            more = len(lines) - _MOST_QUOTED
            yield f"{what}: {'; '.join(lines[:_MOST_QUOTED])}" + (f"; and {more} more" if more > 0 else "")


def prose_document(text: str, path: str, *, is_page: bool = False) -> SheetDocument:
    """Return the answers in `text`; raise SheetError, naming `path`, where there are too many."""
    plain = without_marks(text)
    return _document(_Prose(text, plain, "\n".join(_lines(plain)), path, is_page))


def _seen_lines(text: str) -> list[str]:
    """Return the lines of a text as a person sees them: a page ends one, too."""
    return text.replace("\f", "\n").split("\n")


def _lines(text: str) -> Iterator[str]:
    """Yield the lines that may hold answers, and blanks for those of a later epoch, which no answer can name."""
    is_elsewhere = False
    for line in text.split("\n"):
        heading = _HEADING.fullmatch(line)
        if heading is not None:
            is_elsewhere = int(heading[2]) > 1
        if is_elsewhere:
            yield " " * len(line)
        else:
            yield line if _is_plain(line) else with_inline_answers(line)


def _is_plain(line: str) -> bool:
    """Return whether a line begins with a key that is one word: it is read as an answer first."""
    match = key_in(line)
    return match is not None and len((match[3] or "").split()) < 2


def _document(prose: _Prose) -> SheetDocument:
    positions = Positions()
    statements, troubles = statements_of(prose.rest, prose.path, positions, is_prose=True)
    contradicting = _contradicting(statements)
    kept: dict[KeyPath, SheetStatement] = {}
    for statement in statements:
        if statement.path not in contradicting:
            kept.setdefault(statement.path, statement)
    answers, twice = document_of(kept.values(), positions)
    unread = [statement for statement in statements if statement.path in contradicting or statement in twice]
    prose = prose.without([*(trouble.span for trouble in troubles), *map(_span, unread)])
    return SheetDocument(
        answers,
        positions,
        remarks=tuple(prose.remarks()),
        without=partial(_without, prose, statements),
        ended=partial(_ended, prose, statements),
        joined=_joining(prose),
    )


def _joining(prose: _Prose) -> Callable[[], SheetDocument] | None:
    """Return what reads the text without its headings of steps, where all of them may mean steps of a calculation."""
    headings = {line for line in prose.rest.split("\n") if step_in(line)}
    if not headings or not all(map(may_be_part, headings)):
        return None
    rest, plain = (
        "\n".join(" " * len(line) if line in headings else line for line in text.split("\n"))
        for text in (prose.rest, prose.plain)
    )
    return lambda: _document(replace(prose, rest=rest, plain=plain, assumed=(_JOINED,)))


def _contradicting(statements: Iterable[SheetStatement]) -> set[KeyPath]:
    """Return the keys that are given twice, with other numbers: which are meant is for a person to say."""
    values: dict[KeyPath, set[str]] = {}
    for statement in statements:
        values.setdefault(statement.path, set()).add(" ".join(statement.text.split()))
    return {path for path, texts in values.items() if len(texts) > 1}


def _without(prose: _Prose, statements: list[SheetStatement], paths: Iterable[KeyPath]) -> SheetDocument:
    """Return the document without the answers at `paths`, or a first line of each that may hide others."""
    wrong = set(paths)
    within = {path[:length] for path in wrong for length in range(1, len(path) + 1)}
    spans = [
        _span(statement)
        for statement in statements
        if statement.path in within or any(statement.path[:length] in wrong for length in range(len(statement.path)))
    ]
    return _document(replace(prose.without(spans), tries=prose.tries + 1))


def _ended(prose: _Prose, statements: list[SheetStatement], complete: Mapping[KeyPath, int]) -> SheetDocument:
    """Return the document without the lines of answers after as many as make them `complete`."""
    ended = (statement for statement in statements if statement.path in complete)
    starts = (start for statement in ended for start in statement.starts[complete[statement.path] :])
    return _document(prose.without(Span(start, start) for start in starts))


def _span(statement: SheetStatement) -> Span:
    return Span(statement.key.start, statement.value.end)
