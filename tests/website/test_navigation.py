"""Each page of the documentation is reached from the navigation."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from website.navigation import SECTIONS, page_of, toctrees

ROOT = Path(__file__).parents[2]
LISTED = [page_of(entry) for section in SECTIONS for entry in section.pages]


def test_each_entry_that_is_written_by_hand_exists_and_none_comes_twice() -> None:
    made = {
        "exercises",
        "program-mistakes",
        "reference/commands",
        "reference/keys",
        "reference/python",
        "reference/formats",
    }
    assert {page for page in LISTED if not (ROOT / f"{page}.md").is_file()} == made
    assert len(set(LISTED)) == len(LISTED)


def test_a_page_that_no_section_names_comes_last() -> None:
    text = toctrees([*LISTED, "docs/brand-new"])
    assert re.findall(r":caption: (.*)", text)[-1] == "More"
    assert text.index("docs/brand-new") > max(text.index(page) for page in LISTED)


def test_an_entry_without_a_page_is_an_error() -> None:
    with pytest.raises(ValueError, match="pages that do not exist: docs/gallery"):
        toctrees([page for page in LISTED if page != "docs/gallery"])
