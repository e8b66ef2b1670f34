"""Titles with characters that are not seen, and numbers that make NumPy warn. Hostile files are in ``tests/exits``."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nnstep.cli import main
from nnstep.harmless_text import visible, visible_json, visible_prose
from tests.exits.hostile_files import steering

TITLE = "a\u200db\u200cc\ufe0fd\xa0e\u034f\u3164f"
"""A title may hold the joiners of its script."""
SCENARIO = f"""\
title = "{TITLE}"
source = "{TITLE}"
notes = "{TITLE}"
input = [1, 2]
target = [1]
learning_rate = 0.1
[[layers]]
weights = [[0.5, -0.5]]
[answers]
z1 = [3]
"""


def nnstep(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where a scenario of such a title lies, and an empty one."""
    (tmp_path / "a.toml").write_text(SCENARIO, encoding="utf-8")
    (tmp_path / "empty.toml").write_text("", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "a.toml", "--json"],
        ["show", "empty.toml"],
        ["run", "a.toml", "--weights", "\x9b.npz"],
        ["check", "a.toml", "--author"],
        ["check", "a.toml", "empty.toml"],
        ["sheet", "a.toml"],
        ["export", "a.toml", "-o", "e.py"],
        ["plot", "a.toml", "E", "W1", "-o", "p.svg"],
    ],
    ids=" ".join,
)
def test_what_is_not_seen_in_a_title_comes_out_as_an_escape(arguments: list[str], folder: Path) -> None:
    result = nnstep(*arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert result.stdout or result.stderr
    assert steering(result.stdout + result.stderr) == []
    for path in folder.iterdir():
        assert path.name in ("a.toml", "empty.toml") or steering(path.read_text(encoding="utf-8")) == []


def test_json_says_the_same_with_its_characters_escaped(folder: Path) -> None:
    done = nnstep("show", "a.toml", "--json")
    assert json.loads(done.stdout)["result"]["title"] == TITLE
    for text in ("\x1b[31m\x9b\u202e\ufffe\U000e0001\x7f", "é µ 你 𝒳", "\ud800", '"\\\n\t'):
        assert json.loads(visible_json(json.dumps(text, ensure_ascii=False))) == text
    assert visible_json('"é\x9b\u202e\U000e0001"') == '"é\\u009b\\u202e\\udb40\\udc01"'


def test_a_title_may_have_the_joiners_of_its_script_and_shows_them(folder: Path) -> None:
    shown = nnstep("show", "a.toml").stdout.splitlines()[0]
    assert shown == "a\\u200db\\u200cc\\ufe0fd e\\u034f\\u3164f"
    assert visible_prose("a\tb\n\xa0c\u3000\x1b") == "a    b\n c \\x1b"


@pytest.mark.parametrize("character", ["\u200b", "\u00ad", "\u061c", "\u200e", "\ufeff", "\u2060", "\U000e0001"])
def test_a_title_with_another_mark_that_shows_nothing_is_refused(character: str, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(SCENARIO.replace(TITLE, f"a{character}b"), encoding="utf-8")
    result = nnstep("show", str(tmp_path / "a.toml"))
    assert result.exit_code == 2
    assert f"title has the control character {visible(character)}" in result.stderr


@pytest.mark.thorough
def test_numpy_s_warnings_do_not_reach_the_screen(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(
        "title = 't'\ninput = [[1e308], [-1e308]]\ntarget = [[1e308], [1]]\nlearning_rate = 1e308\n"
        "[[layers]]\nactivation = 'linear'\nweights = [[1e308], [-1e308]]\n[[layers]]\nweights = [[1, 1e308]]\n"
        "activation = 'linear'\n[training]\nepochs = 3\n"
    )
    for arguments in (["run", "a.toml"], ["run", "a.toml", "--brief"], ["gradcheck", "a.toml"], ["sheet", "a.toml"]):
        done = subprocess.run(
            [sys.executable, "-m", "nnstep", *arguments], cwd=tmp_path, capture_output=True, text=True
        )
        assert done.stderr == ""
