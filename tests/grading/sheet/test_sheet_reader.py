"""Answer sheets as people write them: TOML and CSV, whole quantities and single elements, and what is wrong in them."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from nnstep import limits
from nnstep.errors import SheetError
from nnstep.grading.grader import Grader
from nnstep.grading.sheet.blank_sheet import blank_sheet
from nnstep.grading.sheet.scenario_answers import scenario_sheet
from nnstep.grading.sheet.sheet_reader import parse_sheet, read_sheet
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load, parse


@pytest.fixture(scope="module")
def program() -> Program:
    return compile_program(load(find("zheng-exercise-1")))


def cells(text: str, program: Program, name: str = "sheet.toml") -> dict[tuple, str]:
    sheet = parse_sheet(text, name, program)
    return {(s, id, *index): str(w) for (s, id), given in sheet.answers.items() for index, w in given.cells.items()}


def test_whole_quantities_and_single_elements_and_later_steps(program: Program) -> None:
    text = 'a2 = [119, 146.0]\nW1.0.2 = 0.50\n"delta2[1]" = "1/3"\nE = 2.4e-3\n[step.2]\nE = 1\nW2.1.3 = "5"\n'
    assert cells(text, program) == {
        (1, "a2", 0, 0): "119",
        (1, "a2", 1, 0): "146.0",
        (1, "W1", 0, 2): "0.50",
        (1, "delta2", 1, 0): "1/3",
        (1, "E"): "0.0024",
        (2, "E"): "1",
        (2, "W2", 1, 3): "5",
    }


def test_a_row_of_a_matrix_may_stand_alone(program: Program) -> None:
    found = cells('W1.0 = [1, 2, 3]\n"dW2[1]" = [5, "", 7, 8]\n', program)
    assert found == {
        **{(1, "W1", 0, column): str(column + 1) for column in range(3)},
        **{(1, "dW2", 1, column): str(column + 5) for column in (0, 2, 3)},
    }
    with pytest.raises(SheetError, match="must be a row of 3 numbers, but has 2"):
        parse_sheet("W1.0 = [1, 2]\n", "sheet.toml", program)


def test_the_same_as_csv(program: Program) -> None:
    text = 'quantity,value\na2,119,146.0\nW1.0.2,0.50\n"delta2[1]",1/3\n# remark\nW2,1,2,3,4\nW2,5,6,7,8\nstep.2.E,1\n'
    found = cells(text, program, "sheet.csv")
    assert found[1, "a2", 1, 0] == "146.0"
    assert found[1, "W1", 0, 2] == "0.50"
    assert found[1, "delta2", 1, 0] == "1/3"
    assert found[1, "W2", 1, 3] == "8"
    assert found[2, "E"] == "1"


def test_spreadsheets_with_semicolons_have_decimal_commas(program: Program) -> None:
    assert cells("a2;119,5;146\n", program, "sheet.csv")[1, "a2", 0, 0] == "119.5"


def test_a_blank_sheet_has_a_place_for_every_number_and_all_of_it_is_missing(program: Program) -> None:
    result = Grader(program).grade(parse_sheet(blank_sheet(program, 2), "blank.toml", program))
    numbers = sum(program.shapes[op.target] != () or 1 for op in program.ops)
    assert result.count("missing") == len(result.verdicts) > numbers
    assert not result.is_right
    assert not result.new_mistakes


@pytest.mark.parametrize("item", ["1. ", "12) ", "(3) ", "a) ", "(b) ", "- ", "* ", "• "])
@pytest.mark.parametrize("name", ["sheet.toml", "sheet.txt", "sheet.md"])
def test_answers_may_be_numbered(program: Program, item: str, name: str) -> None:
    found = cells(f"{item}z1 = 23, 12, 15, 21\n{item}E = 16553\n", program, name)
    assert (found[1, "z1", 3, 0], found[1, "E"]) == ("21", "16553")


def test_a_numbered_item_that_was_left_open_belongs_to_no_answer(program: Program) -> None:
    found = cells("1. E = 16553\n2.\n3. z2 = 119, 146\n(4)\n", program, "sheet.txt")
    assert found == {(1, "E"): "16553", (1, "z2", 0, 0): "119", (1, "z2", 1, 0): "146"}


@pytest.mark.parametrize("sign", ["≈", " ≈ ", ":=", " := "])
def test_about_equal_and_defined_as_are_equals_signs(program: Program, sign: str) -> None:
    assert cells(f"E{sign}16553\nz2[0] = 119\n", program)[1, "E"] == "16553"


def test_a_filled_in_blank_sheet_is_read(program: Program) -> None:
    text = blank_sheet(program).replace('a2 = ["", ""]', 'a2 = ["119", ""]')
    result = Grader(program).grade(parse_sheet(text, "blank.toml", program))
    assert [verdict.place for verdict in result.verdicts if verdict.kind == "correct"] == ["a2[0]"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("z9 = 1", "sheet.toml:1: z9 is not a quantity of this exercise"),
        ("dleta1 = [1, 2, 3, 4]", "did you mean delta1?"),
        ('a2 = ["x", 1]', 'a2, entry 1 must be a number, but it is the string "x"'),
        ("a2 = [nan, 1]", "a2, entry 1 is nan, but every number must be finite"),
        ("W1.9.9 = 1", "it goes up to W1[3,2]"),
        ("E.0 = 1", "write E = ..."),
        ("W1.a.b = 1", "is not an index"),
        ("E = 1\n\nW1.a.b = 1", "sheet.toml:3: W1.a is not an index"),
        ("[step.0]\nE = 1", "is not the number of a training step"),
        ("[step.99]\nE = 1", "is beyond the end of the run"),
        ("step = 3", "step must be a table"),
        ("W1.0.0 = [1, 2]", "must be one number, but it is a list"),
        ("a2 = true", "must be a number, but it is true"),
        ("title = 'x'", "there are no answers in it"),
        ("a2 = [1", "a2 has a list without its ]"),
        ("a2 = [1]]", "a2 has a ] that closes nothing"),
        ("nonsense", "this is neither an answer nor a comment"),
        ("a2 = [1, 2]\na2 = [1, 3]", "a2 is given twice"),
        ("E = 0.5 V", 'E has the string "V" after its number'),
        ("E = 16,553", "write 16553 or 16.553"),
        ("a2 = [0.1 0.2 ... 0.3]", "a2 is shortened with ..."),
    ],
)
def test_what_is_wrong_in_a_sheet_is_said_with_its_line(program: Program, text: str, message: str) -> None:
    with pytest.raises(SheetError) as caught:
        parse_sheet(text, "sheet.toml", program)
    assert message in f"{caught.value.message} {caught.value.hint}"


def test_all_problems_of_a_sheet_are_said_at_once(program: Program) -> None:
    with pytest.raises(SheetError, match=r"3 problems in sheet\.toml"):
        parse_sheet("z9 = 1\nE = 'x'\n[step.x]\nE = 1\n", "sheet.toml", program)


def test_problems_of_a_csv_file_have_their_line(program: Program) -> None:
    with pytest.raises(SheetError, match=r"sheet\.csv:2: a3 is not a quantity"):
        parse_sheet("a2,119,146\na3,1\n", "sheet.csv", program)


def test_a_missing_file_is_said(program: Program, tmp_path) -> None:
    with pytest.raises(Exception, match="there is no such file"):
        read_sheet(tmp_path / "none.toml", program)


def test_a_wrong_shape_is_a_verdict_of_its_own_and_a_transposed_answer_is_seen(program: Program) -> None:
    right = [[2645, 3243], [1380, 1692], [1725, 2115], [2415, 2961]]
    result = Grader(program).grade(parse_sheet(f"dW2 = {right}\na1 = [1, 2]\nb1 = [[1, 2], [3]]\n", "s.toml", program))
    said = {verdict.id: (verdict.kind, verdict.remark) for verdict in result.verdicts}
    assert said["dW2"] == ("shape", "rows and columns are exchanged; exchanged back, all its numbers are right")
    assert said["a1"] == ("shape", "")
    assert said["b1"] == ("shape", "its rows differ in length, or it mixes numbers and rows")


def test_a_column_may_be_written_as_one_list_or_standing(program: Program) -> None:
    text = "delta2 = [[115], [141]]\na2 = [[119, 146]]\nE = [16553]\n"
    assert Grader(program).grade(parse_sheet(text, "s.toml", program)).is_right


def test_a_scenario_carries_answers_in_all_these_forms(program: Program) -> None:
    text = find("zheng-exercise-1").read_text().partition("[answers]")[0]
    text += '[answers]\nE = "33106/2"\n"delta2[1]" = 141\nW1.0.2 = -141.8\n[answers.step.2]\nE = 1\n'
    scenario = parse(text, "exercise.toml")
    sheet = scenario_sheet(compile_program(scenario, 2))
    assert sheet is not None
    assert set(sheet.answers) == {(1, "E"), (1, "delta2"), (1, "W1"), (2, "E")}
    assert sheet.answers[1, "E"].cells[()].typed == Fraction(16553)


@pytest.mark.parametrize("before", ["# my answers, by hand\n", "\n\n", ",,\n"])
def test_the_separator_is_that_of_the_first_line_with_answers(program: Program, before: str) -> None:
    assert cells(before + "a2;119,5;146\n", program, "sheet.csv")[1, "a2", 0, 0] == "119.5"


@pytest.mark.parametrize("text", ["a2 = [119, 146]\n'a2[0]' = 120\n", "'a2[0]' = 120\na2 = [119, 146]\n"])
def test_a_number_that_is_given_twice_is_not_taken_from_one_of_the_two(program: Program, text: str) -> None:
    with pytest.raises(SheetError, match="keep one of the two"):
        parse_sheet(text, "sheet.toml", program)


def test_what_was_left_open_may_be_given_as_an_element(program: Program) -> None:
    given = parse_sheet("a2 = ['', 146]\n'a2[0]' = 119\n", "sheet.toml", program).answers[1, "a2"]
    assert (len(given.cells), given.blank) == (2, [])


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("sheet.csv", '"a2,119,146"\n', r"sheet\.csv:1: the whole line is in quotes"),
        ("sheet.csv", "a2,119 V,146\n", r'sheet\.csv:1: a2, entry 1 has the string "V" after its number'),
        ("sheet.csv", "a2,one,146\n", r'sheet\.csv:1: a2, entry 1 must be a number, but it is the string "one"'),
        ("sheet.toml", "E = 1\na2 = [119,\x00 146]\n", r"sheet\.toml:2: there is a NUL byte"),
    ],
)
def test_a_cell_that_is_no_number_is_one_clear_message(program: Program, name: str, text: str, message: str) -> None:
    with pytest.raises(SheetError, match=message):
        parse_sheet(text, name, program)


def test_cells_in_quotes_are_numbers(program: Program) -> None:
    assert cells('"a2","119","146.0"\n', program, "sheet.csv")[1, "a2", 1, 0] == "146.0"


ZHENG_A1 = "[23, 12, 15, 21]"


@pytest.mark.parametrize(
    "line",
    [
        f"a1 = {ZHENG_A1}",
        f"x1 = {ZHENG_A1}",
        f"x₁ = {ZHENG_A1}",
        f"x_1 = {ZHENG_A1}",
        f'"x_{{1}}" = {ZHENG_A1}',
    ],
)
def test_a_quantity_may_be_named_by_the_notation_s_symbol(program: Program, line: str) -> None:
    assert set(parse_sheet(line, "sheet.toml", program).answers) == {(1, "a1")}


@pytest.mark.parametrize(
    ("symbol", "id"),
    [("δ2", "delta2"), ("δ₂", "delta2"), ("∂E/∂W₁", "dW1"), ("dE/dW1", "dW1"), ("α", "lr"), ("x0", "x")],
)
def test_greek_letters_and_derivatives_may_be_typed(program: Program, symbol: str, id: str) -> None:
    shape = program.shapes[id]
    key = f"{symbol}[0,0]" if shape else symbol
    assert set(parse_sheet(f"{key} = 1\n", "sheet.toml", program).answers) == {(1, id)}


def test_an_id_stands_for_itself_unless_the_sheet_asks_for_a_notation() -> None:
    """In Bradbury's notation z⁽¹⁾ is the activation, whose id is a1."""
    bradbury = compile_program(load(find("bradbury-2-2-2-1")))
    named = {"z1[0] = 1": "z1", "z(1)[0] = 1": "a1", "z⁽¹⁾[0] = 1": "a1", "notation = 'bradbury'\nz1[0] = 1": "a1"}
    for text, id in named.items():
        assert set(parse_sheet(text, "sheet.toml", bradbury).answers) == {(1, id)}, text
    with pytest.raises(SheetError, match="did you mean bradbury"):
        parse_sheet("notation = 'bradburry'\nz1[0] = 1", "sheet.toml", bradbury)


