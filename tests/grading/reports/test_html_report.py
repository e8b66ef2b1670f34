"""The report as a part of a page says what the report in text says, and nothing in it is taken for markup."""

from __future__ import annotations

import re

import numpy as np
import pytest

import nnstep
from nnstep.grading.reports.html_report import CSS, result_html
from nnstep.grading.reports.text_report import result_lines
from tests.notebook.page_check import page

SHEETS = {
    "right": {"z1": [23, 12, 15, 21]},
    "a mistake": {"z1": [23, 12, 15, 21], "delta2": [-115, -141], "delta1": [-486, -679, -397, -397]},
    "a shape": {"z1": [23, 12]},
    "left open": {"z1": ["", 12, 15, 21], "E": 16553},
    "ambiguous": {"E": 2},
}


@pytest.mark.thorough
@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_it_says_what_the_text_says(sheet: dict[str, object]) -> None:
    result = nnstep.check("zheng-exercise-1", sheet)
    said = page(result_html(result)).text
    for word in re.findall(r"\S+", "\n".join(result_lines(result))):
        assert word.rstrip(":") in said
    assert result._repr_html_() == result_html(result)


def test_only_plain_elements_make_it() -> None:
    result = nnstep.check("zheng-exercise-1", SHEETS["a mistake"])
    assert page(result_html(result)).tags == {"table", "tr", "td", "code", "span"}


def contrast(one: str, other: str) -> float:
    """WCAG 2.2: (L1 + 0.05) / (L2 + 0.05) of the relative luminances."""

    def luminance(colour: str) -> float:
        channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return float(np.dot(linear, [0.2126, 0.7152, 0.0722]))

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("ground", ["#ffffff", "#111111", "#1e1e1e"])
def test_its_colours_can_be_seen_on_light_and_on_dark_pages(ground: str) -> None:
    colours = [found[0] for style in CSS.values() if (found := re.findall(r"#\w{6}", style))]
    assert len(colours) == 4
    assert min(contrast(colour, ground) for colour in colours) >= 3
