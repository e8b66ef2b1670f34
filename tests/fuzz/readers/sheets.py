"""Answer sheets in every format."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

from nnstep.grading.sheet.blank_sheet import blank_form
from nnstep.grading.sheet.formats import BLANK_FORMATS, FILLED_FORMATS
from nnstep.grading.sheet.sheet_reader import read_asking_sheet, read_sheet
from tests.fuzz.fuzzed_reader import FuzzedReader, Seeds, contents, joined, texts
from tests.fuzz.readers.languages import program

ANSWERS = ("[answers]", "z1 = [0.5, 0.75]", "W1 = [[0.15, 0.2], [0.25, -0.3]]", "E = 1/3", 'a1 = "2.5e-3, 0,7"')
OWN = (
    *(
        "z1 = (0.5, 0.75)\nE=0,25",
        "z1: 0.5 0.75\ndelta2 = [1/2; 3/4]",
        "step.2.W1.0.1 = 0.3",
        "W1 = 0.1 0.2\n     0.3 0.4",
    ),
    *(
        "z_1 = array([0.5, 0.75])",
        "net_1 = \\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}",
        "out1 = tensor([1., 2.])",
        "w11 =",
    ),
)
WORDS = (
    *(
        "z1",
        "W1",
        "a1",
        "delta2",
        "dW1",
        "E",
        "step.2.",
        "[answers]",
        " = ",
        "1/3",
        "1/0",
        "0,5",
        "1.234,5",
        "1e-3",
        "≈",
    ),
    *(
        "1·10^-3",
        "2×10⁻³",
        "½",
        "−1",
        "sqrt(2)",
        "e^-1",
        "\\frac{1}{2}",
        "\\cdot",
        "&",
        "\\\\",
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
    ),
    *("array(", "tensor(", "dtype=float", "<td>", "</td>", "<input value=", "<script>", "&#1;", "<!--", "null", "NaN"),
    *("\t", ";", ",", '"', "'", "\n", "%", "$", "#REF!", "=1+1", "TRUE", "...", "…", "?", "-", "²", "٣", "Ⅷ", "𝟏"),
)


def _cells() -> list[list[str]]:
    return [
        ["# z1", ""],
        ["z1[0]", "0.5"],
        ["z1[1]", "1/3"],
        ["E", "2.4e-3"],
        ["", "[0]", "[1]"],
        ["W1[0]", "0,1", "-2"],
    ]


def _table(delimiter: str) -> Seeds:
    def seeds() -> Sequence[bytes]:
        file = io.StringIO()
        csv.writer(file, delimiter=delimiter).writerows(_cells())
        return [file.getvalue().encode()]

    return seeds


def _blank(ending: str) -> Seeds:
    def seeds() -> Sequence[bytes]:
        form = blank_form(program())
        return [row.text(form).encode() for row in BLANK_FORMATS.values() if ending in row.endings]

    return seeds


def _answered(ending: str) -> Seeds:
    """Return the blank sheets, filled: a number wherever nothing stands."""

    def filled(sheet: str) -> str:
        text = re.sub(r"(?m)([,;\t])(?=[,;\t]|$)", r"\g<1>0.5", sheet.replace("}{}", "}{0.5}").replace('""', '"0.5"'))
        return text.replace("<input data-place", '<input value="0.5" data-place')

    return lambda: [filled(sheet.decode()).encode() for sheet in _blank(ending)()]


def _workbook() -> Sequence[bytes]:
    import openpyxl

    book = openpyxl.Workbook()
    for row in _cells():
        book.active.append(row)
    book.active.append(["W1[1]", 0.25, 1e-3])
    file = io.BytesIO()
    book.save(file)
    return [file.getvalue()]


def _open_document() -> Sequence[bytes]:
    """Return a spreadsheet as LibreOffice has it, with the parts that matter."""
    spaces = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    spaces += 'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    spaces += 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        )
        + '<table:table-cell table:number-columns-repeated="3"/></table:table-row>'
        for row in _cells()
    )
    number = '<table:table-cell office:value-type="float" office:value="0.25"><text:p>0,25</text:p></table:table-cell>'
    last = f'<table:table-row table:number-rows-repeated="2">{number}</table:table-row>'
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="a">{rows}{last}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return [file.getvalue()]


def _json() -> Sequence[bytes]:
    sheets = (
        {"z1": [0.5, 0.75], "E": 0.25, "W1": [[1, None], ["1/3", 2]]},
        {"a1": "0.5; 0.6", "dW1": [[1, 2], [3, 4]]},
    )
    return [json.dumps(each).encode() for each in sheets]


_OWN: dict[str, Seeds] = {
    ".csv": joined(_table(","), _table(";")),
    **dict.fromkeys((".tsv", ".tab"), _table("\t")),
    **dict.fromkeys((".xlsx", ".xlsm"), _workbook),
    ".ods": _open_document,
    ".json": _json,
    ".toml": joined(texts("\n".join(ANSWERS)), texts(*OWN), contents("scenarios/sheets/*.toml")),
}
_ENDINGS = tuple(dict.fromkeys(ending for row in FILLED_FORMATS for ending in row.endings))


def _sheet(path: Path) -> object:
    return read_sheet(path, program())


def _asking(path: Path) -> object:
    return read_asking_sheet(path, program())


def _rows() -> list[FuzzedReader]:
    rows = []
    for ending in (*_ENDINGS, ".sheet"):
        saved = contents(f"tests/grading/sheet/formats/saved/*{ending}", f"tests/hostile/sheets/*{ending}")
        own = _OWN.get(ending) or joined(texts("\n".join(ANSWERS), *OWN), _answered(".tex"), _table(","))
        seeds = joined(own, _blank(ending), _answered(ending), _answered(ending), saved)
        rows.append(FuzzedReader(f"sheet{ending}", "sheets", ending, _sheet, seeds, WORDS))
    return rows


globals().update({reader.name: reader for reader in _rows()})
ASKING = FuzzedReader(
    "asking-sheet", "sheets", ".toml", _asking, joined(_blank(".toml"), texts("W1 =\nE =\n", "z1 = [ , ]\n")), WORDS
)
