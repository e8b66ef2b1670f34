"""The first table of a spreadsheet file, which is an archive of XML, as lines of cells parted by tabs.

A line is a row, so that the numbers of lines in messages are those of rows.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from xml.etree import ElementTree

from nnstep import limits
from nnstep.array_files.archive_directory import open_archive
from nnstep.array_files.damaged_archives import DAMAGED
from nnstep.errors import SheetError
from nnstep.input_files import too_large, unreadable

_DIGITS = ".15g"
"""What a spreadsheet shows of a number at most: 0.1 + 0.2 is 0.3 there."""
_HINT = "save the sheet again, or save it as CSV"


class PackedTable:
    """The parts of one file."""

    def __init__(self, data: bytes, path: str) -> None:
        self._path = path
        try:
            self._archive = open_archive(io.BytesIO(data))
        except DAMAGED:
            raise self.fault("this is no spreadsheet file") from None
        except OSError as error:
            raise self.fault(unreadable(error)) from None

    def fault(self, message: str) -> SheetError:
        """Return the error for a file that can't be read."""
        return SheetError(f"{self._path}: {message}", _HINT)

    def _too_large(self) -> SheetError:
        return self.fault(str(too_large(None, limits.PACKED_TABLE_BYTES).strerror))

    def root(self, name: str) -> ElementTree.Element | None:
        """Return a part by its name, or None where there is none; raise SheetError where it can't be read."""
        try:
            with self._archive.open(name) as file:
                data = file.read(limits.PACKED_TABLE_BYTES.most + 1)
        except KeyError:
            return None
        except (OSError, *DAMAGED):
            raise self.fault("the file is damaged, or locked by a password") from None
        if len(data) > limits.PACKED_TABLE_BYTES.most:
            raise self._too_large()
        try:
            if b"<!DOCTYPE" in data:
                raise self.fault("it has a document type, which no spreadsheet writes")
            return ElementTree.fromstring(data)  # noqa: S314 - nothing in it can refer to anything else
        except (ElementTree.ParseError, LookupError, ValueError):  # as of an encoding that there is not
            raise self.fault("the file is damaged") from None

    def text(self, rows: Iterable[Sequence[str]]) -> str:
        """Return the rows as lines; raise SheetError where there are too many."""
        lines, cells, size = io.StringIO(), 0, 0
        most_cells, largest = limits.TABLE_CELLS.most, limits.PACKED_TABLE_BYTES.most
        writer = csv.writer(lines, delimiter="\t", lineterminator="\n")
        for row in rows:
            cells += 1 + len(row)  # empty ones too: a spreadsheet can claim a million rows in a few bytes
            size += sum(map(len, row))  # before they are joined: many cells may name one long text
            if cells > most_cells:
                raise self.fault(f"the table has {limits.TABLE_CELLS.refusal(None, 'cells')}")
            if size > largest:
                raise self._too_large()
            writer.writerow([" ".join(cell.split()) for cell in row])
        return lines.getvalue()


def local(element: ElementTree.Element) -> str:
    """Return the name of an element or an attribute without its namespace; there are two for each kind of file."""
    return element.tag.rpartition("}")[2]


def inside(element: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    """Yield the elements of a name, at any depth."""
    return (each for each in element.iter() if local(each) == name)


def attributes(element: ElementTree.Element) -> dict[str, str]:
    """Return the attributes of an element by their names without namespaces."""
    return {name.rpartition("}")[2]: value for name, value in element.attrib.items()}


def number_text(text: str) -> str:
    """Return a number of a cell with the digits that a spreadsheet shows, or the text as it is where it is none.

    Without a point where that could separate thousands: 2.645 is 2645e-3.
    """
    try:
        shown = format(float(text), _DIGITS)
    except ValueError:
        return text
    match = re.fullmatch(r"(-?\d+)\.(\d{3})", shown)
    return f"{match[1]}{match[2]}e-3" if match and match[1].lstrip("-0") else shown
