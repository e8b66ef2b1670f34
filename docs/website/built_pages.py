"""What is wrong with built pages: links and anchors that lead nowhere, and anything that is asked from other hosts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

_LOADED = {"src", "srcset", "poster", "data"}
"""Attributes whose address a browser asks for by itself, without a click."""
_NAVIGATION = {"next", "prev", "index", "search", "canonical"}
"""Relations of a `link` that a browser does not ask for."""
_IN_STYLES = re.compile(r"(?:@import\s+(?:url\()?|url\()\s*[\"']?(?:https?:)?//[^\"')\s]+")


class _Page(HTMLParser):
    """The anchors and the addresses of one page."""

    def __init__(self) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: list[str] = []
        """Where a click leads."""
        self.loaded: list[str] = []
        """What is loaded with the page."""
        self.styles: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag names and where it leads."""
        given = {name: value for name, value in attrs if value is not None}
        if "id" in given:
            self.anchors.add(given["id"])
        if "style" in given:
            self.styles.append(given["style"])
        if "href" in given:
            is_asked = tag == "link" and given.get("rel") not in _NAVIGATION
            (self.loaded if is_asked else self.links).append(given["href"])
        self.loaded += [value for name, value in given.items() if name in _LOADED]

    def handle_data(self, data: str) -> None:
        """Note the text of a style sheet within the page."""
        if self.cdata_elem == "style":
            self.styles.append(data)


def problems_of(folder: Path) -> list[str]:
    """Return what is wrong with the built pages in `folder`, a line each."""
    site = folder.resolve()
    found = [
        f"{path.relative_to(site)}: {text}" for path in sorted(site.rglob("*.html")) for text in _wrong(path, site)
    ]
    for path in sorted(site.rglob("*.css")):
        found += [f"{path.relative_to(site)}: {text}" for text in _asked_by_style(path.read_text(encoding="utf-8"))]
    return found


def _wrong(path: Path, site: Path) -> Iterator[str]:
    page = _read(path)
    yield from (f"asks {address}" for address in page.loaded if urlsplit(address).netloc)
    for style in page.styles:
        yield from _asked_by_style(style)
    for address in (*page.links, *page.loaded):
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            continue
        target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
        if not target.is_relative_to(site):
            yield f"leads out of the site: {address}"
        elif not target.is_file():
            yield f"leads nowhere: {address}"
        elif parts.fragment and target.suffix == ".html" and unquote(parts.fragment) not in _read(target).anchors:
            yield f"no such anchor: {address}"


def _asked_by_style(style: str) -> Iterator[str]:
    return (f"asks {match[0]}" for match in _IN_STYLES.finditer(style))


@cache
def _read(path: Path) -> _Page:
    page = _Page()
    page.feed(path.read_text(encoding="utf-8"))
    page.close()
    return page
