"""What is wrong with built pages: links and anchors that lead nowhere, and anything that is asked from other hosts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

_LOADED = {
    ("link", "href"),
    ("script", "src"),
    ("img", "src"),
    ("iframe", "src"),
    ("source", "src"),
    ("object", "data"),
}
"""What a browser asks for by itself, without a click."""
_IN_STYLES = re.compile(r"(?:@import\s+|url\()\s*[\"']?(https?:)?//[^\"')\s]+")


@dataclass(slots=True)
class _Page(HTMLParser):
    """The anchors and the addresses of one page."""

    anchors: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        HTMLParser.__init__(self, convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag names and where it leads."""
        for name, value in attrs:
            if value is None:
                continue
            if name == "id":
                self.anchors.add(value)
            elif (tag, name) in _LOADED:
                self.loaded.append(value)
            elif (tag, name) == ("a", "href"):
                self.links.append(value)
            elif name == "style" and _IN_STYLES.search(value):
                self.loaded.append(value)


def problems_of(folder: Path) -> list[str]:
    """Return what is wrong with the built pages in `folder`, a line each."""
    found = [f"{path.relative_to(folder)}: {text}" for path in sorted(folder.rglob("*.html")) for text in _wrong(path)]
    for path in sorted(folder.rglob("*.css")):
        text = path.read_text(encoding="utf-8")
        found += [f"{path.relative_to(folder)}: asks {match[0]}" for match in _IN_STYLES.finditer(text)]
    return found


def _wrong(path: Path) -> Iterator[str]:
    page = _read(path)
    for address in page.loaded:
        if urlsplit(address).netloc or _IN_STYLES.search(address):
            yield f"asks {address}"
    for address in (*page.links, *page.loaded):
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            continue
        target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
        if not target.is_file():
            yield f"leads nowhere: {address}"
        elif parts.fragment and target.suffix == ".html" and unquote(parts.fragment) not in _read(target).anchors:
            yield f"no such anchor: {address}"


@cache
def _read(path: Path) -> _Page:
    page = _Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page
