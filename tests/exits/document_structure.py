"""What is active in a document of each kind: its elements, commands, links, code. A text in it adds nothing to that."""

from __future__ import annotations

import ast
import csv
import json
import re
import tomllib
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from xml.etree import ElementTree

from markdown_it import MarkdownIt

Parts = set[object]

_LINE_PAINTED = {("title", ())}
"""A text of an SVG that is cut has the whole text as its tooltip."""
_TEX_SIGNS = {
    *(f"text{name}" for name in ("backslash", "asciitilde", "asciicircum", "less", "greater", "bar", "quotedbl", "tt")),
    *"$%#&_{}\\ ,;!'`\"^~.=",
    *("nnstepsign", "ensuremath"),
}
"""Commands that show a character."""


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: Parts = set()
        self._code = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add((tag, tuple(sorted(name for name, _ in attrs))))
        for name, value in attrs:
            if name in ("href", "src") and re.match(r"[\s\x00-\x20]*[a-z]+:", value or "", re.IGNORECASE):
                self.found.add((tag, name, value if not (value or "").startswith("data:image") else "data:image"))
        self._code = tag if tag in ("script", "style") else ""

    def handle_data(self, data: str) -> None:
        if self._code:
            self.found.add((self._code, data))

    def handle_endtag(self, tag: str) -> None:
        self.found.add(("end", tag))
        self._code = ""

    def handle_comment(self, data: str) -> None:
        self.found.add(("comment", data))

    def handle_pi(self, data: str) -> None:
        self.found.add(("instruction", data))


def _html(text: str) -> Parts:
    parser = _Elements()
    parser.feed(text)
    parser.close()
    return parser.found


def _svg(text: str) -> Parts:
    root = ElementTree.fromstring(text)
    names = {(element.tag.rpartition("}")[2], tuple(sorted(element.keys()))) for element in root.iter()}
    return {*names} - _LINE_PAINTED


def _markdown(text: str) -> Parts:
    return _html(MarkdownIt("gfm-like", {"html": True}).render(text))


def _tex(text: str) -> Parts:
    commands = set(re.findall(r"\\([A-Za-z@]+|.)", text, re.DOTALL))
    without = re.sub(r"\\.", "", text, flags=re.DOTALL)
    assert without.count("{") == without.count("}")
    assert without.count("$") % 2 == 0
    assert "^^" not in without
    return {*commands} - _TEX_SIGNS


def _python(text: str) -> Parts:
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return {ast.dump(tree)}


def _notebook(text: str) -> Parts:
    found: Parts = set()
    for cell in json.loads(text)["cells"]:
        source = "".join(cell["source"])
        found |= _markdown(source) if cell["cell_type"] == "markdown" else _python(source)
    return found


def _table(text: str) -> Parts:
    lines = [line for line in text.splitlines() if not line.lstrip('"').startswith("#")]
    separator = max("\t;,", key=lambda each: sum(line.count(each) for line in lines[:1] + lines[-2:]))
    cells = [cell.lstrip() for row in csv.reader(text.splitlines(), delimiter=separator) for cell in row]
    assert len(cells) > 3
    return {cell for cell in cells if cell[:1] in tuple("=+-@＝＋－＠") and not _is_number(cell)} - {""}


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return text == "-"
    return True


def _json(text: str) -> Parts:
    return {type(json.loads(line)) for line in ([text] if text.startswith("{\n") else text.splitlines())}


def _keys(document: object, at: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if isinstance(document, dict):
        for key, value in document.items():
            yield (*at, key)
            yield from _keys(value, (*at, key))


def _toml(text: str) -> Parts:
    return {*_keys(tomllib.loads(text))}


STRUCTURE: dict[str, Callable[[str], Parts]] = {
    ".html": _html,
    ".htm": _html,
    ".svg": _svg,
    ".md": _markdown,
    ".markdown": _markdown,
    ".tex": _tex,
    ".py": _python,
    ".ipynb": _notebook,
    ".csv": _table,
    ".tsv": _table,
    ".json": _json,
    ".jsonl": _json,
    ".toml": _toml,
}
