"""Steps that a person counts may be those of a calculation: right work is not looked for in a later training step."""

from __future__ import annotations

import pytest

from nnstep.errors import SheetError
from nnstep.grading.sheet.sheet_reader import parse_sheet
from nnstep.program.compile import compile_program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load
from tests.grading.sheet.prose.test_prose_sheet import ZHENG

XOR = compile_program(load(find("xor")))
FORWARD, ERROR, DELTAS = "a2 = [119, 146]", "E = 16553", "delta2 = [115, 141]\ndelta1 = [486, 679, 397, 397]"
JOINED = "its steps are taken for parts of one training step; write Training step 2 for another"


def steps_of(text: str, name: str = "anna.txt") -> dict[str, int]:
    return {id: step for step, id in parse_sheet(text, name, ZHENG).answers}


@pytest.mark.parametrize("heading", ["Step {}", "Step {}:", "## Step {}", "{}. Schritt", "**Schritt {}**"])
def test_parts_of_a_calculation_are_one_training_step(heading: str) -> None:
    parts = enumerate((FORWARD, ERROR, DELTAS, "W2 = [[1, 2, 3, 4], [5, 6, 7, 8]]"), start=1)
    text = "\n\n".join(f"{heading.format(number)}\n{part}" for number, part in parts)
    assert set(steps_of(text).values()) == {1}
    assert JOINED in parse_sheet(text, "anna.txt", ZHENG).remarks


def test_a_calculation_may_have_more_steps_than_the_run() -> None:
    texts = (FORWARD, ERROR, *DELTAS.split("\n"))
    text = "\n".join(f"## Step {number}\n{part}" for number, part in enumerate(texts, start=1))
    assert steps_of(text) == {"a2": 1, "E": 1, "delta2": 1, "delta1": 1}


def test_layer_by_layer_is_one_calculation_too() -> None:
    text = "Step 1\ndelta2 = [115, 141]\ndb2 = [115, 141]\nStep 2\ndelta1 = [486, 679, 397, 397]\n"
    assert steps_of(text) == {"delta2": 1, "db2": 1, "delta1": 1}


@pytest.mark.parametrize(
    "text",
    [
        f"Step 1\n{ERROR}\nStep 2\nE = 17\nW2 = [[1, 2, 3, 4], [5, 6, 7, 8]]\n",
        f"Step 1\n{ERROR}\nStep 2\nz1 = [1, 2, 3, 4]\n",
        f"Training step 1\n{FORWARD}\nTraining step 2\n{ERROR}\n",
        f"[step.1]\n{FORWARD}\n[step.2]\n{ERROR}\n",
        f"Step 1\n{FORWARD}\nTraining step 2\n{ERROR}\n",
    ],
)
def test_what_is_given_again_or_begins_again_is_another_training_step(text: str) -> None:
    sheet = parse_sheet(text, "anna.txt", ZHENG)
    assert {step for step, _ in sheet.answers} == {1, 2}
    assert JOINED not in sheet.remarks


def test_elements_of_one_quantity_may_stand_below_several_steps() -> None:
    sheet = parse_sheet("Step 1\na2[0] = 119\nStep 2\na2[1] = 146\n", "anna.txt", ZHENG)
    assert sorted(sheet.answers[1, "a2"].cells) == [(0, 0), (1, 0)]


def test_a_single_later_step_is_the_training_s_where_the_run_has_one() -> None:
    text = "Step 2\nE = 0.3\n"
    assert list(parse_sheet(text, "anna.txt", ZHENG).answers) == [(1, "E")]
    assert list(parse_sheet(text, "anna.txt", XOR).answers) == [(2, "E")]


def test_a_text_without_answers_is_refused_as_it_stands() -> None:
    with pytest.raises(SheetError) as refused:
        parse_sheet("Step 1\nE = 5\nStep 1\nE = 6\n", "anna.txt", ZHENG)
    assert 'not understood: line 2, "E = 5"; line 4, "E = 6"' in refused.value.message
    assert JOINED not in refused.value.message


def test_lines_are_counted_as_they_stand_in_a_file() -> None:
    sheet = parse_sheet(f"Dear Ada,\n\n{ERROR}\n\n\nthat was all\n", "anna.txt", ZHENG)
    assert sheet.remarks == ('not understood: line 1, "Dear Ada,"; line 6, "that was all"',)
