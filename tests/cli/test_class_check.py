"""``nnstep check`` for a class: everything that is asked for, whatever is wrong with some of it."""

from __future__ import annotations

import csv
import json
import os
import shutil
import sys
import unicodedata
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nnstep.cli import main

RIGHT = "z1 = [3.3, 3.8, 4.3]\na1 = [0.964, 0.978, 0.987]\nz2 = [30.314]\n"
NO_BIAS = "z1 = [2.3, 2.8, 3.3]\n"
MOODLE = "{}_{}_assignsubmission_file_"
NASTY = "\x1b[31m\u202e<script>alert(1)</script>`|[x](y)"


def check(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["check", "zheng-forward", *map(str, arguments)])


@pytest.fixture
def class_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a class: two sheets, one that is broken, a scan, one of nobody, and somebody without any."""
    monkeypatch.chdir(tmp_path)
    sheets = {
        ("Anna Meyer", 11): ("sheet.toml", RIGHT),
        ("Ben Öz", 12): ("sheet.toml", NO_BIAS),
        ("Cem Li", 13): ("sheet.toml", "z1 = [3.3\n"),
        ("Dana Vogt", 14): ("scan.pdf", "%PDF"),
        ("Zoe Ghost", 19): ("sheet.toml", RIGHT),
    }
    for (name, number), (file, text) in sheets.items():
        place = tmp_path / "sub" / MOODLE.format(name, number)
        place.mkdir(parents=True)
        (place / file).write_text(text, encoding="utf-8")
    names = ("Anna Meyer", "Ben Öz", "Cem Li", "Dana Vogt", "Egon Away")
    rows = [f"{100 + number};{name}" for number, name in enumerate(names)]
    (tmp_path / "class.csv").write_text("\n".join(["Matrikelnummer;Name", *rows]), encoding="utf-8-sig")
    lines = ["Identifier,Full name,Grade,Maximum Grade,Feedback comments"]
    lines += [f"Participant {11 + number},{name},,20.00," for number, name in enumerate(names)]
    (tmp_path / "worksheet.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path


def rows(path: str | Path) -> list[dict[str, str]]:
    return list(csv.DictReader(Path(path).read_text(encoding="utf-8").splitlines()))


def test_grades_feedback_and_summary_are_written_for_everybody(class_folder: Path) -> None:
    result = check(
        "sub", "--roster", "class.csv", "--csv", "out/grades.csv", "--feedback", "out", "--feedback-format", "md"
    )
    assert result.exit_code == 2, "two sheets are not graded"
    assert "the other 3 are graded; these are not" in result.stderr
    assert "z1 has a list without its ]" in result.stderr
    found = {row["id"]: (row["name"], row["points"], row["status"].split(":")[0]) for row in rows("out/grades.csv")}
    assert found == {
        "100": ("Anna Meyer", "7", "graded"),
        "101": ("Ben Öz", found["101"][1], "graded"),
        "102": ("Cem Li", "", "not graded"),
        "103": ("Dana Vogt", "", "not graded"),
        "104": ("Egon Away", "", "no sheet"),
        "Zoe Ghost": ("Zoe Ghost", "7", "graded; nobody of the roster fits"),
    }
    pages = sorted(path.name for path in Path("out").glob("*.md"))
    assert pages == [*(f"{MOODLE.format(*who)}feedback.md" for who in (("Anna Meyer", 11), ("Ben Öz", 12))), *pages[2:]]
    assert len(pages) == 6
    ben = Path("out", f"{MOODLE.format('Ben Öz', 12)}feedback.md").read_text()
    assert "**Ben Öz (101)**, sheet.toml" in ben
    assert "the bias is left out in the forward pass" in ben
    assert "3.3" not in ben.replace("`3.3`", "")
    cem = Path("out", f"{MOODLE.format('Cem Li', 13)}feedback.md").read_text()
    assert "Your sheet could not be graded" in cem
    assert "sub/" not in cem
    summary = Path("out", "index.md").read_text()
    for said in ("**5** students", "**3** sheets graded", "| biases | 1 |", "Egon Away", "Zoe Ghost", "scan.pdf"):
        assert said in summary


def test_a_second_run_changes_no_byte(class_folder: Path) -> None:
    call = ["sub", "--roster", "class.csv", "--feedback", "out", "--moodle", "worksheet.csv", "--gradescope", "res"]

    def after() -> dict[Path, tuple[bytes, int]]:
        check(*call)
        return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in class_folder.glob("[or]*/*")}

    first = after()
    assert after() == first
    assert len(first) == 5 + 2 + 1 + 5 + 1


def test_a_class_is_graded_as_its_sheets_are_alone(class_folder: Path) -> None:
    sheets = [next(Path("sub").glob(f"{name}*/sheet.toml")) for name in ("Anna", "Ben", "Zoe")]
    check(*sheets, "--csv", "alone.csv", "--points", "ambiguous=0.25")
    check("sub", "--csv", "class.out.csv", "--points", "ambiguous=0.25")
    of_class = {row["file"]: row for row in rows("class.out.csv")}
    for row in rows("alone.csv"):
        assert {column: of_class[row["file"]][column] for column in row if column != "id"} == {
            column: cell for column, cell in row.items() if column != "id"
        }


def test_an_archive_gives_what_its_folder_gives(class_folder: Path) -> None:
    with zipfile.ZipFile("sub.zip", "w") as archive:
        for path in sorted(Path("sub").rglob("*.*")):
            archive.write(path, path.relative_to("sub"))
    folder = check("sub", "--roster", "class.csv", "--feedback", "a")
    packed = check("sub.zip", "--roster", "class.csv", "--feedback", "b")
    assert packed.stdout.replace("sub.zip/", "sub/") == folder.stdout
    pages = [{path.name: path.read_bytes() for path in Path(out).glob("*feedback.html")} for out in ("a", "b")]
    assert pages[0] == pages[1]


@pytest.mark.thorough
def test_several_processes_write_the_same(class_folder: Path) -> None:
    check("sub", "--feedback", "a", "--csv", "a.csv", "--jobs", "1")
    check("sub", "--feedback", "b", "--csv", "b.csv", "--jobs", "2")
    assert Path("a.csv").read_bytes() == Path("b.csv").read_bytes()
    one, other = ({path.name: path.read_bytes() for path in Path(out).iterdir()} for out in ("a", "b"))
    assert one == other


def test_moodles_worksheet_is_filled_in_and_is_the_roster(class_folder: Path) -> None:
    result = check("sub", "--feedback", "out", "--moodle", "worksheet.csv")
    with Path("out", "worksheet.csv").open(newline="", encoding="utf-8") as file:
        found = {row["Identifier"]: row for row in csv.DictReader(file)}
    assert found["Participant 11"]["Grade"] == f"{20 * 7 / 39:.2f}"
    assert "the bias is left out" in found["Participant 12"]["Feedback comments"]
    assert [found[f"Participant {number}"]["Grade"] for number in (13, 14, 15)] == ["", "", ""]
    assert "graded, but not in the worksheet: Zoe Ghost" in result.stderr
    locked = Path("worksheet.csv").read_text().replace("Maximum Grade,", "Maximum Grade,Grade can be changed,")
    Path("locked.csv").write_text(locked.replace("20.00,", "20.00,No,"))
    result = check("sub", "--feedback", "other", "--moodle", "locked.csv", "--roster", "class.csv")
    assert "these grades can't be changed: Participant 11, Participant 12" in result.stderr
    assert Path("worksheet.csv").read_text(encoding="utf-8").count("20.00") == 5


def test_one_sheet_gives_gradescopes_file(class_folder: Path) -> None:
    place = next(Path("sub").glob("Ben*"))
    assert check(place, "--gradescope", "results.json").exit_code == 1
    results = json.loads(Path("results.json").read_text())
    assert "the bias is left out" in results["output"]
    assert results["score"] == sum(test["score"] for test in results["tests"])
    Path("own").mkdir()
    for name in ("notes.txt", "sheet.toml", "other.toml"):
        Path("own", name).write_text(NO_BIAS)
    assert check("own", "--platform", "autograder", "--gradescope", "own.json").exit_code == 1
    assert json.loads(Path("own.json").read_text())["tests"] == results["tests"]
    refused = check("sub", "--gradescope", "results.json", "--force")
    assert (refused.exit_code, "name a folder" in refused.stderr) == (2, True)


def test_right_numbers_are_shown_where_they_are_wanted(class_folder: Path) -> None:
    place = next(Path("sub").glob("Ben*"))
    for options, shown in (((), False), (("--with-answers",), True)):
        check(place, "--feedback", "out", *options)
        (page,) = (path for path in Path("out").glob("*.html") if path.name != "index.html")
        assert ("The right numbers" in page.read_text()) == shown


def test_what_is_late_is_in_the_status(class_folder: Path) -> None:
    Path("late").mkdir()
    Path("late", "meyeranna_LATE_1_2_a.toml").write_text(RIGHT)
    check("late", "--csv", "grades.csv")
    assert [(row["id"], row["status"]) for row in rows("grades.csv")] == [("meyeranna", "graded; late")]


def test_the_present_folder_can_be_named(class_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(class_folder / "sub")
    assert "3 sheets graded" in check(".", "--roster", "../class.csv", "--feedback", "../out").stdout


def test_a_page_that_a_person_changed_stays_and_is_said(class_folder: Path) -> None:
    check("sub", "--feedback", "out")
    (page,) = Path("out").glob("Ben*")
    page.write_text("my own words")
    result = check("sub", "--feedback", "out")
    assert (result.exit_code, "is not as nnstep wrote it" in result.stderr) == (2, True)
    shutil.rmtree(next(Path("sub").glob("Ben*")))
    assert f"changed by somebody, and so kept: {page.name}" in check("sub", "--feedback", "out").stderr
    assert page.read_text() == "my own words"


def test_json_is_json_alone(class_folder: Path) -> None:
    facts = json.loads(check("sub", "--roster", "class.csv", "--json").stdout)["result"]
    assert [each["sheet"] for each in facts] == ["Anna Meyer (100)", "Ben Öz (101)", "Zoe Ghost"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--roster", "nowhere.csv", "sub"], "there is no such file"),
        (["--roster", "class.csv"], "--roster needs sheets"),
        (["sub", "--moodle", "worksheet.csv"], "--moodle needs --feedback"),
        (["sub", "--id-column", "x"], "--id-column needs --roster"),
        (["sub", "--platform", "modle"], "unknown platform 'modle'"),
        (["sub", "--corrected", "c.toml"], "--corrected needs exactly one sheet"),
        (["sub", "--csv", "class.csv", "--roster", "class.csv", "--force"], "class.csv"),
        (["sub", "nowhere", "--feedback", "out"], "nowhere: there is no such file or folder"),
        (["empty"], "nothing was handed in: no files in empty"),
        (["plain", "--platform", "moodle"], "are named as an export of moodle has them"),
        (["sub", "--feedback", "class.csv"], "class.csv"),
        (["sub", "--feedback", "sub/out"], "the folder lies in sub"),
        (["sub", "--feedback", "sub"], "the folder lies in sub"),
        (["sub", "--feedback", "out", "--gradescope", "./out"], "name the same folder"),
        (["sub", "--feedback", "kept"], "is not as nnstep wrote it"),
    ],
)
def test_what_can_not_be_done_is_said_before_any_work(class_folder: Path, options: list[str], said: str) -> None:
    Path("empty").mkdir()
    Path("plain").mkdir()
    Path("plain", "100.toml").write_text("z1 = [1, 2, 3]")
    Path("kept").mkdir()
    Path("kept", "index.html").write_text("mine")
    result = check(*options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert Path("kept", "index.html").read_text() == "mine"


@pytest.mark.skipif(os.name == "nt", reason="this system has no such names")
def test_what_strangers_wrote_harms_nobody(class_folder: Path) -> None:
    hostile = NASTY.replace("/", "")
    place = Path("sub", MOODLE.format(hostile, 15))
    place.mkdir()
    (place / f"{hostile}.toml").write_text(f"z1 = [1, 2, 3]\n'{NASTY}' = 3\n", encoding="utf-8")
    other = Path("sub", MOODLE.format("=cmd|x", 16))
    other.mkdir()
    (other / "a.toml").write_text("z1 = [1, 2, 3]\n", encoding="utf-8")
    if sys.platform == "linux":
        unreadable = os.path.join(b"sub", b"\xff\xfe")  # noqa: PTH118 - a name that is no text
        os.mkdir(unreadable)  # noqa: PTH102
        with open(os.path.join(unreadable, b"\xff.toml"), "w") as file:  # noqa: PTH118, PTH123
            file.write("z1 = [1, 2, 3]\n")
    result = check("sub", "--feedback", "out", "--csv", "g.csv", "--gradescope", "res")
    texts = [result.stdout, result.stderr, *(path.read_text() for path in class_folder.glob("[or]*/*"))]
    for text in [*texts, Path("g.csv").read_text()]:
        assert not [c for c in text if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Cs")], text
    assert not [path for path in Path("out").glob("*.html") if "<script" in path.read_text()]
    assert all(path.resolve().parent == (class_folder / "out").resolve() for path in Path("out").iterdir())
    assert not [cell for row in rows("g.csv") for cell in row.values() if cell[:1] in "=+@" and cell]


@pytest.mark.skipif(os.name == "nt", reason="this system has no such names")
def test_a_name_of_several_lines_is_one_line_of_what_is_said(class_folder: Path) -> None:
    Path("odd").mkdir()
    Path("odd", "eve\nanna: 8 of 8 correct\u202e.toml").write_text("E = 1\n")
    Path("odd", "bob\ncarl: 8 of 8 correct\u202e.toml").write_text("")
    result = check("odd")
    assert "\u202e" not in result.stdout + result.stderr
    assert not [line for line in (result.stdout + result.stderr).splitlines() if line.startswith(("anna", "carl"))]
