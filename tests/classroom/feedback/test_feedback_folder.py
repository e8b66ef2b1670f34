"""The folder of feedback: the same bytes again, old files replaced, and nobody's file lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nnstep.classroom.feedback.feedback_folder import LIST, FeedbackFolder
from nnstep.errors import FileTakenError, OutputError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "out"


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir() if path.name != LIST}


def test_a_second_run_changes_nothing(folder: Path) -> None:
    FeedbackFolder(folder).write({"a": "1", "b": "2"})
    before = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}
    written = FeedbackFolder(folder).write({"a": "1", "b": "2"})
    assert {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()} == before
    assert (written.written, written.unchanged) == (0, 2)


def test_files_of_an_earlier_run_are_replaced_and_those_nobody_needs_removed(folder: Path) -> None:
    FeedbackFolder(folder).write({"a": "1", "b": "2"})
    written = FeedbackFolder(folder).write({"a": "new"})
    assert contents(folder) == {"a": "new"}
    assert written.removed == ("b",)


def test_a_persons_file_is_neither_replaced_nor_removed(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "mine").write_text("mine")
    with pytest.raises(FileTakenError):
        FeedbackFolder(folder).write({"mine": "1", "a": "1"})
    assert contents(folder) == {"mine": "mine"}
    FeedbackFolder(folder).write({"a": "1"})
    FeedbackFolder(folder).write({})
    assert contents(folder) == {"mine": "mine"}


def test_feedback_that_a_person_changed_stays(folder: Path) -> None:
    FeedbackFolder(folder).write({"a": "1", "b": "2"})
    (folder / "a").write_text("1 and a word of my own")
    with pytest.raises(FileTakenError):
        FeedbackFolder(folder).check({"a", "b"}, overwrite=False)
    assert FeedbackFolder(folder).write({"b": "2"}).kept == ("a",)
    assert contents(folder) == {"a": "1 and a word of my own", "b": "2"}


def test_overwriting_can_be_asked_for(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "a").write_text("mine")
    FeedbackFolder(folder).write({"a": "1"}, overwrite=True)
    assert contents(folder) == {"a": "1"}


def test_an_interrupted_run_can_be_run_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    FeedbackFolder(folder).write({"a": "old", "b": "old", "c": "old"})

    def interrupted(path: Path, text: str, **options: bool) -> None:
        if path.name == "b":
            raise KeyboardInterrupt
        path.write_text(text)

    with monkeypatch.context() as patch:
        patch.setattr("nnstep.classroom.feedback.feedback_folder.write_text", interrupted)
        with pytest.raises(KeyboardInterrupt):
            FeedbackFolder(folder).write({"a": "new", "b": "new", "d": "new"})
    FeedbackFolder(folder).write({"a": "new", "b": "new", "d": "new"})
    assert contents(folder) == {"a": "new", "b": "new", "d": "new"}


@pytest.mark.parametrize("name", ["../victim", "/victim", "a/../../victim", "..", LIST])
def test_a_list_from_elsewhere_leads_to_no_other_file(folder: Path, name: str) -> None:
    folder.mkdir(parents=True)
    victim = folder.parent / "victim"
    victim.write_text("x")
    digest = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    (folder / LIST).write_text(json.dumps({"format": 1, "files": {name: [digest]}}))
    FeedbackFolder(folder).write({"a": "1"})
    assert victim.read_text() == "x"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 1, "files": 3}', '{"format": 1, "files": {"a": 1}}', "["])
def test_a_list_that_makes_no_sense_is_none(folder: Path, text: str) -> None:
    folder.mkdir(parents=True)
    (folder / LIST).write_text(text)
    FeedbackFolder(folder).write({"a": "1"})
    assert contents(folder) == {"a": "1"}


def test_where_no_folder_can_be_made_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="no folder can be made"):
        FeedbackFolder(tmp_path / "file").check((), overwrite=False)
