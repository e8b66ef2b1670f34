"""The tutorials: each command that a page shows prints what the page says."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest
from website.consoles import instructions, is_as_shown, run, write_files

PAGES = sorted((Path(__file__).parents[2] / "docs" / "tutorials").glob("*.md"))


def test_there_is_one_for_each_kind_of_user() -> None:
    assert [page.stem for page in PAGES] == ["engineer", "lecturer", "student"]


@pytest.mark.thorough
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_each_command_prints_what_the_page_shows(page: Path, tmp_path: Path) -> None:
    steps = instructions(page.read_text(encoding="utf-8"))
    write_files(steps.files, tmp_path)
    calls = [call for call in steps.calls if not call.needs or find_spec(call.needs)]
    assert len(calls) >= 5
    printed = {call.command: run(call.command, tmp_path) for call in calls}
    others = [
        f"$ {call.command}\n{printed[call.command]}"
        for call in calls
        if not is_as_shown(printed[call.command], call.output)
    ]
    assert not others, "\n".join(["run .ci/tutorials, and look at the difference:", *others])