def test_elements_have_their_names_in_a_notation_that_numbers_the_nodes(program: Program) -> None:
    text = "notation = 'zheng-nodes'\nw14 = 3\nw₃₅ = 2\n"
    assert set(cells(text, program)) == {(1, "W1", 0, 0), (1, "W1", 1, 2)}


def test_indices_may_count_from_1(program: Program) -> None:
    assert set(cells("first_index = 1\nW1.1.3 = 5\n'a2[2]' = 1\n", program)) == {(1, "W1", 0, 2), (1, "a2", 1, 0)}
    with pytest.raises(SheetError, match=r"indices count from 1: it goes up to W1\[4,3\]"):
        parse_sheet("first_index = 1\nW1.0.3 = 5\n", "sheet.toml", program)
    with pytest.raises(SheetError, match="first_index must be 0 or 1"):
        parse_sheet("first_index = 2\nW1.0.3 = 5\n", "sheet.toml", program)


def test_a_json_sheet_has_no_more_keys_than_another(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    text = json.dumps({"E": 1, "step": {"2": {"E": 2, "z1": [1, 2, 3, 4]}}})
    monkeypatch.setenv(limits.VARIABLE, "keys=5")
    assert len(parse_sheet(text, "a.json", program).answers) == 3
    monkeypatch.setenv(limits.VARIABLE, "keys=4")
    with pytest.raises(SheetError, match="more than 4 answers, and at most 4 are read"):
        parse_sheet(text, "a.json", program)


def test_of_very_many_problems_the_first_are_shown(program: Program) -> None:
    with pytest.raises(SheetError) as caught:
        parse_sheet(json.dumps({f"q{number}": 1 for number in range(300)}), "a.json", program)
    lines = str(caught.value.message).splitlines()
    assert len(lines) == 21
    assert lines[-1] == "a.json: 300 problems, of which the first 20 are shown"
