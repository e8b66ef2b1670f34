"""What belongs to a class: rosters, worksheets, archives as platforms export them, manifests and lists of feedback."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path

from nnstep.classroom.feedback.feedback_folder import LIST, FeedbackFolder
from nnstep.classroom.gradebooks.moodle_worksheet import WorksheetGrade, read_worksheet
from nnstep.classroom.handed_in.submissions import submissions_in
from nnstep.classroom.roster.class_table import read_table
from nnstep.classroom.roster.roster import read_roster
from nnstep.classroom.variants.manifest import MANIFEST, read_book
from nnstep.grading.sheet.sheet_reader import parse_sheet
from tests.fuzz.fuzzed_reader import FuzzedReader, contents, joined, texts
from tests.fuzz.readers.languages import program

ROSTER = (
    "id,name\n1,Ann\n2,Bob\n", "sep=;\nMatrikelnummer;Nachname;Vorname\n12;Lovelace;Ada\n", "SID\tEmail\n1\ta@b.c\n",
    "\ufeffID number,First name,Surname,Email address\n7,Ada,Lovelace,a@b.c\n", "Student,SIS User ID\n\"L, A\",3\n",
)  # fmt: skip
WORKSHEET = (
    "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,Feedback comments\n"
    "Participant 12,Ada L,a@b.c,Submitted,,100.00,Yes,\nParticipant 13,Bob,b@b.c,No submission,,100.00,No,\n",
    "Identifier;Grade;Maximum Grade\nParticipant 1;;\"10,00\"\n",
)  # fmt: skip
CELLS = (
    *(
        "id",
        "name",
        "Email",
        "sep=;",
        "Participant 12",
        "Grade",
        "Maximum Grade",
        "Scale",
        "Grade can be changed",
        "100.00",
    ),
    *(
        ",",
        ";",
        "\t",
        '"',
        "\n",
        "\r\n",
        "\r",
        "=1+1",
        "1e400",
        "1e999999999",
        "sNaN",
        "Infinity",
        "NaN",
        "No",
        "10,00",
        "-5",
    ),
)
NAMES = (
    "Ada Lovelace_12345_assignsubmission_file_/sheet.toml",
    "Ada Lovelace_12_assignsubmission_onlinetext_onlinetext.html",
    "lovelaceada_LATE_12345_678_sheet-1.csv", "submission_12/sheet.toml", "assignment/submission_3/z.tex", "ada.toml",
    "12345.xlsx", "group1/ada.toml", "submission_metadata.yml", "s12/sheet-2.txt", "__MACOSX/._ada.toml",
)  # fmt: skip
METADATA = """---
submission_12:
  :submitters:
  - :name: "Ada \\x41 L"
    :sid: '12'
    :email: a@b.c
  :created_at: 2024-01-01
  :history: []
submission_3:
  :submitters:
  - :name: Bob
