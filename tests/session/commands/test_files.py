"""The commands for files of commands, and those that only the app can follow."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnstep.errors import CommandError, NNStepError
from nnstep.session.commands.replies import ChooseTheme, OpenRun, ReloadRun
from nnstep.session.session import Session
from nnstep.session.typed_commands import begin, completions, perform
from tests.app.screen_text import small


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    monkeypatch.chdir(tmp_path)
    return Session(small(2))


def test_a_file_of_commands_is_run_with_its_answers(session: Session) -> None:
    Path("a.nns").write_text("# a comment\n\nbreak E\nnext 2\nsource b.nns\n")
    Path("b.nns").write_text("watch E\nquit\nwatch a1\n")
    assert perform(session, "source a.nns") == [
        *("> break E", "breakpoint 1: E", "> next 2", "1.1.2: a1"),
        *("> source b.nns", "> watch E", "watch 1: E"),
    ]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("source", "source needs the name of a file"),
        ("source none.nns", "none.nns: there is no such file"),
        ("source .", ".: this is a folder"),
        ("source binary", "binary: this is not a text file"),
        ("source wrong", "wrong:2: brek E: "),
        ("source self", "self:1: source self: self would run itself for ever"),
        ("source to", "to:1: source fro: fro:1: source to: to would run itself for ever"),
    ],
)
def test_what_can_not_be_run_is_said_with_its_line(session: Session, line: str, says: str) -> None:
    Path("binary").write_bytes(b"\xff\xfe")
    Path("wrong").write_text("watch E\nbrek E\n")
    Path("self").write_text("source self\n")
    Path("to").write_text("source fro\n")
    Path("fro").write_text("source to\n")
    with pytest.raises(NNStepError) as caught:
        perform(session, line)
    assert caught.value.message.startswith(says)
    assert session.sources == ()


def test_state_is_saved_and_never_over_a_file_unasked(session: Session) -> None:
    perform(session, "break E")
    assert perform(session, "save mine.nns")[0].endswith("source mine.nns brings them back")
    with pytest.raises(NNStepError, match="exists already"):
        perform(session, "save mine.nns")
    perform(session, "break a1")
    perform(session, "save mine.nns!")
    assert Path("mine.nns").read_text().splitlines()[1:] == ["delete", "unwatch", "unmark", "break E", "break a1"]


def test_opening_reading_again_and_themes_are_left_to_the_app(session: Session) -> None:
    assert begin(session, "open xor") == OpenRun("xor")
    assert begin(session, "open") == OpenRun("")
    assert begin(session, "reload") == ReloadRun()
    assert begin(session, "theme nord") == ChooseTheme("nord")
    with pytest.raises(CommandError, match="only on the screen"):
        perform(session, "open xor")


def test_names_of_exercises_files_and_themes_are_completed(session: Session) -> None:
    Path("mine.toml").write_text("[[layers]]\n")
    assert completions(session, "open mi") == ["open mine.toml"]
    assert "open xor" in completions(session, "open x")
    session.display.themes = ("dark", "light")
    assert completions(session, "theme l") == ["theme light"]
