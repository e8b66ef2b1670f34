"""Files as platforms export them: whose each is, which one is taken, and what does no harm."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from nnstep.classroom.feedback.feedback_folder import FeedbackFolder
from nnstep.classroom.handed_in.entries import checked_text
from nnstep.classroom.handed_in.submissions import Submission, submissions_in
from nnstep.classroom.platforms.gradescope import _submitters
from nnstep.errors import CommandError
from nnstep.grading.sheet.formats import FILLED_FORMATS

METADATA = """\
---
submission_1:
  :submitters:
  - :name: Anna Meyer
    :sid: '100'
    :email: a@x.de
  :created_at: 2026-11-01 10:00:00.000000000 Z
  :score: 0.0
  :history:
  - :id: 7
    :submitters:
    - :name: Somebody Else
      :sid: '999'
submission_2:
  :submitters:
  - :name: 'Sean O''Neill'
    :sid: 101
  - :name: "M\\xFCller: \\"M\\""
    :email: ~
"""


def laid_out(folder: Path, *names: str, packed: bool = False) -> Path:
    """Return a folder with files of these names, the later ones newer, or an archive of them."""
    top = folder / "top"
    for age, name in enumerate(names):
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(METADATA if path.suffix == ".yml" else f"E = 0.{age}\n", encoding="utf-8")
        os.utime(path, (1_700_000_000 + 60 * age,) * 2)
    if not packed:
        return top
    with zipfile.ZipFile(folder / "all.zip", "w") as archive:
        for name in names:
            archive.write(top / name, name)
    return folder / "all.zip"


def found(place: Path, platform: str = "") -> dict[str, str]:
    """Return the sheets that are taken, by whom they are of."""
    return {each.owner.label: taken(each) for each in submissions_in([place], platform)}


def taken(submission: Submission) -> str:
    return str(submission.sheet.path) if submission.sheet is not None else ""


CASES = {
    "moodle folders": {
        "Anna Meyer_12345_assignsubmission_file_/sheet.toml": "Anna Meyer",
        "Ben Öz_12346_assignsubmission_file/deep/er/b.csv": "Ben Öz",
    },
    "moodle files": {"Anna Meyer_12345_assignsubmission_file_sheet.toml": "Anna Meyer"},
    "canvas": {
        "meyeranna_12_345_sheet.toml": "meyeranna",
        "özben_LATE_13_346_my_sheet.toml": "özben",
    },
    "gradescope": {"submission_1/sheet.toml": "100", "submission_2/a.json": "101", "submission_3/b.toml": "3"},
    "plain folders": {"100/sheet.toml": "100", "Ben Öz/x/sheet.toml": "Ben Öz"},
    "plain files": {"100.toml": "100", "101.csv": "101"},
    "a folder around all": {"hw1/100/sheet.toml": "100", "hw1/101/sheet.toml": "101"},
}


@pytest.mark.parametrize("packed", [False, True], ids=["folder", "archive"])
@pytest.mark.parametrize("case", CASES)
def test_each_platform_says_whose_a_file_is(tmp_path: Path, case: str, packed: bool) -> None:
    names = [*CASES[case], *(["submission_metadata.yml"] if case == "gradescope" else [])]
    expected = {owner: name for name, owner in CASES[case].items()}
    seen = found(laid_out(tmp_path, *names, packed=packed))
    assert {owner: path for owner, path in seen.items() if "ller" not in owner} == expected


def test_a_group_hands_in_for_each_of_its_members(tmp_path: Path) -> None:
    seen = found(laid_out(tmp_path, "submission_metadata.yml", "submission_2/a.toml"))
    assert seen == {"101": "submission_2/a.toml", 'Müller: "M"': "submission_2/a.toml"}


def test_gradescopes_metadata_means_what_a_reader_of_yaml_says() -> None:
    yaml = pytest.importorskip("yaml")
    reference = {
        name: [(str(one.get(":name")), str(one.get(":sid", ""))) for one in facts[":submitters"]]
        for name, facts in yaml.safe_load(METADATA).items()
    }
    own = {
        name: [(owner.name, owner.ids[0] if owner.ids else "") for owner in owners]
        for name, owners in _submitters(METADATA)
    }
    assert own == reference


def test_of_several_sheets_the_newest_is_taken_and_said(tmp_path: Path) -> None:
    (one,) = submissions_in([laid_out(tmp_path, "100/b.toml", "100/a.toml", "100/notes.txt", "100/scan.pdf")])
    assert taken(one) == "100/a.toml"
    assert one.remark == "a.toml is taken, as the newest sheet; not taken: scan.pdf, notes.txt, b.toml"


def test_of_sheets_of_one_time_none_is_called_the_newest(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for name in ("100/a.toml", "100/b.toml"):
            archive.writestr(zipfile.ZipInfo(name), "E = 1")
    (one,) = submissions_in([tmp_path / "all.zip"])
    assert one.remark == "b.toml is taken, though another is as new; not taken: a.toml"


def test_the_form_is_not_taken_before_the_sheet_that_it_saved(tmp_path: Path) -> None:
    (one,) = submissions_in([laid_out(tmp_path, "100/sheet.toml", "100/form.html", "100/print.tex")])
    assert taken(one) == "100/sheet.toml"
    assert one.remark == "sheet.toml is taken, as the others may be no sheets; not taken: print.tex, form.html"
    (one,) = submissions_in([laid_out(tmp_path / "pages", "100/form.html", "100/letter.txt")])
    assert taken(one) == "100/form.html"


def test_a_file_in_any_format_of_sheets_can_be_a_sheet(tmp_path: Path) -> None:
    endings = [ending for row in FILLED_FORMATS for ending in (*row.endings, *row.loose_endings)]
    assert {".toml", ".txt", ".md"} < set(endings)
    handed_in = submissions_in([laid_out(tmp_path, *(f"{ending[1:]}/sheet{ending}" for ending in endings))])
    assert sorted(filter(None, map(taken, handed_in))) == sorted(f"{ending[1:]}/sheet{ending}" for ending in endings)


def test_what_says_what_the_exercise_is_is_no_sheet(tmp_path: Path) -> None:
    sheets = {
        each.owner.label: each for each in submissions_in([laid_out(tmp_path, "1/a.md", "1/README.md", "2/readme.md")])
    }
    assert {label: taken(each) for label, each in sheets.items()} == {"1": "1/a.md", "2": ""}
    assert sheets["2"].remark == "none of the files is a sheet that can be read: readme.md"


@pytest.mark.parametrize("below", ["", "out"])
@pytest.mark.parametrize("form", ["md", "html"])
def test_what_nnstep_wrote_for_a_class_is_no_sheet(tmp_path: Path, below: str, form: str) -> None:
    place = laid_out(tmp_path, "100.txt", "101.txt")
    FeedbackFolder(place / below).write({f"100.{form}": "E = 5", f"101.{form}": "E = 6", f"index.{form}": "E = 7"})
    assert found(place) == {"100": "100.txt", "101": "101.txt"}
    (place / below / f"101.{form}").write_text("E = 8")
    names = {file.entry.path.name for each in submissions_in([place]) for file in each.files}
    assert names == {"100.txt", "101.txt", f"101.{form}"}, "a person's own now"


def test_a_workbook_in_an_archive_has_a_text(tmp_path: Path) -> None:
    saved = Path(__file__).parents[2] / "grading" / "sheet" / "formats" / "saved"
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.write(saved / "sheet.xlsx", "100/sheet.xlsx")
        archive.write(saved / "sheet.ods", "101/sheet.ods")
    for one in submissions_in([tmp_path / "all.zip"]):
        assert one.sheet is not None
        assert "E\t16553.5\n" in checked_text(one.sheet)


def test_the_platforms_count_says_more_than_a_files_time(tmp_path: Path) -> None:
    names = ("m_12_9_s-10.toml", "m_12_9_s-2.toml", "m_12_9_s.toml")
    (one,) = submissions_in([laid_out(tmp_path, *names)])
    assert taken(one) == names[0]


def test_files_without_a_sheet_are_said(tmp_path: Path) -> None:
    (one,) = submissions_in([laid_out(tmp_path, "100/scan.pdf", "100/x.docx")])
    assert one.sheet is None
    assert one.remark == "none of the files is a sheet that can be read: scan.pdf, x.docx"


def test_what_file_managers_add_is_passed_over(tmp_path: Path) -> None:
    place = laid_out(tmp_path, "100/sheet.toml", "__MACOSX/100/._sheet.toml", ".DS_Store", "100/.hidden", packed=True)
    assert found(place) == {"100": "100/sheet.toml"}


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_links_are_not_followed(tmp_path: Path) -> None:
    place = laid_out(tmp_path, "100/sheet.toml")
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "key.toml").write_text("E = 1\n")
    (place / "200").symlink_to(tmp_path / "secret")
    (place / "100" / "newer.toml").symlink_to(tmp_path / "secret" / "key.toml")
    assert found(place) == {"100": "100/sheet.toml"}


def test_an_archive_writes_nothing_wherever_its_names_lead(tmp_path: Path) -> None:
    path = tmp_path / "bad.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../escaped.toml", "E = 1\n")
        archive.writestr("/root.toml", "E = 1\n")
        archive.writestr("100/big.toml", "0" * (5 << 20))
        archive.writestr("101/bytes.toml", b"\xff\xfe\x00")
    seen = submissions_in([path])
    texts = {str(each.sheet.path): each.sheet.text for each in seen if each.sheet is not None}
    assert texts["100/big.toml"] is None
    assert texts["101/bytes.toml"] is None
    assert sorted(str(each.sheet.path) for each in seen if each.sheet and each.sheet.text == "E = 1\n") == [
        "escaped.toml",
        "root.toml",
    ]
    assert [entry.name for entry in tmp_path.iterdir()] == ["bad.zip"]


@pytest.mark.parametrize("data", [b"no archive", b"PK\x03\x04" + b"\0" * 30, b""])
def test_what_is_no_archive_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.zip").write_bytes(data)
    with pytest.raises(CommandError, match="the archive can't be read"):
        submissions_in([tmp_path / "a.zip"])


def test_a_platform_can_be_named(tmp_path: Path) -> None:
    place = laid_out(tmp_path, "a_1_2_b.toml")
    assert list(found(place)) == ["a"]
    assert list(found(place, "plain")) == ["a_1_2_b"]
    with pytest.raises(CommandError, match="unknown platform 'modle'"):
        submissions_in([place], "modle")


def test_files_named_one_by_one_are_below_the_folder_that_holds_them_all(tmp_path: Path) -> None:
    place = laid_out(tmp_path, "100/sheet.toml", "101/sheet.toml", "102.toml")
    folders = [place / "100" / "sheet.toml", place / "101" / "sheet.toml"]
    assert [each.owner.label for each in submissions_in(folders)] == ["100", "101"]
    assert [each.owner.label for each in submissions_in([place / "102.toml", place / "gone.toml"])] == ["102", "gone"]


@pytest.mark.parametrize("packed", [False, True])
def test_more_files_than_a_class_has_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packed: bool) -> None:
    monkeypatch.setenv("NNSTEP_LIMITS", "files=2")
    with pytest.raises(CommandError, match="files, and at most 2 are read"):
        submissions_in([laid_out(tmp_path, "1.toml", "2.toml", "3.toml", packed=packed)])


def test_metadata_of_a_folder_is_read_up_to_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    top = laid_out(tmp_path, "submission_metadata.yml", "submission_2/a.toml")
    assert "101" in found(top, "gradescope")
    monkeypatch.setenv("NNSTEP_LIMITS", "text=300")
    assert "101" not in found(top, "gradescope")


def test_metadata_in_quotes_that_do_not_end_is_taken_as_it_stands() -> None:
    ((_, (owner,)),) = _submitters('submission_1:\n  :submitters:\n  - :name: "a\\q"\n')
    assert owner.name == "a\\q"
