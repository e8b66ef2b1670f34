"""Answers among sentences: what can be read is, what can't is listed, and no number is taken for another one."""

from __future__ import annotations

import pytest

from nnstep.errors import SheetError
from nnstep.grading.sheet.answer_sheet import Sheet
from nnstep.grading.sheet.sheet_reader import parse_sheet
from nnstep.program.compile import compile_program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load

ZHENG = compile_program(load(find("zheng-exercise-1")))
OTHER = "z2 = [1, 2]"
"""An answer beside what is tried, so that the sheet is not refused as a whole."""


def read(*lines: str) -> Sheet:
    return parse_sheet("".join(f"<p>{line}</p>\n" for line in lines), "onlinetext.html", ZHENG)


def numbers(sheet: Sheet) -> dict[str, list[str]]:
    return {
        f"{id}" if step == 1 else f"{step}.{id}": [str(given.cells[at].typed) for at in sorted(given.cells)]
        for (step, id), given in sheet.answers.items()
    }


@pytest.mark.parametrize(
    "line",
    [
        "My solution: E = 16553 I used the sigmoid",
        "So we get E = 16553.",
        "The error is E = 16553, as computed.",
        "2. E = 16553 (rounded)",
        "E = 16553 as I computed it",
    ],
)
def test_an_answer_in_a_sentence_is_read_and_the_sentence_shown(line: str) -> None:
    sheet = read(line)
    assert numbers(sheet) == {"E": ["16553"]}
    assert sheet.remarks[0].startswith('only the numbers were read of: line 1, "')


def test_about_equal_is_an_equals_sign_within_a_sentence() -> None:
    assert numbers(read("So E ≈ 16553.", OTHER)) == {"E": ["16553"], "z2": ["1", "2"]}


def test_a_full_stop_ends_a_decimal_with_a_comma() -> None:
    assert numbers(read("E = 0,5.\nz2 = 0,25; -1,5.")) == {"E": ["0.5"], "z2": ["0.25", "-1.5"]}


def test_columns_written_as_rows_stand_beside_each_other() -> None:
    sheet = read("z1 = (23, 12, 15, 21)ᵀ, z2 = (119, 146)^T, E = 5")
    assert {id: len(given) for id, given in numbers(sheet).items()} == {"z1": 4, "z2": 2, "E": 1}


def test_a_full_stop_ends_a_list_in_round_brackets() -> None:
    assert numbers(read("z2 = (119, 146).\nE = 1")) == {"z2": ["119", "146"], "E": ["1"]}


def test_lines_that_were_not_understood_are_said_where_nothing_else_is_left() -> None:
    with pytest.raises(
        SheetError, match=r'no answers in it; not understood: line 1, "E = 16553 after step 1\."; line 2'
    ):
        read("E = 16553 after step 1.\nE = 0.5 * 33106 = 16553\n")


def test_several_answers_of_a_sentence_are_read() -> None:
    assert numbers(read("So E = 16553 and delta2 = [-115, 141], z1[0] = 23")) == {
        "E": ["16553"],
        "delta2": ["-115", "141"],
        "z1": ["23"],
    }


@pytest.mark.parametrize(
    "line",
    [
        "half of E = 3",
        "the new E = 3",
        "E = 3 plus the bias",
        "E = 3 thousand",
        "E = 0.5 + 0.2 = 0.7",
        "E = 5 = 6",
        "E = 12x4",
        "dE/dE = 3",
        "E = 3 in step 2",
        "E = 3 in the second epoch",
        "E = 3 after the update",
        "E = 3 doubled",
        "im zweiten Durchlauf ist E = 3",
        "E = 3, x and y",
        "E is about 3",
        "I used 2 layers",
        "Dear Ada,",
        "[see the scan]",
        "Note: none",
    ],
)
def test_a_line_that_may_mean_another_number_is_listed_and_not_read(line: str) -> None:
    sheet = read(line, OTHER)
    assert numbers(sheet) == {"z2": ["1", "2"]}
    assert sheet.remarks == (f'not understood: line 1, "{line}"',)


def test_lines_are_numbered_as_they_are_seen_and_the_rest_is_counted() -> None:
    (remark,) = read("", OTHER, "", *(f"word {letter}" for letter in "abcdefghij")).remarks
    assert remark.startswith('not understood: line 2, "word a"; line 3, "word b"; ')
    assert remark.endswith('line 9, "word h"; and 2 more')


