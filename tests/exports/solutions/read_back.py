"""Reads the numbers of worked solutions back from each format, by means that know nothing of how they were written."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from xml.etree import ElementTree as ET

import numpy as np

Cells = list[list[str]]
"""A value as rows of texts; a number is one row of one."""

_NUMBER = re.compile(r"(?P<digits>-?\d+(?:\.\d+)?)(?:·10\^(?P<exponent>-?\d+))?")
_GRID = re.compile(r"\\left\[\\begin\{array\}\{r+\} (.*?) \\end\{array\}\\right\]", re.DOTALL)
EQUATION = {
    "markdown": re.compile(r"^\$\$\n(.*?)\n\$\$$", re.MULTILINE | re.DOTALL),
    "tex": re.compile(r"\\nnstep(?:fit|given)\{(\\begin\{aligned\}.*?\\end\{aligned\})\}", re.DOTALL),
}
_SIDE = re.compile(r"&\s*(?:=|:=|\\leftarrow|\\to)\s(.*?)(?= \\\\\[4pt\]|\n\\end\{aligned\})", re.DOTALL)


def html_root(text: str) -> ET.Element:
    """Return the page as a tree: it is well-formed XML, which is more than browsers ask for."""
    return ET.fromstring(text.removeprefix("<!DOCTYPE html>"))


def html_results(text: str) -> tuple[list[Cells], list[Cells]]:
    """Return what is given, and the last side of each operation."""
    root = html_root(text)
    given = [_html_value(block.findall(".//math")[-1]) for block in root.findall(".//div[@class='given']/div")]
    articles = root.findall(".//article/div[@class='main']")
    return given, [_html_value(article.findall(".//math")[-1]) for article in articles]


def _html_value(math: ET.Element) -> Cells:
    table = math.find(".//mtable")
    if table is None:
        return [[_plain(math)]]
    return [[_plain(cell) for cell in row.findall("mtd")] for row in table.findall("mtr")]


def _plain(element: ET.Element) -> str:
    inner = [_plain(child) for child in element]
    return "^".join(inner) if element.tag == "msup" else (element.text or "").strip().replace("−", "-") + "".join(inner)


def latex_results(kind: str) -> Callable[[str], tuple[list[Cells], list[Cells]]]:
    """Return what reads a document with equations in LaTeX."""

    def read(text: str) -> tuple[list[Cells], list[Cells]]:
        heading = {"markdown": r"^#### ", "tex": r"^\\textbf\{\d"}[kind]
        before, *operations = re.split(heading, text, flags=re.MULTILINE)
        given = [_latex_value(code) for code in EQUATION[kind].findall(before)]
        return given, [_latex_value(EQUATION[kind].findall(part)[0]) for part in operations]

    return read


def _latex_value(code: str) -> Cells:
    side = _SIDE.findall(code)[-1]
    grid = _GRID.fullmatch(side)
    rows = grid[1].split(r" \\ ") if grid else [side]
    return [[_latex_number(cell) for cell in row.split(" & ")] for row in rows]


def _latex_number(cell: str) -> str:
    cell = re.sub(r"\\cdot 10\^\{(-?\d+)\}", r"·10^\1", cell).replace(" ", "")
    return {r"\cdots": "⋯", r"\vdots": "⋮", r"\ddots": "⋱"}.get(cell, cell)


def notebook_markdown(text: str) -> str:
    """Return the texts of a notebook's cells for reading."""
    cells = json.loads(text)["cells"]
    return "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


def notebook_results(text: str) -> tuple[list[Cells], list[Cells]]:
    """Return what is given, and the results, as a notebook shows them."""
    return latex_results("markdown")(notebook_markdown(text))


def assert_same(cells: Cells, value: np.ndarray, *, significant: int = 6) -> None:
    """Hold what was read against the run: each number is the value, rounded where its digits end and not before."""
    array = np.atleast_2d(value).astype(np.float64)
    rows, columns = (list(_kept(*sizes)) for sizes in zip(array.shape, (len(cells), len(cells[0])), strict=True))
    for shown, i in zip(cells, rows, strict=True):
        for text, j in zip(shown, columns, strict=True):
            if i is None or j is None:
                assert text in "⋯⋮⋱"
            else:
                _assert_number(text, float(array[i, j]), float(np.abs(array).max()), significant)


def _kept(size: int, shown: int) -> Iterator[int | None]:
    if size == shown:
        yield from range(size)
    else:
        assert shown < size
        yield from (*range(shown - 2), None, size - 1)


def _assert_number(text: str, value: float, largest: float, significant: int) -> None:
    match = _NUMBER.fullmatch(text)
    assert match, f"{text!r} is no number"
    number = Decimal(f"{match['digits']}e{match['exponent'] or 0}")
    exact = Decimal(value)
    last = Decimal(1).scaleb(number.as_tuple().exponent)
    rounding = abs(exact) * Decimal("1e-13")  # of the calculation; digits that only it changed are left out
    assert abs(number - exact) <= last / 2 + rounding, (text, value)
    # Small numbers beside large ones keep as many decimals as these, and two more.
    least = max(abs(exact) * Decimal(10) ** (1 - significant), Decimal(10) ** -(significant + 2))
    assert abs(number - exact) <= least, (text, value, largest)


def latex_digits(text: str) -> list[str]:
    """Return all runs of digits in the formulas of LaTeX code, in order."""
    code = re.sub(r"\\mathrm\{(?:[^{}]|\\_)*\}|\\\\\[4pt\]|\\hspace\{3em\}", " ", text.replace(r"\tfrac", ""))
    return re.findall(r"\d+(?:\.\d+)?", code)


def html_digits(text: str) -> list[str]:
    """Return the digits of all numbers in the formulas of a page, in order."""
    halves = {"½": ["1", "2"], "¼": ["1", "4"], "¾": ["3", "4"]}
    numbers = (number.text or "" for number in html_root(text).iter("mn"))
    return [digits for number in numbers for digits in halves.get(number, [number])]


def tables_in(element: ET.Element) -> list[Cells]:
    """Return all matrices in a formula."""
    return [
        [[_plain(cell) for cell in row.findall("mtd")] for row in table.findall("mtr")]
        for table in element.iter("mtable")
    ]


def is_same(cells: Cells, value: np.ndarray) -> bool:
    """Return whether what was read is this value."""
    try:
        assert_same(cells, value)
    except AssertionError:
        return False
    return True


def worked_out(code: str) -> float | None:
    """Return what the arithmetic of LaTeX code gives, or None where there is more in it than arithmetic."""
    while (plain := re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"((\1)/(\2))", code)) != code:
        code = plain
    code = code.replace(r"\left(", "(").replace(r"\right)", ")").replace(r"\tfrac{1}{2}", "0.5*")
    code = re.sub(r"\\cdot 10\^\{(-?\d+)\}", r"*1e\1", code).replace(r"\cdot", "*")
    code = re.sub(r"\{(\([^{}]*\))\}\^\{(\d+)\}", r"\1**\2", code)
    code = re.sub(r"(\d) +(?=[\d(])", r"\1*", code)
    if re.search(r"[^-+*/(). \de]", code):
        return None
    return float(eval(code))
