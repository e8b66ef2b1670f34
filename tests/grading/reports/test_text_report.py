"""What a person reads of a sheet: each finding once, the numbers that show it in few words, and nothing that is not so.

The verdicts are made by hand: how they are found is tested elsewhere.
"""

from __future__ import annotations

from textwrap import dedent

import pytest

from nnstep.grading.grader import Grader
from nnstep.grading.reports.report_rows import plain_lines
from nnstep.grading.reports.text_report import result_lines, result_rows
from nnstep.grading.sheet.sheet_reader import parse_sheet
from tests.grading.reports.reported import PROGRAM, Reported, explained

FORWARD = "z1 = [0.3775, 0.3925]\na1 = [0.5933, 0.5969]\nz2 = [1.106, 1.225]\n"
WEIGHTS = "W2 = [[0.35, 0.40], [0.51, 0.56]]\nW1 = [[0.15, 0.20], [0.25, 0.30]]\n"
EXCHANGED = explained("digits-exchanged", 0.5933, "3 and 9")
NO_BIAS = explained("bias-missing", 0.0275, "", "at z1")


def all_correct() -> Reported:
    return Reported(FORWARD)


def one_mistake_and_what_follows() -> Reported:
    sheet = Reported(FORWARD.replace("0.5933", "0.5393"))
    sheet.set("a1[0]", "mistake", 0, explanations=(EXCHANGED,))
    return sheet.set("z2[0] z2[1]", "carried", origins=("a1[0]",), recomputed=1.08)


def one_mistake_in_many_numbers() -> Reported:
    sheet = Reported(FORWARD.replace("0.3775, 0.3925", "0.0275, 0.0425"))
    sheet.set("z1[0] z1[1]", "mistake", 0, explanations=(NO_BIAS,))
    return sheet.set("a1[0] a1[1]", "carried", origins=("z1[0]", "z1[1]")).set("z2[0]", "rounded")


def rivals() -> Reported:
    ways = (
        explained("other-rate", 0.4, "5", "at W2"),
        explained("other-rate", 0.4, "5", "everywhere"),
        explained("update-forgotten", 0.4004, "", "at W2"),
    )
    return Reported("W2.0.0 = 0.400\n").set("W2[0,0]", "ambiguous", 0, explanations=ways, digits=4)


def no_known_kind() -> Reported:
    remark = "everything else agrees with z2[0] = 1.206, where 1.106 is right"
    sheet = Reported(WEIGHTS)
    sheet.set("W2[0,0] W2[0,1]", "wrong", 0, remark=remark)
    return sheet.set("W1[0,0] W1[1,0]", "wrong", 0, remark=remark)


def alone() -> Reported:
    sheet = Reported(FORWARD)
    return sheet.set("a1[1]", "wrong", 0).set("z2[1]", "ambiguous", 1, explanations=(EXCHANGED,), digits=2)


def remarks_and_no_credit() -> Reported:
    sheet = Reported(FORWARD).set("z1[0] z1[1]", "correct", remark="its last digits were cut off instead of rounded")
    sheet.set("a1[0]", "mistake", 0, explanations=(EXCHANGED,)).set("a1[1]", "single")
    return sheet.set("z2[0]", "carried", origins=("a1[0]",), trivial="it is a copy of a1")


def many_steps() -> Reported:
    steps = range(2, 5)
    sheet = Reported("E = 0.298371\n" + "".join(f"[step.{step}]\nE = 0.1\n{WEIGHTS}" for step in steps))
    sheet.set("step.2.W1[0,1]", "mistake", 0, explanations=(NO_BIAS,))
    for step in steps[1:]:
        sheet.set(f"step.{step}.E", "mistake", 0, explanations=(NO_BIAS,))
        both = " ".join(f"step.{step}.W1[0,{column}]" for column in (0, 1))
        sheet.set(both, "carried", origins=("step.2.W1[0,1]", f"step.{step}.E"))
    return sheet


GOLDEN = {
    all_correct: """
        correct: z1, a1, z2

        6 of 6 correct
        """,
    one_mistake_and_what_follows: """
        a1[0]  0.5393  mistake  two digits are exchanged (3 and 9): 0.5933 is right
                                Compare the digits with your calculator's, one by one.

        carried forward from a1[0]: z2
        correct: z1, a1[1]

        3 of 6 correct, 1 mistake (first at a1[0]), 2 carried forward
        """,
    one_mistake_in_many_numbers: """
        z1[0]  0.0275  mistake  the bias is left out in the forward pass (at z1): 0.3775
                                is right
                                What is added to the weighted sum?
                                the same in z1[1]

        carried forward from z1[0]: a1
        right, but for rounding on the way: z2[0]
        correct: z2[1]

        2 of 6 correct, 1 mistake (first at z1[0]), 1 more by the same, 2 carried
        forward
        """,
    rivals: """
        W2[0,0]  0.400  ambiguous  several mistakes fit: 0.359 is right
                                   - another learning rate is used than the one stated
                                     (5, at W2 or everywhere)
                                   - the weights are left as they were before the update
                                     (at W2)
                                   4 significant digits would tell them apart

        0 of 1 correct, 1 mistake (first at W2[0,0])
        """,
    no_known_kind: """
        W2[0,0]  0.35  wrong  comes from z2[0] = 1.206, where 1.106 is right; no known
                              mistake explains that
                              the same in W2[0,1], column 0 of W1

        correct: row 1 of W2, column 1 of W1

        4 of 8 correct, 1 mistake (z2[0] = 1.206, where 1.106 is right; of no known
        kind), 3 more by the same
        """,
    alone: """
        a1[1]  0.5969  wrong      no known mistake explains it
        z2[1]  1.225   ambiguous  perhaps two digits are exchanged (3 and 9)

        correct: z1, a1[0], z2[0]

        4 of 6 correct, 2 mistakes (first at a1[1]; 1 of no known kind)
        """,
    remarks_and_no_credit: """
        a1[0]  0.5933  mistake  two digits are exchanged (3 and 9)
                                Compare the digits with your calculator's, one by one.

        carried forward from a1[0]: z2[0] (no credit: it is a copy of a1)
        right in single precision: a1[1]
        correct: z1 (its last digits were cut off instead of rounded)
        correct: z2[1]

        4 of 6 correct, 1 mistake (first at a1[0]), 1 carried forward
        """,
    many_steps: """
        step.2.W1[0,1]  0.20  mistake  the bias is left out in the forward pass (at z1)
                                       What is added to the weighted sum?
                                       the same in steps 3 to 4: E

        carried forward from step.2.W1[0,1]: steps 3 to 4: row 0 of W1
        correct: step 1: E; step 2: E, W2, row 1 of W1, W1[0,0]; steps 3 to 4: W2, row 1
              of W1

        21 of 28 correct, 1 mistake (first at step.2.W1[0,1]), 2 more by the same, 4
        carried forward
        """,
}


