"""Pages as Markdown and HTML: the same words in both, and a stranger's text is text."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from nnstep.classroom.feedback.html_page import html_fragment, html_page
from nnstep.classroom.feedback.markdown_page import markdown_page
from nnstep.classroom.feedback.page import (
    CodeText,
    Emphasis,
    FileLink,
    Items,
    Page,
    PageTable,
    Preformatted,
    Section,
    Sentences,
)
from nnstep.harmless_text import visible

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "[click](javascript:alert(1)) ![x](http://evil)",
    "`a` *b* _c_ **d** # e | f ~~g~~ $h$ &amp; \\",
    "1. one",
    "- minus",
    "+ plus",
    "=== ---",
    "\x1b[31mred\u202e\u200b",
    "</title></style><h1>",
    "=HYPERLINK(1)",
    "http://evil.example www.evil.example",
)


class Reader(HTMLParser):
    """Collects the tags, their attributes and the text of a document."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.words = ""
        self._hidden = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        self._hidden = tag if tag in ("style", "title") else self._hidden

    def handle_endtag(self, tag: str) -> None:
        self._hidden = "" if tag == self._hidden else self._hidden

    def handle_data(self, data: str) -> None:
        self.words += "" if self._hidden else data


def page(text: str) -> Page:
    return (
        Section((text,), 1),
        Sentences((text, " ", Emphasis(f"x{text}x"))),
        Preformatted((text, "", f"  {text}")),
        Items(((CodeText(text), ": ", text), (text,))),
        PageTable(
            (text, "n"), (((text,), ("1",)), ((CodeText(text),), (FileLink(text, f"{text}.md"),))), frozenset({1})
        ),
    )


def words(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("text", HOSTILE)
def test_html_shows_a_strangers_text_as_text(text: str) -> None:
    read = Reader(html_page(page(text)))
    plain = Reader(html_page(page("name")))
    assert read.tags == plain.tags
    assert read.words.count(visible(text)) == plain.words.count("name")
    assert not any(link.startswith(("javascript:", "http:")) for link in read.links)


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_shows_a_strangers_text_as_text(text: str) -> None:
    """Held against a reader of Markdown that knows tables, HTML, crossed-out words and bare links."""
    reader = MarkdownIt("gfm-like", {"linkify": False}).enable("table")
    read = Reader(reader.render(markdown_page(page(text))))
    plain = Reader(reader.render(markdown_page(page("name"))))
    marks = {"code", "p"}  # a text with a backtick or a bar is not shown as code
    assert [tag for tag in read.tags if tag not in marks] == [tag for tag in plain.tags if tag not in marks]
    assert words(read.words).count(words(visible(text))) == plain.words.count("name")
    assert not any(link.startswith(("javascript:", "http:")) for link in read.links)


def test_a_page_asks_no_other_computer() -> None:
    text = html_page(page("name"))
    assert "default-src 'none'" in text
    assert not {"script", "link", "img", "iframe"} & set(Reader(text).tags)
    assert "http://" not in text.replace("http-equiv", "")
    assert "https://" not in text


def test_a_fragment_is_the_inside_of_the_page() -> None:
    assert html_fragment(page("name")) in html_page(page("name"))
    assert "<html" not in html_fragment(page("name"))