def test_numbers_go_on_in_the_next_lines_and_words_do_not() -> None:
    sheet = read("z1 =", "23", "12", "15", "21", "I used the sigmoid.", "17", OTHER)
    assert numbers(sheet) == {"z1": ["23", "12", "15", "21"], "z2": ["1", "2"]}
    assert sheet.remarks == ('not understood: line 6, "I used the sigmoid."; line 7, "17"',)


@pytest.mark.parametrize("after", ["7", "- 3 -", "1/2", "12.03.2026", "Page 7", "\f7"])
def test_a_number_after_an_empty_line_is_no_part_of_an_answer_that_is_complete(after: str) -> None:
    answers = ("E = 16553", "z2[0] = 119", "z1 = 23 12 15 21", "z1 =\n23\n\n12\n15\n\n21", "W1[0] = 1\n2 3")
    for answer in answers:
        alone, spoilt = (parse_sheet(text, "sheet.txt", ZHENG) for text in (answer, f"{answer}\n\n{after}\n"))
        assert numbers(spoilt) == numbers(alone)
        assert [remark.rpartition(", ")[2] for remark in spoilt.remarks] == [f'"{after.strip()}"']
    sheet = parse_sheet("\n\n".join(f"{answer}\n\n{after}" for answer in answers[:3]), "sheet.txt", ZHENG)
    assert numbers(sheet) == {"E": ["16553"], "z2": ["119"], "z1": ["23", "12", "15", "21"]}


@pytest.mark.parametrize("empty", ["", "\n", "\n\n"])
def test_an_array_may_have_empty_lines_in_it(empty: str) -> None:
    rows = ("1 2 3", "4 5 6", "7 8 9", "1 2 3")
    listed = ("[[1, 2, 3],", "[4, 5, 6],", "[7, 8, 9],", "[1, 2, 3]]")
    for lines in (rows, listed):
        array = "W1 =\n" + f"\n{empty}".join(lines)
        sheet = parse_sheet(f"{array}\n\n12\n\n{OTHER}\n", "sheet.txt", ZHENG)
        assert numbers(sheet)["W1"] == list("123456789123")
        assert sheet.remarks == (f'not understood: line {len(array.splitlines()) + 2}, "12"',)


def test_a_page_s_number_is_no_group_of_digits() -> None:
    assert numbers(parse_sheet("z2 = 119 146\n\n2\n", "sheet.txt", ZHENG)) == {"z2": ["119", "146"]}
    for text in ("z2 = (119,146)\n\n2\n", "z2 = (119,146)\n\n\n", "z2 = [119 146]\n\n2\n"):
        assert numbers(parse_sheet(text, "sheet.txt", ZHENG)) == {"z2": ["119", "146"]}
    for text in ("z2 = 16 553\n\n17 221\n", "z2 =\n\n16 553\n\n17 221\n\n2"):
        assert numbers(parse_sheet(text, "sheet.txt", ZHENG)) == {"z2": ["16553", "17221"]}


def test_what_can_be_read_in_two_ways_is_no_other_shape_for_a_page_s_number() -> None:
    sheet = parse_sheet("delta2 = (0,139 255)\n\n2\n\nE = 5", "sheet.txt", ZHENG)
    assert all(not given.fault for given in sheet.answers.values())


def test_an_answer_that_is_not_complete_keeps_its_shape() -> None:
    sheet = parse_sheet("z1 = 23 12 15\n\n21\n22\n", "sheet.txt", ZHENG)
    assert (sheet.answers[1, "z1"].fault, sheet.remarks) == ("shape", ())


def test_brackets_that_are_not_closed_hide_no_answer() -> None:
    sheet = read("W1 = [[1, 2], (see", "E = 5", OTHER)
    assert numbers(sheet) == {"E": ["5"], "z2": ["1", "2"]}
    assert sheet.remarks == ('not understood: line 1, "W1 = [[1, 2], (see"',)


def test_of_two_numbers_for_one_quantity_neither_is_taken() -> None:
    sheet = read("E = 3", OTHER, "Correction: E = 4")
    assert numbers(sheet) == {"z2": ["1", "2"]}
    assert sheet.remarks == ('not understood: line 1, "E = 3"; line 3, "Correction: E = 4"',)
    assert read("E = 3", "E = 3").remarks == ()


def test_headings_in_words_say_the_training_step() -> None:
    assert numbers(read("Step 1:", "E = 5", "Training step 2", "E = 7")) == {"E": ["5"], "2.E": ["7"]}


