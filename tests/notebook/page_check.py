"""What may stand in a page or a picture that a notebook shows: no script, no request to anywhere."""

from __future__ import annotations

import re
from base64 import b64decode
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"
FORBIDDEN = {"script", "iframe", "object", "embed", "link", "foreignObject", "base", "meta", "form"}
LEADING_AWAY = {"src", "href", "action", "data", "poster", "srcset", "xlink:href"}


def picture(svg: str) -> ElementTree.Element:
    """Return the root of a picture that is well-formed, and harmless."""
    root = ElementTree.fromstring(svg)
    assert root.tag == f"{SVG}svg"
    for part in root.iter():
        check(part.tag.removeprefix(SVG), part.attrib)
    assert "url(" not in svg
    assert "@import" not in svg
    assert root.find(f"{SVG}title") is not None
    return root


def check(tag: str, attributes: dict[str, Any]) -> None:
    assert tag not in FORBIDDEN
    for key, value in attributes.items():
        assert not key.startswith("on")
        if key in LEADING_AWAY:
            kind, _, data = str(value).partition(";base64,")
            assert kind in ("data:image/png", "data:image/svg+xml")
            if kind == "data:image/svg+xml":
                picture(b64decode(data).decode())


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""
        self.tags: set[str] = set()
        self.alternatives: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_startendtag(tag, attrs)
        self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        check(tag, dict(attrs))
        self.tags.add(tag)
        if tag == "img":
            self.alternatives.append(dict(attrs)["alt"] or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def page(html: str) -> _Page:
    """Return a part of a page that is well-formed, and harmless: its text, its tags, and what stands for images."""
    read = _Page()
    read.feed(html)
    read.close()
    assert read.open == []
    assert re.search(r"url\(|@import|https?://(?!www\.w3\.org/)", html) is None
    return read


def formula(latex: str) -> str:
    """Return a formula between its dollar signs, whose braces and environments are closed."""
    assert latex.startswith("$")
    assert latex.endswith("$")
    inside = latex[1:-1]
    assert re.search(r"<[A-Za-z/!?]", inside) is None
    assert "$" not in inside.replace(r"\$", "")
    assert inside.count("{") == inside.count("}")
    assert re.findall(r"\\begin{(\w+)}", inside) != []
    assert sorted(re.findall(r"\\begin{(\w+)}", inside)) == sorted(re.findall(r"\\end{(\w+)}", inside))
    assert len(re.findall(r"\\left[^a-z]", inside)) == len(re.findall(r"\\right[^a-z]", inside))
    return inside
