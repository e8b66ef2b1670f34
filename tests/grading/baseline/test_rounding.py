"""How much room the rounding of earlier answers leaves: what they can have been rounded from, and no more."""

from __future__ import annotations

import pytest

from nnstep.grading.grader import Grader
from nnstep.grading.sheet.sheet_reader import parse_sheet
from nnstep.grading.verdict import Verdict
from nnstep.program.compile import compile_program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load


def verdict(name: str, sheet: str, place: str) -> Verdict:
    program = compile_program(load(find(name)))
    verdicts = Grader(program).grade(parse_sheet(sheet, "sheet.toml", program)).verdicts
    return next(verdict for verdict in verdicts if verdict.place == place)


def test_whole_numbers_that_are_exactly_right_leave_no_room() -> None:
    """Zheng's exercise 1: z1 = (23, 12, 15, 21), E = 16553."""
    assert verdict("zheng-exercise-1", "z1 = [23, 12, 15, 21]\nE = 16553", "E").kind == "correct"
    assert verdict("zheng-exercise-1", "z1 = [23, 12, 15, 21]\nE = 16653", "E").is_mistake


@pytest.mark.parametrize(
    ("written", "right"), [("30.313", True), ("30.3138", True), ("30.3134", True), ("30.317", True), ("30.325", False)]
)
def test_any_value_between_the_rounded_number_and_the_true_one_can_have_been_used(written: str, right: bool) -> None:
    """Zheng prints a1 to three digits and works on with them: 30.313; with all digits it is 30.31379.

    With the true 0.96443 and 0.97812, and 0.987 for 0.98661, it is 30.318; three products and the sum may be rounded.
    """
    sheet = f"a1 = [0.964, 0.978, 0.987]\nz2 = [{written}]"
    assert verdict("zheng-forward", sheet, "z2[0]").is_right == right


@pytest.mark.thorough
def test_a_mistake_stands_for_all_that_is_rounded_to_it() -> None:
    """With a1[0] = 0.8 for 0.964 the sum lies within 9 times 0.05 of 1 + 7.2 + 10*0.97811873 + 11*0.98661308.

    It may also lie up to 9 times 0.1 above, if the digits of 0.8 are cut off, or a whole or two off, if products are
    rounded to two digits.
    """
    centre = 1 + 9 * 0.8 + 10 * 0.97811873 + 11 * 0.98661308
    inside, outside = f"{centre + 0.4:.4f}", [f"{centre - 3:.4f}", f"{centre + 3:.4f}"]
    assert verdict("zheng-forward", f"a1.0 = 0.8\nz2 = [{inside}]", "z2[0]").kind in ("carried", "ambiguous")
    assert all(verdict("zheng-forward", f"a1.0 = 0.8\nz2 = [{number}]", "z2[0]").is_mistake for number in outside)