@pytest.mark.parametrize("sheet", GOLDEN, ids=lambda sheet: sheet.__name__)
def test_the_report_at_80_columns(sheet) -> None:
    said = "\n".join(line.rstrip() for line in plain_lines(result_rows(sheet().result), 80))
    assert said == dedent(GOLDEN[sheet]).strip()


def test_without_a_width_a_finding_is_one_line() -> None:
    lines = list(result_lines(one_mistake_in_many_numbers().result))
    assert "the bias is left out in the forward pass (at z1): 0.3775 is right" in lines[0]
    assert max(map(len, plain_lines(result_rows(many_steps().result), 60))) <= 60


def test_verbose_says_everything_of_every_number() -> None:
    said = [" ".join(line.split()) for line in result_lines(one_mistake_and_what_follows().result, verbose=True)]
    assert said[:3] == [
        "a1[0] 0.5393 mistake two digits are exchanged (3 and 9) [digits-exchanged]",
        "Compare the digits with your calculator's, one by one.",
        "the right value is 0.593270",
    ]
    assert "z2[0] = 1.106: the right value is 1.10591; your earlier answers, as written, give 1.08" in said
    said = [" ".join(line.split()) for line in result_lines(rivals().result, verbose=True)]
    assert "- another learning rate is used than the one stated (5, everywhere) [other-rate]" in said
    assert "Which learning rate does the exercise state?" in said


def test_a_few_wrong_numbers_stay_apart_and_many_are_said_at_once() -> None:
    few, many = Reported(FORWARD + WEIGHTS), Reported(FORWARD + WEIGHTS)
    few.set("z1[0] z1[1] a1[0]", "wrong")
    many.set(" ".join(many.verdicts), "wrong")
    assert sum("no known mistake explains it" in line for line in result_lines(few.result)) == 3
    lines = list(result_lines(many.result))
    assert sum("no known mistake explains it" in line for line in lines) == 1
    assert lines[1].strip() == "the same in z1[1], a1, z2, W2, W1"
    assert lines[-1] == "0 of 14 correct, 14 mistakes (first at z1[0]; all of no known kind)"


def test_of_very_many_numbers_the_counts_are_said() -> None:
    sheet = Reported("".join(f"[step.{step}]\n{WEIGHTS}" for step in range(2, 300)))
    sheet.set(
        " ".join(place for number, place in enumerate(sheet.verdicts) if number % 7 == 0), "carried", origins=("E",)
    )
    carried = next(result_lines(sheet.result))
    assert carried == "carried forward from E: 341 numbers, steps 2 to 299: W2 (169 of 1192), W1 (172 of 1192)"


def test_of_many_findings_the_first_are_written_out() -> None:
    sheet = Reported(FORWARD + WEIGHTS)
    for number, place in enumerate(sheet.verdicts):
        one = explained("digits-exchanged", 0.5, f"{number} and 9")
        sheet.set(place, "mistake", number, explanations=(one,))
    lines = list(result_lines(sheet.result))
    assert sum("two digits" in line for line in lines) == 12
    assert "and 2 more such findings, in row 1 of W1 (--verbose lists them)" in lines


def graded_lines(text: str) -> list[str]:
    result = Grader(PROGRAM).grade(parse_sheet(text, "sheet.toml", PROGRAM))
    return [" ".join(line.split()) for line in result_lines(result)]


def test_of_a_single_element_it_is_not_said_that_the_whole_is_correct() -> None:
    assert graded_lines("z1.0 = 0.3775")[0] == "correct: z1[0]"
    assert graded_lines("z1 = [0.3775, 0.3925]")[0] == "correct: z1"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("z1 = [1, 2, 3]", "z1 shape it is 3 numbers in one list, but z1 is 2×1"),
        ("E = [1, 2]", "E shape it is 2 numbers in one list, but E is a single number"),
        ("z1 = 3", "z1 shape it is a single number, but z1 is 2×1"),
        ("W1 = [[1], [1, 2]]", "W1 shape its rows differ in length, or it mixes numbers and rows"),
        (
            "E = 0",
            "E 0 ambiguous at this many decimals the right value rounds to 0 as well: write at least the first "
            "significant digit",
        ),
    ],
)
def test_a_wrong_shape_and_a_lost_value_are_said_in_words(text: str, said: str) -> None:
    assert graded_lines(text)[0] == said
