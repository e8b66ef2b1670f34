"""``nnstep check``, ``which`` and ``sheet``, as a person, a teacher and a program call them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nnstep.cli import main
from nnstep.cli.output import say_styled

RIGHT = "z1 = [3.3, 3.8, 4.3]\na1 = [0.964, 0.978, 0.987]\nz2 = [30.314]\na2 = [1]\n"
SLIP = "z1 = [2.3, 2.8, 3.3]\na1 = [0.909, 0.943, 0.964]\n"
LONE_SLIP = "z1 = [3.3, 2.8, 4.3]\na1 = [0.964, 0.943, 0.987]\n"


def nnstep(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@pytest.fixture
def sheets(tmp_path: Path) -> dict[str, str]:
    found = {}
    for name, text in (("anna", RIGHT), ("ben", SLIP), ("chris", SLIP)):
        path = tmp_path / f"{name}.toml"
        path.write_text(text)
        found[name] = str(path)
    return found


def test_a_right_sheet_exits_with_0_and_one_that_is_not_with_1(sheets: dict[str, str]) -> None:
    assert nnstep("check", "zheng-forward", sheets["anna"]).exit_code == 0
    assert nnstep("check", "zheng-forward", sheets["ben"]).exit_code == 1


def test_without_a_sheet_a_scenarios_own_answers_are_checked() -> None:
    result = nnstep("check", "zheng-exercise-1")
    assert result.exit_code == 0
    assert result.stdout.endswith("59 of 59 correct\n")


def test_a_slip_is_named_with_a_question_and_what_follows_is_carried(sheets: dict[str, str]) -> None:
    printed = nnstep("check", "zheng-forward", sheets["ben"]).stdout
    assert "mistake  the bias is left out in the forward pass (" in printed
    assert "): 3.3 is right\n" in printed
    assert "What is added to the weighted sum?" in printed
    assert "carried forward from z1[0]: a1\n" in printed
    assert "0 of 6 correct, 1 mistake (first at z1[0]), 2 more by the same, 3 carried forward" in printed


def test_a_slip_that_two_digits_speak_for_is_given_its_possible_mistakes(tmp_path: Path) -> None:
    sheet = tmp_path / "ben.toml"
    sheet.write_text(LONE_SLIP)
    printed = nnstep("check", "zheng-forward", str(sheet)).stdout
    assert "z1[1]  2.8  ambiguous  several mistakes fit: 3.8 is right\n" in printed
    assert "- the bias is left out in the forward pass" in printed
    assert "4 of 6 correct, 1 mistake (first at z1[1]), 1 carried forward" in printed


EXCHANGED = "a1 = [0.946, 0.978, 0.987]\n"


def test_a_sheet_in_full_has_every_right_value(tmp_path: Path) -> None:
    sheet = tmp_path / "dora.toml"
    sheet.write_text(EXCHANGED)
    plain = nnstep("check", "zheng-forward", str(sheet)).stdout
    assert plain.splitlines()[0].startswith("a1[0]  0.946  mistake  two digits are exchanged (")
    assert "\x1b" not in plain
    assert "[digits-exchanged]" not in plain
    in_full = nnstep("check", "zheng-forward", str(sheet), "--verbose").stdout
    assert "[digits-exchanged]" in in_full
    assert "the right value is 0.96" in in_full


def test_colours_are_for_terminals_and_never_come_from_a_sheet(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [[("[bold]a\x1b[31m:smile:", "plain"), ("mistake", "off")]]
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    say_styled(lines)
    assert capsys.readouterr().out == "[bold]a\\x1b[31m:smile:mistake\n"
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    say_styled(lines)
    assert capsys.readouterr().out == "[bold]a\\x1b[31m:smile:\x1b[1;31mmistake\x1b[0m\n"
    monkeypatch.setenv("NO_COLOR", "1")
    say_styled(lines)
    assert "\x1b" not in capsys.readouterr().out


def test_of_many_sheets_there_is_a_line_each_and_the_most_frequent_mistakes(sheets: dict[str, str]) -> None:
    lines = nnstep("check", "zheng-forward", *sheets.values()).stdout.splitlines()
    assert lines[0] == "anna: 8 of 8 correct; 8 of 39 points (20.5 %)"
    assert lines[1].startswith("ben: 0 of 6 correct, 1 mistake (first at z1[0])")
    assert "     2 sheets  bias-missing: the bias is left out in the forward pass" in lines


def test_grades_are_written_as_csv_with_points_by_verdict(sheets: dict[str, str], tmp_path: Path) -> None:
    grades = tmp_path / "grades.csv"
    nnstep("check", "zheng-forward", *sheets.values(), "--csv", str(grades), "--points", "carried=0.5")
    rows = list(csv.DictReader(grades.read_text().splitlines()))
    assert [(row["id"], row["points"], row["maximum"], row["percent"]) for row in rows] == [
        ("anna", "8", "39", "20.5"),
        ("ben", "2.5", "39", "6.4"),
        ("chris", "2.5", "39", "6.4"),
    ]
    assert [rows[1][quantity] for quantity in ("z1", "a1", "z2", "W1")] == ["1", "1.5", "0", "0"]
    assert (rows[1]["first_mistake"], rows[1]["mistake"]) == ("z1[0]", "bias-missing")
    assert rows[1]["diagnosis"] == "the bias is left out in the forward pass"
    assert "bias-missing" in rows[1]["mistakes"]
    assert [row["file"] for row in rows] == list(sheets.values())
    assert nnstep("check", "zheng-forward", sheets["anna"], "--csv", str(grades)).exit_code == 2
    assert nnstep("check", "zheng-forward", sheets["anna"], "--csv", str(grades), "--force").exit_code == 0


def test_for_programs_every_verdict_is_json(sheets: dict[str, str]) -> None:
    (facts,) = json.loads(nnstep("check", "zheng-forward", sheets["ben"], "--json").stdout)["result"]
    assert facts["first_mistake"] == "z1[0]"
    assert facts["counts"]["carried"] == 3
    assert [finding["places"] for finding in facts["findings"]] == [["z1[0]", "z1[1]", "z1[2]"]]
    verdict = next(verdict for verdict in facts["verdicts"] if verdict["place"] == "z1[1]")
    assert verdict["verdict"] == "mistake"
    assert verdict["explanations"][0]["mistakes"] == ["bias-missing"]
    assert verdict["explanations"][0]["numpy"] == "z1 = W1 @ x"


@pytest.mark.parametrize("option", [("--decimals", "2"), ("--relative", "0.01"), ("--absolute", "0.01")])
def test_another_rule_of_comparison_may_be_chosen(tmp_path: Path, option: tuple[str, str]) -> None:
    sheet = tmp_path / "sheet.toml"
    sheet.write_text("z1.0 = 3.304\n")
    assert nnstep("check", "zheng-forward", str(sheet)).exit_code == 1
    assert nnstep("check", "zheng-forward", str(sheet), *option).exit_code == 0


@pytest.mark.parametrize("option", [(), ("--significant", "1"), ("--significant", "3"), ("--relative", "0.5")])
def test_what_is_not_0_is_wrong_where_0_is_right(tmp_path: Path, option: tuple[str, ...]) -> None:
    """The first unit is dead: its z1 is -1.5."""
    scenario, sheet = tmp_path / "dead.toml", tmp_path / "sheet.toml"
    layers = '[[layers]]\nactivation = "relu"\nweights = [[-0.5, -0.5], [0.5, 0.5]]\n'
    scenario.write_text(f'title = "Dead"\ninput = [1, 2]\ntarget = [1, 1]\nlearning_rate = 0.1\n{layers}')
    for number, status in (("0.49", 1), ("0", 0), ("0.000", 0)):
        sheet.write_text(f'"a1[0]" = {number}\n')
        assert nnstep("check", str(scenario), str(sheet), *option).exit_code == status, number


def test_slips_that_give_right_digits_too_are_said_when_asked_for(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.toml"
    sheet.write_text("[step.2]\nE = 0.29103\n")
    assert "updated-weights" not in nnstep("check", "sigmoid-2-2-2", str(sheet)).stdout
    printed = nnstep("check", "sigmoid-2-2-2", str(sheet), "--alike").stdout
    assert "updated-weights (7 significant digits tell)" in printed


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("check", "zheng-forward", "nothing.toml"), "there is no such file"),
        (("check", "zheng-forward", "--decimals", "2", "--relative", "1"), "can't be combined"),
        (("check", "zheng-forward", "--relative", "nan"), "relative can't be nan"),
        (("check", "zheng-forward", "--absolute", "inf"), "absolute can't be inf"),
        (("check", "zheng-forward", "--points", "wonderful=2"), "unknown verdict"),
        (("check", "zheng-forward", "--points", "carried=x"), "invalid points"),
        (("check", "zheng-exercise-2"), "has no answers"),
        (
            ("check", "zheng-forward", "zheng-forward-published", "zheng-forward-published", "--corrected", "x"),
            "one sheet",
        ),
        (("which", "zheng-forward", "nothing.toml"), "there is no such file"),
        (("sheet", "no-such-exercise"), "there is no scenario"),
    ],
)
def test_what_is_wrong_in_a_call_is_said_without_a_traceback(arguments: tuple[str, ...], part: str) -> None:
    result = nnstep(*arguments)
    assert result.exit_code == 2
    assert part in result.stderr
    assert "Traceback" not in result.stderr


def test_a_sheet_with_control_characters_shows_none_of_them(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.toml"
    sheet.write_text('"z1\\u001b[31m" = 1\nE = "\\u001b[2J"\n')
    result = nnstep("check", "zheng-forward", str(sheet))
    assert result.exit_code == 2
    assert "\x1b" not in result.stderr + result.stdout


def test_a_blank_sheet_is_written_and_names_every_quantity_with_its_formula(tmp_path: Path) -> None:
    path = tmp_path / "blank.toml"
    assert nnstep("sheet", "zheng-forward", "-o", str(path)).exit_code == 0
    text = path.read_text()
    assert "# z₁ = W₁ x₀ + b₁\nz1 = [" in text
    assert nnstep("sheet", "zheng-forward", "-o", str(path)).exit_code == 2
    assert nnstep("check", "zheng-forward", str(path)).exit_code == 1


def test_a_sheet_that_can_t_be_read_does_not_keep_the_class_from_its_grades(
    sheets: dict[str, str], tmp_path: Path
) -> None:
    broken, grades = tmp_path / "broken.toml", tmp_path / "grades.csv"
    broken.write_text("z1 = [1\n")
    nowhere = str(tmp_path / "nowhere.toml")
    result = nnstep("check", "zheng-forward", sheets["anna"], str(broken), nowhere, sheets["ben"], "--csv", str(grades))
    assert result.exit_code == 2
    assert "broken.toml:1: z1 has a list without its ]" in result.stderr
    assert "nowhere.toml: there is no such file" in result.stderr
    assert "the other 2 are graded" in result.stderr
    assert [row["id"] for row in csv.DictReader(grades.read_text().splitlines())] == ["anna", "ben"]


def test_sheets_of_one_name_in_folders_of_their_own_are_told_apart(tmp_path: Path) -> None:
    paths = []
    for student in ("anna", "ben"):
        path = tmp_path / student / "answers.toml"
        path.parent.mkdir()
        path.write_text(RIGHT)
        paths.append(str(path))
    result = nnstep("check", "zheng-forward", *paths, "--csv", str(tmp_path / "grades.csv"))
    assert f"{paths[0]}: 8 of 8 correct; 8 of 39" in result.stdout
    assert [row["id"] for row in csv.DictReader((tmp_path / "grades.csv").read_text().splitlines())] == paths


def test_points_are_finite_numbers() -> None:
    result = nnstep("check", "zheng-forward", "zheng-forward-published", "--points", "correct=nan")
    assert result.exit_code == 2
    assert "invalid points" in result.stderr


@pytest.mark.parametrize("id", ["ambiguous", "undecidable"])
def test_points_accept_the_old_id_of_ambiguous(tmp_path: Path, id: str) -> None:
    sheet = tmp_path / "sheet.toml"
    sheet.write_text("E = 0\n")
    (facts,) = json.loads(nnstep("check", "sigmoid-2-2-2", str(sheet), "--points", f"{id}=0.25", "--json").stdout)[
        "result"
    ]
    assert (facts["verdicts"][0]["verdict"], facts["points"]) == ("ambiguous", 0.25)


def test_the_points_in_the_readme_are_those_of_these_sheets(sheets: dict[str, str], tmp_path: Path) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    asked = tmp_path / "asked.toml"
    asked.write_text("z1 =\na1[0] =\na1[1] =\na1[2] =\nz2 =\na2 =\nE =\n")
    Path(sheets["ben"]).write_text(LONE_SLIP)
    printed = nnstep("check", "zheng-forward", sheets["anna"], sheets["ben"], "--of", str(asked)).stdout
    assert printed.splitlines()[0] in readme.splitlines()
    assert printed.splitlines()[1] in readme.splitlines()


def test_json_has_the_points_of_each_quantity_and_number_out_of_what_was_asked(
    sheets: dict[str, str], tmp_path: Path
) -> None:
    asked = tmp_path / "asked.toml"
    asked.write_text("z1 =\nE =\n")
    printed = nnstep("check", "zheng-forward", sheets["ben"], "--of", str(asked), "--json").stdout
    (facts,) = json.loads(printed)["result"]
    assert (facts["points"], facts["maximum"], facts["percent"]) == (2, 4, 50)
    assert facts["quantities"] == [
        {"step": 1, "quantity": "z1", "points": 2, "maximum": 3},
        {"step": 1, "quantity": "E", "points": 0, "maximum": 1},
    ]
    assert [verdict["points"] for verdict in facts["verdicts"]] == [0, 1, 1, None, None, None]


def test_which_names_the_file_whose_shape_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("z1 = [1, 2]\n")
    result = nnstep("which", "zheng-forward", str(tmp_path / "mine.toml"))
    assert result.exit_code == 2
    assert f"{tmp_path / 'mine.toml'}: z1 is 2 numbers in one list" in result.stderr
