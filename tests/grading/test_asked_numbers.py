"""What an exercise asks for: its blank sheet, or a sheet that says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nnstep.cli import main
from nnstep.grading.asked_numbers import asked_by, asked_on, asked_on_blank
from nnstep.grading.sheet.blank_sheet import blank_sheet
from nnstep.grading.sheet.sheet_reader import parse_sheet
from nnstep.session.opening import open_program

FINAL = "W2 = [[0.3589, 0.4087], [0.5113, 0.5614]]\n"


def check(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["check", "sigmoid-2-2-2", *map(str, arguments)])


@pytest.mark.parametrize(
    "name", ["sigmoid-2-2-2", "bradbury-graph-chain", "digits", "kapur-momentum", "stated-quantities", "xor"]
)
def test_without_a_sheet_that_says_so_the_blank_one_is_asked(name: str) -> None:
    program = open_program(name)
    blank = parse_sheet(blank_sheet(program), "blank.toml", program)
    asked = asked_on_blank(program)
    assert asked == asked_by(blank)
    assert list(asked) == [(1, op.target) for op in program.ops if (1, op.target) in asked]


@pytest.mark.parametrize(
    ("name", "text", "asked"),
    [
        ("of.toml", "E =\n", {(1, "E"): [()]}),
        ("of.toml", "z1 =\nW1.0.1 =\n", {(1, "z1"): [(0, 0), (1, 0)], (1, "W1"): [(0, 1)]}),
        ("of.toml", 'z1 = ["", 1.5]\n', {(1, "z1"): [(0, 0), (1, 0)]}),
        ("of.toml", "[step.2]\nE =\n", {(2, "E"): [()]}),
        ("of.csv", "z1,,\nE,1\n", {(1, "z1"): [(0, 0), (1, 0)], (1, "E"): [()]}),
        ("of.json", '{"z1": ["", ""]}', {(1, "z1"): [(0, 0), (1, 0)]}),
    ],
)
def test_a_sheet_asks_for_all_that_it_names(tmp_path: Path, name: str, text: str, asked: dict[object, object]) -> None:
    (tmp_path / name).write_text(text)
    found = asked_on(str(tmp_path / name), open_program("sigmoid-2-2-2"))
    assert {place: list(indices) for place, indices in found.items()} == asked


def test_leaving_lines_out_is_not_rewarded_unless_they_were_not_asked(tmp_path: Path) -> None:
    sheet, of = tmp_path / "sheet.toml", tmp_path / "of.toml"
    sheet.write_text(FINAL)
    of.write_text("W2 =\n")
    assert check(sheet).stdout.endswith("4 of 4 correct\n"), "who only checks is given no marks"
    assert check(sheet, "--points", "correct=1").stdout.endswith("4 of 4 correct; 4 of 29 points (13.8 %)\n")
    assert check(sheet, "--of", of).stdout.endswith("4 of 4 correct; 4 of 4 points (100 %)\n")
    of.write_text("W2.0.0 =\nE =\n")
    assert check(sheet, "--of", of).stdout.endswith("; 1 of 2 points (50 %), 3 numbers not asked\n")


def test_a_quantity_may_be_asked_for_that_the_exercise_computes_only_when_it_is_named(tmp_path: Path) -> None:
    sheet, of = tmp_path / "sheet.toml", tmp_path / "of.toml"
    sheet.write_text(FINAL)
    of.write_text("E_k =\n")
    assert "; 0 of 2 points (0 %), 4 numbers not asked" in check(sheet, "--of", of).stdout
    assert "; 4 of 29 points" in check(sheet, "--points", "correct=1").stdout


def test_a_scenarios_own_answers_are_out_of_themselves(tmp_path: Path) -> None:
    runner, grades = CliRunner(), tmp_path / "grades.csv"
    assert runner.invoke(main, ["check", "zheng-exercise-1", "--csv", str(grades)]).stdout.endswith("59 correct\n")
    head, row = grades.read_text().splitlines()
    assert head.startswith("id,points,maximum,percent,a1,")
    assert row.startswith("zheng-exercise-1,59,59,100,4,")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("z1 = [1, 2, 3]\n", ["of.toml:1: z1 has 3 numbers", "z1 has 2 numbers"]),
        ("Q =\n", ["of.toml:1: Q is not a quantity of this exercise"]),
        ("# nothing\n", ["of.toml: it asks for no number", "hint: write lines such as: W2 ="]),
        (None, ["of.toml: there is no such file"]),
    ],
)
def test_what_is_wrong_with_it_is_said(tmp_path: Path, text: str | None, parts: list[str]) -> None:
    sheet, of = tmp_path / "sheet.toml", tmp_path / "of.toml"
    sheet.write_text(FINAL)
    if text is not None:
        of.write_text(text)
    result = check(sheet, "--of", of)
    assert (result.exit_code, result.stdout) == (2, "")
    assert all(part in result.stderr for part in parts)


def test_grades_are_not_written_over_it(tmp_path: Path) -> None:
    sheet, of = tmp_path / "sheet.toml", tmp_path / "of.csv"
    sheet.write_text(FINAL)
    of.write_text("E,\n")
    result = check(sheet, "--of", of, "--csv", of, "--force")
    assert result.exit_code == 2
    assert of.read_text() == "E,\n"


def test_working_that_was_not_asked_neither_helps_nor_harms(tmp_path: Path) -> None:
    """The bias is left out at z1; a1 follows from it where z1 is shown, and has the mistake where it is not."""
    of, shown, left_out = (tmp_path / name for name in ("of.toml", "shown.toml", "left-out.toml"))
    of.write_text("a1 =\n")
    left_out.write_text("a1 = [0.909, 0.943, 0.964]\n")
    shown.write_text("z1 = [2.3, 2.8, 3.3]\n" + left_out.read_text())
    printed = CliRunner().invoke(main, ["check", "zheng-forward", str(shown), str(left_out), "--of", str(of)]).stdout
    lines = printed.splitlines()
    assert lines[0].endswith("3 carried forward; 2 of 3 points (66.7 %), 3 numbers not asked")
    assert lines[1].endswith("1 mistake (first at a1[0]), 2 more by the same; 2 of 3 points (66.7 %)")
