"""Blank sheets filled in as people do: in an editor, in spreadsheets with their own ways to save, in a page, in LaTeX.

Knows nothing of how nnstep reads them: tables go through Python's csv module, and places are found by their labels.
"""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Numbers = Mapping[str, str]
"""By the name of its place, the number that goes there."""


def filled_table(blank: str, numbers: Numbers) -> list[list[str]]:
    """Return the cells of a table that was opened in a spreadsheet and filled in."""
    rows = list(csv.reader(io.StringIO(blank.removeprefix("\ufeff")), delimiter=_delimiter(blank)))
    columns: list[str] = []
    for row in rows:
        if row and not row[0]:
            columns = [cell.strip("[]") for cell in row[1:]]
        elif row and not row[0].startswith("#"):
            names = [[row[0]]] if len(row) == 2 else [_elements(row[0], column) for column in columns]
            row[1:] = [next((numbers[name] for name in each if name in numbers), "") for each in names]
    return rows


def _delimiter(blank: str) -> str:
    return next(sign for sign in "\t;," if re.search(rf"^\w+(?:\[\d+\])?{sign}", blank, re.MULTILINE))


def _elements(row: str, column: str) -> list[str]:
    """Return what the place in a row and a column may be called; the only row of a quantity has its name alone."""
    return [f"{row.removesuffix(']')},{column}]"] if row.endswith("]") else [f"{row}[0,{column}]", f"{row}[{column}]"]


@dataclass(frozen=True)
class Spreadsheet:
    """What a program saves a table as."""

    ending: str = ".csv"
    delimiter: str = ","
    decimal: str = "."
    thousands: str = ""
    line_end: str = "\r\n"
    encoding: str = "utf-8"
    quotes_text: bool = False
    pads: bool = False
    """Whether every line has as many fields as the longest one."""

    def saved(self, rows: list[list[str]]) -> bytes:
        """Return the bytes of the file."""
        width = max(map(len, rows)) if self.pads else 0
        quoting = csv.QUOTE_NONNUMERIC if self.quotes_text else csv.QUOTE_MINIMAL
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=self.delimiter, quoting=quoting, lineterminator=self.line_end)
        for row in rows:
            shown = [cell if at == 0 else self.number(cell) for at, cell in enumerate(row)]
            writer.writerow(shown + [""] * (width - len(row)))
        return text.getvalue().encode(self.encoding, errors="replace")

    def number(self, text: str) -> str:
        """Return a number as the program shows it."""
        if not re.fullmatch(r"-?[\d.]+(?:e[+-]?\d+)?", text):
            return text
        whole, point, rest = text.replace("e", "E").partition(".")
        if self.thousands and "E" not in text:
            whole = f"{int(whole):,}".replace(",", self.thousands) if whole not in ("-0", "-") else whole
        return whole + point.replace(".", self.decimal) + rest.replace(".", self.decimal)


SPREADSHEETS = {
    "Excel, CSV UTF-8, US": Spreadsheet(encoding="utf-8-sig", pads=True),
    "Excel, CSV UTF-8, Germany": Spreadsheet(encoding="utf-8-sig", delimiter=";", decimal=",", pads=True),
    "Excel, CSV, Germany, with thousands": Spreadsheet(
        encoding="cp1252", delimiter=";", decimal=",", thousands=".", pads=True
    ),
    "Excel, CSV UTF-8, France, with thousands": Spreadsheet(
        encoding="utf-8-sig", delimiter=";", decimal=",", thousands="\u202f", pads=True
    ),
    "Excel, CSV, Switzerland, with thousands": Spreadsheet(encoding="cp1252", delimiter=";", thousands="’", pads=True),
    "Excel, CSV UTF-8, US, with thousands": Spreadsheet(encoding="utf-8-sig", thousands=",", pads=True),
    "Excel, Unicode text": Spreadsheet(".txt", "\t", encoding="utf-16", pads=True),
    "Excel for Mac, CSV (Macintosh)": Spreadsheet(encoding="mac-roman", line_end="\r", pads=True),
    "LibreOffice, US": Spreadsheet(line_end="\n", pads=True),
    "LibreOffice, Germany, commas kept": Spreadsheet(decimal=",", line_end="\n", pads=True, quotes_text=True),
    "LibreOffice, tabs": Spreadsheet(".tsv", "\t", decimal=",", line_end="\n"),
    "Numbers, Germany": Spreadsheet(delimiter=";", decimal=","),
    "Google Sheets": Spreadsheet(line_end="\r\n"),
}
"""What the usual programs save, by name."""


def filled_lines(blank: str, numbers: Numbers) -> str:
    """Return a sheet of lines ``z1 = ["", ""]`` with each place filled in."""
    step = ""
    lines = []
    for line in blank.split("\n"):
        header = re.fullmatch(r"\[step\.(\d+)\]", line)
        step = f"step.{header[1]}." if header else step
        key, sign, value = line.partition(" = ")
        lines.append(f"{key}{sign}{_filled_value(step + key, value, numbers)}" if '""' in value else line)
    return "\n".join(lines)


def _filled_value(name: str, value: str, numbers: Numbers) -> str:
    own = [number for place, number in numbers.items() if place == name or place.startswith(f"{name}[")]
    typed = iter(own)
    return re.sub('""', lambda _: f'"{next(typed)}"', value)


def filled_page(blank: str, numbers: Numbers) -> str:
    """Return a page as a browser saves it after each input was filled in."""

    def with_value(match: re.Match[str]) -> str:
        return f'{match[0]} value="{html.escape(numbers.get(html.unescape(match[1]), ""))}"'

    return re.sub(r'data-place="([^"]*)"', with_value, blank)


def filled_document(blank: str, numbers: Numbers) -> str:
    r"""Return a LaTeX document with a number behind each place."""
    return re.sub(r"(\\answer\{([^}#]*)\}\{)\}", lambda match: f"{match[1]}{numbers.get(match[2], '')}}}", blank)


FILLED: dict[str, Callable[[str, Numbers], str]] = {
    "toml": filled_lines,
    "html": filled_page,
    "tex": filled_document,
}
"""By format, how a text is filled in that is no table."""
