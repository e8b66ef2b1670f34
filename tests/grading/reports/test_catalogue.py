"""The catalogue of mistakes in the documentation is the one that the code gives."""

from __future__ import annotations

from pathlib import Path

from nnstep.grading.mistakes import MISTAKES
from nnstep.grading.reports.catalogue import catalogue


def test_the_page_is_up_to_date() -> None:
    page = Path(__file__).parents[3] / "docs" / "mistakes.md"
    assert page.read_text(encoding="utf-8") == catalogue()


def test_every_mistake_is_on_it_with_its_question() -> None:
    page = catalogue()
    assert all(f"`{mistake.id}`" in page and mistake.question in page for mistake in MISTAKES)
