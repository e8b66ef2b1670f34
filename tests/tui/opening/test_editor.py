"""How a person's editor is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnstep.errors import CommandError
from nnstep.tui.opening import editor
from nnstep.tui.opening.editor import editor_call

FILE = Path("/there/mine.toml")


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"EDITOR": "vim"}, ["vim", "+12", "/there/mine.toml"]),
        ({"EDITOR": "/usr/bin/nano -w"}, ["/usr/bin/nano", "-w", "+12", "/there/mine.toml"]),
        ({"VISUAL": "emacsclient -c", "EDITOR": "vi"}, ["emacsclient", "-c", "+12", "/there/mine.toml"]),
        ({"VISUAL": " ", "EDITOR": "hx"}, ["hx", "/there/mine.toml:12"]),
        ({"EDITOR": "code"}, ["code", "--wait", "--goto", "/there/mine.toml:12"]),
        ({"EDITOR": "code -w"}, ["code", "-w", "--goto", "/there/mine.toml:12"]),
        ({"EDITOR": "'/my tools/edit'"}, ["/my tools/edit", "/there/mine.toml"]),
    ],
)
def test_the_line_is_named_where_the_editor_knows_lines(environ: dict[str, str], words: list[str]) -> None:
    assert editor_call(FILE, 12, environ) == words


def test_without_a_line_only_the_file_is_named() -> None:
    assert editor_call(FILE, 0, {"EDITOR": "vim"}) == ["vim", "/there/mine.toml"]


def test_without_a_named_editor_a_usual_one_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editor.shutil, "which", lambda name: name if name == "vi" else None)
    assert editor_call(FILE, 3, {}) == ["vi", "+3", "/there/mine.toml"]
    monkeypatch.setattr(editor.shutil, "which", lambda _: None)
    with pytest.raises(CommandError, match="no editor is named"):
        editor_call(FILE, 3, {})


def test_a_call_that_no_shell_could_read_is_refused() -> None:
    with pytest.raises(CommandError, match="can't be called"):
        editor_call(FILE, 3, {"EDITOR": "vim 'x"})
