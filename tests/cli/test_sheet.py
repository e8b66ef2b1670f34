"""``nnstep sheet``: which format a sheet is written in, what it asks for, and that nnstep check reads it back."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nnstep.cli import main
from nnstep.grading.sheet.formats import BLANK_FORMATS


def sheet(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["sheet", *map(str, arguments)])


def check(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["check", *map(str, arguments)])


@pytest.mark.parametrize(
    ("name", "begin"),
    [
        ("sheet.toml", b'title = "Answers'),
        ("sheet.csv", b"\xef\xbb\xbf# Answers"),
        ("sheet.tsv", b"\xef\xbb\xbf# Answers"),
        ("sheet.HTML", b"<!DOCTYPE html>"),
        ("sheet.tex", b"% Compile this file"),
    ],
)
def test_the_ending_of_the_file_chooses_the_format_and_check_reads_it(name: str, begin: bytes, tmp_path: Path) -> None:
    path = tmp_path / name
    assert sheet("sigmoid-2-2-2", "-o", path).exit_code == 0
    assert path.read_bytes().startswith(begin)
    assert check("sigmoid-2-2-2", path).stdout.endswith("0 of 29 correct, 29 left open\n")


@pytest.mark.parametrize("kind", BLANK_FORMATS)
def test_every_format_goes_to_standard_output_and_comes_back_from_it(kind: str) -> None:
    printed = sheet("sigmoid-2-2-2", "--format", kind).stdout
    result = CliRunner().invoke(main, ["check", "sigmoid-2-2-2", "-"], input=printed)
    assert result.stdout.endswith("0 of 29 correct, 29 left open\n")


def test_a_format_is_chosen_among_those_of_an_ending(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    assert sheet("sigmoid-2-2-2", "-o", path, "--format", "csv-semicolon", "--only", "W2").exit_code == 0
    assert "W2[0];;\nW2[1];;\n" in path.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--format", "csvv"], "there is no format 'csvv' of blank sheets"),
        (["--format", "tex", "-o", "sheet.csv"], "end the name in .tex"),
        (["-o", "sheet.docx"], ".docx files can't be written here"),
        (["--only", "dleta1"], "did you mean delta1?"),
        (["--only", "W1[5,0]"], "W1 has no element W1[5,0]"),
        (["--only", ""], "no quantity is asked for"),
        (["--phases", "backwards"], "did you mean backward?"),
        (["--phases", ","], "no phase is named"),
        (["--only", "z1", "--phases", "backward"], "no quantity is asked for"),
    ],
)
def test_what_can_not_be_written_is_said(arguments: list[str], message: str) -> None:
    result = sheet("sigmoid-2-2-2", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


def test_a_chosen_sheet_is_what_is_asked_and_counts_alone(tmp_path: Path) -> None:
    of, answers = tmp_path / "of.csv", tmp_path / "answers.toml"
    assert sheet("sigmoid-2-2-2", "-o", of, "--phases", "update", "--only", "W₂,W1[0,1]").exit_code == 0
    answers.write_text("W2 = [[0.3589, 0.4087], [0.5113, 0.5614]]\n")
    assert check("sigmoid-2-2-2", answers, "--of", of).stdout.endswith("; 4 of 5 points (80 %)\n")


def test_a_quantity_that_is_computed_only_when_it_is_named_may_be_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    assert sheet("sigmoid-2-2-2", "-o", path, "--only", "E_k").exit_code == 0
    assert check("sigmoid-2-2-2", path).stdout.endswith("0 of 2 correct, 2 left open\n")


def test_an_existing_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "sheet.html"
    path.write_text("mine")
    assert sheet("sigmoid-2-2-2", "-o", path).exit_code == 2
    assert path.read_text() == "mine"
    assert sheet("sigmoid-2-2-2", "-o", path, "--force").exit_code == 0
