"""The file of a draft: its name is checked as it is typed, and it replaces another only when asked to."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnstep.errors import FileTakenError, OutputError
from nnstep.scenario.load import load
from nnstep.session.drafts.checked_draft import checked
from nnstep.session.drafts.draft import FILE, Draft, first_draft
from nnstep.session.drafts.draft_file import draft_path, path_problem, save_draft


def test_the_first_draft_has_a_name_that_is_free(tmp_path: Path) -> None:
    assert first_draft(tmp_path)[FILE] == "my-exercise.toml"
    for name in ("my-exercise.toml", "my-exercise-2.toml"):
        (tmp_path / name).touch()
    assert first_draft(tmp_path)[FILE] == "my-exercise-3.toml"


def test_it_is_saved_in_the_folder_and_can_be_read(tmp_path: Path) -> None:
    draft = Draft().with_value(FILE, "mine.toml")
    path = save_draft(draft, checked(draft, tmp_path).text, tmp_path, overwrite=False)
    assert path == tmp_path / "mine.toml"
    assert load(path).title == "My exercise"


def test_another_file_is_replaced_only_when_asked_to(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("precious")
    draft = Draft().with_value(FILE, "mine.toml")
    assert path_problem(draft, tmp_path) == {}
    with pytest.raises(FileTakenError):
        save_draft(draft, "new", tmp_path, overwrite=False)
    assert (tmp_path / "mine.toml").read_text() == "precious"
    save_draft(draft, "new", tmp_path, overwrite=True)
    assert (tmp_path / "mine.toml").read_text() == "new"


@pytest.mark.parametrize(
    "name", ["", "mine", "mine.txt", "no-folder/mine.toml", "\0.toml", "x" * 300 + ".toml", "~nobody-here/a.toml"]
)
def test_a_name_that_can_not_be_written_has_its_problem_beside_it(tmp_path: Path, name: str) -> None:
    draft = Draft().with_value(FILE, name)
    problem = path_problem(draft, tmp_path)
    assert set(problem) == {FILE}
    assert set(checked(draft, tmp_path).problems) == {FILE}
    with pytest.raises(OutputError):
        save_draft(draft, "x", tmp_path, overwrite=False)


def test_a_full_path_is_taken_as_it_is(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.toml"
    assert draft_path(Draft().with_value(FILE, str(elsewhere)), Path("/")) == elsewhere
