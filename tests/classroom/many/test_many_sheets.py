"""A class's sheets: each is graded, whatever is wrong with another."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nnstep.cli import main
from nnstep.grading.grader import Grader
from nnstep.grading.result import GradingResult
from nnstep.grading.sheet.answer_sheet import Sheet

HOSTILE = Path(__file__).parents[2] / "hostile"
RIGHT = "z1 = [3.3, 3.8, 4.3]\n"


def check(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["check", "zheng-forward", *map(str, arguments)])


@pytest.fixture
def right(tmp_path: Path) -> Path:
    path = tmp_path / "right.toml"
    path.write_text(RIGHT)
    return path


@pytest.mark.parametrize("name", ["lzma.npz", "py2.npy", "n" * 300, "x" * 300 + ".csv", "folder/" + "n" * 300])
def test_what_is_no_sheet_costs_itself_only(right: Path, name: str) -> None:
    result = check(HOSTILE / name, right)
    assert result.stdout == "right: 3 of 3 correct; 3 of 39 points (7.7 %)\n"
    assert (result.exit_code, "the other 1 is graded; this one is not" in result.stderr) == (2, True)


def test_a_line_of_a_table_that_can_not_be_taken_apart_is_named(right: Path, tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text(f"z1,3.3,3.8,4.3\nE,{'9' * 200_000}\n")
    result = check(path, right)
    assert result.stdout == "right: 3 of 3 correct; 3 of 39 points (7.7 %)\n"
    assert "long.csv:2: this is no line of a table" in result.stderr


def test_lines_may_end_in_a_lone_carriage_return(tmp_path: Path) -> None:
    path = tmp_path / "mac.csv"
    path.write_bytes(b"z1,3.3,3.8,4.3\rz2,30.314\r")
    assert check(path).stdout.endswith("4 of 4 correct\n")
    assert "z1 is 3×1" in check(HOSTILE / "mac.csv").stdout


def test_a_fault_of_nnstep_is_called_that_in_one_line(
    right: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, net: Path
) -> None:
    (tmp_path / "odd.toml").write_text("z1 = [1, 2, 3]\n")
    engines: list[Grader] = []
    grade = Grader.grade

    def failing(self: Grader, sheet: Sheet) -> GradingResult:
        engines.append(self)
        if sheet.name == "odd":
            raise ZeroDivisionError("first\nsecond \x1b[31m")
        return grade(self, sheet)

    monkeypatch.setattr(Grader, "grade", failing)
    result = check(right, tmp_path / "odd.toml", right)
    assert result.exit_code == 70
    assert result.stdout.count(": 3 of 3 correct") == 2
    (report,) = net.glob("nnstep-fault-*.txt")
    said = "this is a fault in nnstep, not in your input (ZeroDivisionError: first second \\x1b[31m)"
    assert result.stderr == f"{tmp_path}/odd.toml: not graded: {said}; report: {report.name}\n"
    assert engines[0] is engines[1]
    assert engines[2] is not engines[1], "what may be in disorder is not used again"


@pytest.mark.sweep
@pytest.mark.parametrize("number", ["-1e308", "1e-999", "0e400", "-0e309", "0e-400", '"0e999"', '"1e-999"'])
def test_numbers_at_the_ends_of_what_can_be_written_are_graded(tmp_path: Path, number: str) -> None:
    path = tmp_path / "odd.toml"
    path.write_text(f"z2 = [{number}]\nE = 0.{'3' * 5000}\n")
    assert check(path).exit_code == 1


@pytest.mark.thorough
def test_the_sheet_of_extremes_is_graded() -> None:
    result = CliRunner().invoke(main, ["check", "zheng-exercise-1", str(HOSTILE / "of.toml")])
    assert result.exit_code == 1
    assert "0 of 8 correct, 8 mistakes" in result.stdout