"""


def _archives() -> Sequence[bytes]:
    files = []
    for names in (NAMES, NAMES[:4], NAMES[3:6]):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            for name in names:
                archive.writestr(name, METADATA if name.endswith("metadata.yml") else "z1 = [0.5, 0.75]\n")
        files.append(file.getvalue())
    return files


def _worksheet(path: Path) -> object:
    worksheet = read_worksheet(path)
    grades = [WorksheetGrade(50.0, "good") for _ in worksheet.table.rows]
    return worksheet.filled(grades)


def _handed_in(path: Path) -> object:
    for submission in submissions_in([path]):
        assert isinstance(submission.remark, str)
        assert isinstance(submission.owner.label, str)
        if submission.sheet is not None and submission.sheet.text is not None:
            try:
                parse_sheet(submission.sheet.text, submission.sheet.path.name, program())
            except ArithmeticError:
                raise
            except Exception as error:
                if type(error).__module__ != "nnstep.errors":
                    raise
    return None


def _named_folder(path: Path) -> object:
    """Read names, one a line, as those of the files of an export."""
    folder = path.parent / "export"
    for old in sorted(folder.rglob("*"), reverse=True) if folder.exists() else []:
        old.rmdir() if old.is_dir() else old.unlink()
    folder.mkdir(exist_ok=True)
    for line in path.read_bytes().splitlines()[:20]:
        name = line.replace(b"\0", b"").decode("utf-8", "surrogateescape").lstrip("/")
        parts = [part[:60] for part in name.split("/") if part not in ("", ".", "..")][:3]
        target = folder.joinpath(*parts)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.exists():
                target.write_text(METADATA if target.name.endswith(".yml") else "z1 = [1, 2]\n")
        except OSError:
            continue
    for submission in submissions_in([folder]):
        assert isinstance(submission.remark + submission.owner.label + submission.returned_as, str)
    return None


def _manifest(path: Path) -> object:
    (path.parent / MANIFEST).write_bytes(path.read_bytes())
    book = read_book(path.parent)
    for key in book.keys:
        try:
            book.scenario_of(key)
        except Exception as error:
            if type(error).__module__ != "nnstep.errors":
                raise
    return book.roster


def _feedback_list(path: Path) -> object:
    folder = path.parent / "feedback"
    folder.mkdir(exist_ok=True)
    (folder / LIST).write_bytes(path.read_bytes())
    return FeedbackFolder(folder).check(["ada.md"], overwrite=True)


def _corpus(kind: str, ending: str):
    return contents(f"tests/hostile/{kind}/*{ending}", f"tests/hostile/*{ending}")


ROSTERS = FuzzedReader(
    "roster", "rosters", ".csv", read_roster, joined(texts(*ROSTER, *WORKSHEET), _corpus("rosters", ".csv")), CELLS
)
TABLE = FuzzedReader(
    "class-table", "rosters", ".csv", read_table, joined(texts(*ROSTER), _corpus("rosters", ".csv")), CELLS,
    write=lambda table: f"sep={table.separator}\n{table.text().lstrip(chr(0xFEFF))}".encode(),  # type: ignore[attr-defined]
)  # fmt: skip
WORKSHEETS = FuzzedReader(
    "worksheet", "worksheets", ".csv", _worksheet, joined(texts(*WORKSHEET), _corpus("worksheets", ".csv")), CELLS
)
ARCHIVE = FuzzedReader(
    "archive", "archives", ".zip", _handed_in, joined(_archives, _corpus("archives", ".zip")),
    (":submitters:", "- :name: ", ":sid: ", '"\\x41"', "'", "submission_12:", "\n", "  ", "PK\x01\x02", "z1 = "),
)  # fmt: skip
FILE_NAMES = FuzzedReader(
    "file-names", "file_names", ".names", _named_folder, texts("\n".join(NAMES), *NAMES),
    ("_assignsubmission_file_", "_LATE_", "submission_", "/", "_", "-1", ".toml", "12345", "\udcff", " ", "(1)"),
    names_file=False,
)  # fmt: skip
MANIFESTS = FuzzedReader(
    "manifest", "manifests", ".json", _manifest,
    joined(
        lambda: [
            json.dumps(
                {"format": 1, "exercise": "xor", "students": [{"id": "1", "file": "1.toml", "sha256": "00"}]}
            ).encode()
        ],
        contents("tests/hostile/manifests/*.json"),
    ),
    ('"id"', '"file"', '"sha256"', "[", "]", "{", "}", "null", "1", '"../x"', '""', '"\\u0000"', '"\\ud800"', '"a/b"'),
    names_file=False,
)  # fmt: skip
FEEDBACK = FuzzedReader(
    "feedback-list", "feedback", ".json", _feedback_list,
    lambda: [json.dumps({"format": 1, "files": {"ada.md": ["00"]}}).encode()],
    ('"ada.md"', '".."', '"a/b"', "[", "]", "{", "}", "null", "1", '"\\u0000"', '"\\ud800"'), names_file=False,
)  # fmt: skip
