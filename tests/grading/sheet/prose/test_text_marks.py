"""Marks of Markdown, LaTeX and lists around answers: they are read past, and what may be arithmetic stays."""

from __future__ import annotations

import pytest

from nnstep.grading.sheet.prose.text_marks import without_marks
from nnstep.grading.sheet.sheet_reader import parse_sheet
from nnstep.program.compile import compile_program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load

ZHENG = compile_program(load(find("zheng-exercise-1")))


@pytest.mark.parametrize(
    "line",
    [
        *("**E** = 5", "**E = 5**", "**E:** 5", "*E* = 5", "`E = 5`", "E = `5`", "**`E`** = 5", "__E__ = 5"),
        *("$E = 5$", "$$E = 5$$", r"$E \approx 5$", r"E \simeq 5", "E ≅ 5", "E → 5", "E => 5", r"$E \to 5$"),
        *("> E = 5", "⇒ E = 5", "=> E = 5", "-> E = 5", "∴ E = 5", "- [x] E = 5", "- [ ] **E**: 5", ">>> E = 5"),
        *("E = 5 (500%)", "E = 5 (≈ 500 %)", "E = 5 [1]"),
        *("1.1. E = 5", "(2.1) E = 5", "1: E = 5", "1. E → 5", "| E | 5 |", "E | 5", "| **E** | `5` |", "- $E = 5$"),
        *(
            r"\[ E = 5 \]",
            r"\( E = 5 \)",
            r"E = \boxed{5}",
            r"\underline{E = 5}",
            "<u>E = 5</u>",
            "E = 5<br>",
            "E = 5\\",
        ),
    ],
)
def test_an_answer_is_read_past_its_marks(line: str) -> None:
    sheet = parse_sheet(f"{line}\nz2 = [1, 2]\n", "sheet.md", ZHENG)
    assert {id: str(given.cells[()].typed) for (_, id), given in sheet.answers.items() if not given.shape} == {"E": "5"}
    assert sheet.remarks == ()


@pytest.mark.parametrize(
    "text",
    [
        *("E = 2**3 * 4**2", "E = 10**-3", "a * b * c", "2*x*3", "cost: $5", "E = 5 $", "x + b = 5", "  + b2 = 5"),
        *("1.5 E = 3", "- b = 5", "E >= 5", "E = 5 -> 3", "a | b", "| E | 5 | 6 |", "W1_0 = 5 * W1_1", "16 | 553"),
        *("E = 5 (2)", "E = 5 (3 + 2)", "z2 = 119 [146]"),
    ],
)
def test_what_may_be_arithmetic_stays(text: str) -> None:
    assert without_marks(text) == text


@pytest.mark.parametrize(
    "text",
    [
        *("E = 2 + 3 = 5", "E = ½·(115² + 141²) = 16553/2 ≈ 5", "E: 2.5·2 = 5", "E = 2\n+ 3\n= 5", "E =\n2\n+ 3\n= 5"),
        *("E = (1 + 1)^2 + 1 = 4 + 1 = 5", "- E = 1/2 * 10 = 5"),
    ],
)
def test_the_result_of_a_calculation_in_numbers_is_its_answer(text: str) -> None:
    sheet = parse_sheet(f"{text}\nz2 = [0 + 1, 4/2] = [1, 2]\n", "sheet.md", ZHENG)
    assert {id: [str(cell.typed) for cell in given.cells.values()] for (_, id), given in sheet.answers.items()} == {
        "E": ["5"],
        "z2": ["1", "2"],
    }


def test_a_calculation_that_ends_in_no_number_stays() -> None:
    for text in ("E = 5 = z1", "E = 5 = ", "E = 3 + z1 = 5", "E == 5", "E = 5\n\n= 6"):
        assert without_marks(text) == text


@pytest.mark.parametrize("text", ["**E** = `5`\n---\n\f| E | 5 |\n$$x$$", "|---|:-:|\n| 1 | 2 |\n> - [x] **a**"])
def test_every_sign_keeps_its_place(text: str) -> None:
    plain = without_marks(text)
    assert len(plain) == len(text)
    assert all(new in (old, " ", "=", ",", "\n") for old, new in zip(text, plain, strict=True))


def test_a_table_gives_an_answer_a_row_and_a_matrix_its_rows() -> None:
    text = "| quantity | value |\n|---|:-:|\n| E | 5 |\n| z2 | (1, 2) |\n\nW2 =\n\n"
    text += "| 1 | 2 | 3 | 4 |\n|--|--|--|--|\n| 5 | 6 | 7 | 8 |\n"
    sheet = parse_sheet(text, "sheet.md", ZHENG)
    assert {id: len(given.cells) for (_, id), given in sheet.answers.items()} == {"E": 1, "z2": 2, "W2": 8}
    assert sheet.remarks == ('not understood: line 1, "| quantity | value |"',)


def test_names_may_be_escaped_and_equations_aligned() -> None:
    for text in (
        r"z\_2 = (1, 2)",
        r"z2\[0\] = 1" + "\n" + r"z2\[1\] = 2",
        "\\begin{align}\nz_2 &= (1, 2) \\\\\n\\end{align}",
    ):
        sheet = parse_sheet(text, "sheet.md", ZHENG)
        assert (list(sheet.answers), len(sheet.answers[1, "z2"].cells), sheet.remarks) == ([(1, "z2")], 2, ())


@pytest.mark.parametrize("lines", ["1. 119\n2. 146", "(1) 119\n(2) 146", "1) 1.5\n2) -2e-3"])
def test_the_numbers_of_a_list_s_items_are_none_of_its_numbers(lines: str) -> None:
    sheet = parse_sheet(f"z2:\n{lines}\nE: 5\n", "sheet.md", ZHENG)
    assert {id: given.fault for (_, id), given in sheet.answers.items()} == {"z2": "", "E": ""}


@pytest.mark.parametrize("lines", ["1. 2.\n3. 4.", "1. 119\n\n2. 146", "2. 119\n3. 146", "1. 119\n3. 146", "1.5\n2.5"])
def test_numbers_that_are_not_counted_stay(lines: str) -> None:
    assert without_marks(lines) == lines


def test_lines_that_part_a_text_are_part_of_no_answer() -> None:
    sheet = parse_sheet("Answers\n=======\nE = 5\n---\nz2 = 1 2\n***\n", "sheet.md", ZHENG)
    assert {id: given.fault for (_, id), given in sheet.answers.items()} == {"E": "", "z2": ""}
