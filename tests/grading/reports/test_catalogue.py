"""The catalogue of mistakes in the documentation is the one that the code gives, and its examples are right."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from nnstep.grading.mistakes import MISTAKES
from nnstep.grading.mistakes.kinds import HandMistake, Mistake
from nnstep.grading.reports.catalogue import FoundExample, catalogue, examples
from tests.grading.made_mistakes import ways_of
from tests.grading.worked import worked

BY_HAND = {
    "digits-exchanged": "0.7375",
    "decimal-point": "3.775",
    "digit-doubled": "0.37755",
    "digit-dropped": "0.375",
    "sign-of-result": "-0.3775",
    "cut-off": "0.377",
    "another-copied": "0.59327",
}
"""What stands for 0.3775; the last one is the first activation."""
WORKED_BY_HAND = {
    # z1[0] of sigmoid-2-2-2 is 0.15 * 0.05 + 0.20 * 0.10 + 0.35.
    "index-swapped": 0.20 * 0.05 + 0.20 * 0.10 + 0.35,
    "term-left-out": 0.20 * 0.10 + 0.35,
    "term-sign": -0.15 * 0.05 + 0.20 * 0.10 + 0.35,
    "term-without-factor": 0.15 + 0.20 * 0.10 + 0.35,
    "factors-exchanged": 0.20 * 0.05 + 0.15 * 0.10 + 0.35,
    "own-term-alone": 0.15 * 0.05 + 0.35,
    # W2[0,0] before the update.
    "step-too-few": 0.4,
    # The number that can be any is 2.
    "other-rate": 0.4 - 2 * 0.08216704056423,
    "other-factor": 2 * 0.29837110876000,
    "other-number": 2.0,
}


@cache
def every_example() -> dict[Mistake, FoundExample | None]:
    return dict(examples())


def found(id: str) -> FoundExample:
    example = next(example for mistake, example in every_example().items() if mistake.id == id)
    assert example is not None
    return example


@pytest.mark.thorough
def test_the_page_is_up_to_date() -> None:
    page = Path(__file__).parents[3] / "docs" / "mistakes.md"
    assert page.read_text(encoding="utf-8") == catalogue(every_example().items())


@pytest.mark.thorough
def test_every_mistake_is_on_it_with_its_question_and_an_example() -> None:
    page = catalogue(every_example().items())
    assert all(f"`{mistake.id}`" in page and mistake.question in page for mistake in MISTAKES)
    assert page.count("*Example:*") == len(MISTAKES)


@pytest.mark.thorough
@pytest.mark.parametrize("mistake", [m for m in MISTAKES if not isinstance(m, HandMistake)], ids=lambda m: m.id)
def test_an_example_is_what_working_it_through_apart_gives(mistake: Mistake) -> None:
    source, example = found(mistake.id)
    place = example.step, example.id
    assert example.right == pytest.approx(float(worked(source.program, steps=2)[place][example.index]), rel=1e-12)
    if mistake.id in WORKED_BY_HAND:
        assert example.mistaken == pytest.approx(WORKED_BY_HAND[mistake.id], rel=1e-9)
        return
    ways = (values[place] for _, values in ways_of(source.program, mistake) if place in values)
    assert any(np.isclose(float(value[example.index]), example.mistaken, rtol=1e-12, atol=0) for value in ways)


@pytest.mark.thorough
@pytest.mark.parametrize("mistake", [m for m in MISTAKES if isinstance(m, HandMistake)], ids=lambda m: m.id)
def test_an_example_of_a_slip_of_the_pen_is_written_so(mistake: Mistake) -> None:
    source, example = found(mistake.id)
    assert (source.name, example.id, example.right) == ("`sigmoid-2-2-2`", "z1", pytest.approx(0.3775))
    assert example.written == BY_HAND[mistake.id]