@pytest.mark.parametrize(
    "heading",
    [
        *(
            "Step 2:",
            "Schritt 2:",
            "Trainingsschritt 2",
            "2. Schritt:",
            "2nd step",
            "Step no. 2",
            "Step #2",
            "Step two",
        ),
        *("# Step 2", "## Schritt 2", "**Step 2**", "**Step 2:**", "[Step 2]", "(Step 2)", "Zweiter Trainingsschritt"),
    ],
)
def test_a_heading_says_the_training_step_in_each_form_and_language(heading: str) -> None:
    assert numbers(parse_sheet(f"E = 5\n{heading}\nE = 7\n", "sheet.md", ZHENG)) == {"E": ["5"], "2.E": ["7"]}


def test_numbers_of_a_later_epoch_are_not_taken_for_those_of_the_first() -> None:
    sheet = read("Epoch 1", "E = 5", "Epoch 2:", OTHER)
    assert numbers(sheet) == {"E": ["5"]}
    assert sheet.remarks == ('not understood: line 1, "Epoch 1"; line 3, "Epoch 2:"; line 4, "z2 = [1, 2]"',)


@pytest.mark.parametrize("later", ["Epoch 2:", "Sample 2", "Epoche 2"])
def test_a_training_step_of_a_later_epoch_is_not_taken_for_one_of_the_first(later: str) -> None:
    assert numbers(read("E = 5", later, "Step 1:", OTHER)) == {"E": ["5"]}
    assert numbers(read(later, "Schritt 2:", "E = 5", "Epoch 1", OTHER)) == {"z2": ["1", "2"]}


def test_a_text_of_which_nothing_is_understood_is_refused_with_its_lines() -> None:
    with pytest.raises(SheetError, match=r'onlinetext\.html:1: "We used this" is not a quantity(.|\n)*2 problems'):
        read("We used this = that", "E = 12x4")


def test_a_text_whose_numbers_contradict_each_other_is_refused_with_its_lines() -> None:
    with pytest.raises(
        SheetError, match=r'there are no answers in it; not understood: line 1, "E = 3"; line 2, "E = 4"'
    ):
        read("E = 3", "E = 4")


def test_a_text_is_read_like_a_page() -> None:
    sheet = parse_sheet("Dear Ada,\nE = 3\n", "sheet.txt", ZHENG)
    assert numbers(sheet) == {"E": ["3"]}
    assert sheet.remarks == ('not understood: line 1, "Dear Ada,"',)


@pytest.mark.parametrize("text", ["E ≈ 16553", "E: 16553", "E → 16553", "E -> 16553", r"E \approx 16553"])
def test_a_text_needs_no_equals_sign(text: str) -> None:
    assert numbers(parse_sheet(text, "sheet.txt", ZHENG)) == {"E": ["16553"]}
    assert numbers(read(text)) == {"E": ["16553"]}


def test_a_text_without_answers_is_refused_with_its_lines() -> None:
    with pytest.raises(SheetError, match='there are no answers in it; not understood: line 1, "E 5"'):
        parse_sheet("E 5\n", "sheet.txt", ZHENG)


@pytest.mark.parametrize(
    "text",
    [
        *("Dear Ada, my answers:\nE = 3", "Hello,\n\nSo I get E = 3.", "First, we get E = 3.", "Smith, John\n\nE = 3"),
        *("- W1[0,2]: 5\nE = 3", "1. W1[0,2] = 5\n2. E = 3", "W1[0,2] ≈ 5\nE ≈ 3", "W1[0,2]: 5\nE: 3"),
    ],
)
def test_commas_make_no_table_of_sentences(text: str) -> None:
    assert numbers(parse_sheet(text, "sheet.txt", ZHENG))["E"] == ["3"]


@pytest.mark.parametrize("name", ["sheet.txt", "standard input"])
def test_commas_before_an_answer_make_no_table_of_a_text(name: str) -> None:
    assert numbers(parse_sheet("W1[0,2] = 0.5\nE = 3\n", name, ZHENG)) == {"W1": ["0.5"], "E": ["3"]}


def test_another_format_keeps_to_its_lines() -> None:
    with pytest.raises(SheetError, match=r"sheet\.toml:2: this is neither an answer nor a comment"):
        parse_sheet("[answers]\nDear Ada\nE = 3\n", "sheet.toml", ZHENG)
