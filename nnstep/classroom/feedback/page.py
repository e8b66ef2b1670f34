"""What a page says, apart from how it is written: headings, paragraphs, lists and tables of texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

PageForm: TypeAlias = Literal["md", "html", "fragment"]
"""Markdown, a whole HTML page, or HTML to be put into another page."""


@dataclass(frozen=True, slots=True)
class Emphasis:
    """A text that stands out."""

    text: str


@dataclass(frozen=True, slots=True)
class CodeText:
    """The name of a quantity, a number as it was typed, or the like: shown as code."""

    text: str


@dataclass(frozen=True, slots=True)
class FileLink:
    """A link to a file in the same folder."""

    text: str
    file: str


Piece: TypeAlias = str | Emphasis | CodeText | FileLink
PageLine: TypeAlias = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading; the first one of a page is its title, of level 1."""

    line: PageLine
    level: int = 2


@dataclass(frozen=True, slots=True)
class Sentences:
    """A paragraph."""

    line: PageLine


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    lines: tuple[PageLine, ...]


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table."""

    head: tuple[str, ...]
    rows: tuple[tuple[PageLine, ...], ...]
    numeric: frozenset[int] = frozenset()
    """The columns with numbers, which are set to the right."""


@dataclass(frozen=True, slots=True)
class Preformatted:
    """Lines that are shown as they are, each sign in a column of its own."""

    lines: tuple[str, ...]


PageBlock: TypeAlias = Section | Sentences | Items | PageTable | Preformatted
Page: TypeAlias = tuple[PageBlock, ...]
