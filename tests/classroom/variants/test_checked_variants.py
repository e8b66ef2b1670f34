"""Sheets of a class in which everybody has another exercise, graded each by its own key."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from nnstep.classroom.roster.file_names import file_names
from nnstep.cli.subcommands.check import command
from tests.classroom.variants.test_variant_folder import plan, written

__all__ = ["plan"]


def hand_in(key: Path, sheet: Path, **changed: object) -> None:
    """Write the numbers of a key's first training step on a sheet, some of them changed."""
    answers = tomllib.loads(key.read_text(encoding="utf-8"))["answers"]
    lines = {id: value for id, value in {**answers, **changed}.items() if id != "step"}
    sheet.parent.mkdir(parents=True, exist_ok=True)
    sheet.write_text("".join(f"{id} = {value}\n" for id, value in lines.items()), encoding="utf-8")


@pytest.fixture
def class_of_three(plan: object, tmp_path: Path) -> Path:
    written(plan, tmp_path / "out", ["anna", "ben", "Carl C"])
    hand_in(tmp_path / "out" / "keys" / "anna.toml", tmp_path / "in" / "anna.toml")
    hand_in(tmp_path / "out" / "keys" / "anna.toml", tmp_path / "in" / "ben.toml")
    [carl] = file_names(["Carl C"], ".toml")
    hand_in(tmp_path / "out" / "keys" / carl, tmp_path / "in" / carl, z1=[1])
    source = tmp_path / "one.toml"
    source.write_text((tmp_path / "out" / "students" / "anna.toml").read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path


def grades(folder: Path, *more: str) -> dict[str, dict[str, str]]:
    table = folder / "grades.csv"
    arguments = [str(folder / "one.toml"), str(folder / "in"), "--variants", str(folder / "out"), "--csv", str(table)]
    result = CliRunner().invoke(command, [*arguments, "--force", "--jobs", "1", *more])
    assert result.exit_code == 1, result.output
    return {row["id"]: row for row in csv.DictReader(table.read_text(encoding="utf-8").splitlines())}


def test_each_sheet_is_graded_by_the_key_of_its_student(class_of_three: Path) -> None:
    rows = grades(class_of_three)
    assert rows["anna"]["percent"] == "100"
    assert float(rows["ben"]["percent"]) < 100
    assert 50 < float(rows["Carl C"]["percent"]) < 100
    assert {id: row["status"] for id, row in rows.items()} == {
        "anna": "graded",
        "ben": "graded; the numbers fit the variant of anna",
        "Carl C": "graded",
    }


def test_a_sheet_of_another_variant_is_named_in_the_summary(class_of_three: Path) -> None:
    folder = class_of_three
    arguments = [str(folder / "one.toml"), str(folder / "in"), "--variants", str(folder / "out")]
    result = CliRunner().invoke(command, [*arguments, "--feedback", str(folder / "pages"), "--jobs", "1"])
    assert "  ben: the numbers fit the variant of anna\n" in result.stdout
    assert "Another student" in (folder / "pages" / "index.html").read_text(encoding="utf-8")


def test_a_sheet_that_is_mostly_wrong_is_nobody_elses(class_of_three: Path) -> None:
    (class_of_three / "in" / "ben.toml").write_text("z1 = [1, 2]\nE = 1000\na1 = [7777, 8]\n", encoding="utf-8")
    assert grades(class_of_three)["ben"]["status"] == "graded"


def test_a_roster_says_who_is_in_the_class_and_who_has_no_variant_is_not_graded(class_of_three: Path) -> None:
    roster = class_of_three / "class.csv"
    roster.write_text("id,name\nanna,Anna A\ndora,Dora D\n", encoding="utf-8")
    hand_in(class_of_three / "out" / "keys" / "anna.toml", class_of_three / "in" / "dora.toml")
    arguments = [
        str(class_of_three / "one.toml"),
        str(class_of_three / "in"),
        "--variants",
        str(class_of_three / "out"),
    ]
    result = CliRunner().invoke(command, [*arguments, "--roster", str(roster), "--jobs", "1"])
    assert "Anna A (anna): " in result.output
    assert "there is no variant for 'dora'" in str(result.exception)


def test_a_folder_without_variants_is_refused(class_of_three: Path) -> None:
    arguments = [str(class_of_three / "one.toml"), str(class_of_three / "in"), "--variants", str(class_of_three)]
    result = CliRunner().invoke(command, arguments)
    assert "variants.json" in str(result.exception)


def test_variants_of_another_exercise_are_refused(class_of_three: Path) -> None:
    arguments = ["xor", str(class_of_three / "in"), "--variants", str(class_of_three / "out")]
    result = CliRunner().invoke(command, arguments)
    assert result.stdout == ""
    assert "not of xor" in str(result.exception)
