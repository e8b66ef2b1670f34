"""What strangers wrote, names of files above all, comes out of every command without steering the terminal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import unicodedata
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from nnstep.cli import main
from nnstep.harmless_text import visible, visible_json, visible_prose

NASTY = "\x1b[31m\x9b\u202e\u2066\u200b\u200d\ufe0f\ufffe\U000e0001\x7f"
TITLE = "a\u200db\u200cc\ufe0fd\xa0e\u034f\u3164f"
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


def hidden(text: str) -> list[str]:
    """Return the characters of a text that steer a terminal, or that are not seen."""
    kinds = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    return [c for c in text if c != "\n" and (unicodedata.category(c) in kinds or c in "\ufe0f\u034f\u3164")]


def nnstep(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where a scenario, a sheet and files of commands and weights lie, each of a name that does harm."""
    if os.name == "nt":
        pytest.skip("this system has no such names")
    (tmp_path / f"s{NASTY}.toml").write_text(SCENARIO, encoding="utf-8")
    (tmp_path / f"a{NASTY}.toml").write_text("z1 = [-0.4]\n", encoding="utf-8")
    (tmp_path / f"e{NASTY}.toml").write_text("", encoding="utf-8")
    (tmp_path / f"b{NASTY}.toml").write_text(f"title = '{NASTY}'\n'{NASTY}' = 1\n", encoding="utf-8")
    (tmp_path / f"c{NASTY}.txt").write_text(f"n\n# {NASTY}\n{NASTY}\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


SCENE, SHEET, EMPTY, BROKEN, COMMANDS = (f"{name}{NASTY}" for name in ("s", "a", "e", "b", "c"))
CALLS = [
    ["show", f"{SCENE}.toml"],
    ["show", f"{SCENE}.toml", "--json"],
    ["run", f"{SCENE}.toml"],
    ["run", f"{SCENE}.toml", "--json"],
    ["run", f"{SCENE}.toml", "--brief", "--trace", f"t{NASTY}.jsonl", "--save-weights", f"w{NASTY}.npz"],
    ["run", f"{SCENE}.toml", "--trace", f"{SHEET}.toml"],
    ["run", f"{SCENE}.toml", "--trace", f"no{NASTY}/t.jsonl"],
    ["run", f"{SCENE}.toml", "--save-weights", f"{SHEET}.toml"],
    ["run", f"{SCENE}.toml", "--weights", f"{SHEET}.npz"],
    ["run", f"{SCENE}.toml", "--commands", f"{COMMANDS}.txt"],
    ["run", f"{SCENE}.toml", "--commands", f"none{NASTY}"],
    ["run", f"{SCENE}.toml", "--until", NASTY],
    ["run", f"{SCENE}.toml", "--notation", NASTY],
    ["run", f"{SCENE}.toml", "--epochs", NASTY],
    ["run", f"{SCENE}.toml", f"--{NASTY}"],
    ["run", f"{SCENE}.toml", NASTY],
    ["check", f"{SCENE}.toml"],
    ["check", f"{SCENE}.toml", "--author"],
    ["check", f"{SCENE}.toml", "--json"],
    ["check", f"{SCENE}.toml", f"{SHEET}.toml", "--author", "--csv", "g.csv", "--corrected", "c.toml"],
    ["check", f"{SCENE}.toml", f"{SHEET}.toml", "--json"],
    ["check", f"{SCENE}.toml", f"{SHEET}.toml", f"./{SHEET}.toml", f"{EMPTY}.toml"],
    ["check", f"{SCENE}.toml", f"{EMPTY}.toml"],
    ["check", f"{SCENE}.toml", f"{BROKEN}.toml"],
    ["check", f"{SCENE}.toml", "--points", NASTY],
    ["which", f"{SCENE}.toml", f"{SHEET}.toml"],
    ["which", f"{SCENE}.toml", f"{SHEET}.toml", "--json"],
    ["gradcheck", f"{SCENE}.toml"],
    ["gradcheck", f"{SCENE}.toml", "--json"],
    ["gradcheck", f"{SCENE}.toml", "--at", NASTY],
    ["chain", f"{SCENE}.toml", "W1[0,1]"],
    ["chain", f"{SCENE}.toml", NASTY],
    ["sheet", f"{SCENE}.toml"],
    ["sheet", f"{SCENE}.toml", "-o", f"{SHEET}.toml"],
    ["export", f"{SCENE}.toml", "-o", "e.py"],
    ["export", f"{SCENE}.toml", "-o", f"e{NASTY}.py"],
    ["export", f"{SCENE}.toml", "-o", f"e{NASTY}"],
    ["screenshot", f"{SCENE}.toml", "-o", "p.svg"],
    ["plot", f"{SCENE}.toml", "E", "W1", "-o", "p.svg"],
    ["plot", f"{SCENE}.toml", "E", "--title", NASTY, "-o", f"e{NASTY}.svg"],
    ["plot", f"{SCENE}.toml", NASTY, "-o", "p.svg"],
    ["plot", f"{SCENE}.toml", "E", "--size", NASTY, "-o", f"e{NASTY}"],
    ["show", f"{BROKEN}.toml"],
    ["show", f"{EMPTY}.toml"],
    ["show", NASTY],
    [f"{SCENE}.toml"],
    [f"{SCENE}.toml", "--sheet", f"{SHEET}.toml", "--commands", f"{COMMANDS}.txt"],
    [NASTY],
    [f"--{NASTY}"],
    ["list", NASTY],
    ["keys", f"--{NASTY}"],
]


@pytest.mark.parametrize("arguments", CALLS, ids=lambda arguments: ascii(" ".join(arguments))[:60])
def test_no_character_that_steers_or_hides_comes_out(arguments: list[str], folder: Path) -> None:
    before = {path.name for path in folder.iterdir()}
    result = nnstep(*arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert hidden(result.stdout) == []
    assert hidden(result.stderr) == []
    assert result.stdout or result.stderr or "screenshot" in arguments
    for path in folder.iterdir():
        if path.name not in before and path.suffix != ".npz":
            assert hidden(path.read_text(encoding="utf-8")) == [], path.suffix


def test_a_picture_of_a_scenario_with_any_name_is_xml(folder: Path) -> None:
    assert nnstep("screenshot", f"{SCENE}.toml", "-o", "p.svg").exit_code == 0
    ElementTree.parse(folder / "p.svg")


def test_json_says_the_same_with_its_characters_escaped(folder: Path) -> None:
    facts = json.loads(nnstep("show", f"{SCENE}.toml", "--json").stdout)["result"]
    assert facts["path"] == f"{SCENE}.toml"
    assert facts["name"] == visible(SCENE)
    for text in (NASTY, "é µ 你 𝒳", "\ud800", '"\\\n\t'):
        assert json.loads(visible_json(json.dumps(text, ensure_ascii=False))) == text
    assert visible_json('"é\x9b\u202e\U000e0001"') == '"é\\u009b\\u202e\\udb40\\udc01"'


def test_a_title_may_have_the_joiners_of_its_script_and_shows_them(folder: Path) -> None:
    shown = nnstep("show", f"{SCENE}.toml").stdout.splitlines()[0]
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


def test_nothing_is_written_to_the_terminal_but_through_the_one_way_out() -> None:
    """click.echo is for what makes text harmless first, and for lines of a trace, which are JSON."""
    folder = Path(__file__).parents[2] / "nnstep" / "cli"
    users = [p.relative_to(folder).as_posix() for p in folder.rglob("*.py") if "click.echo(" in p.read_text("utf-8")]
    assert sorted(users) == ["group.py", "output.py", "subcommands/run.py"]
    assert not [p for p in folder.rglob("*.py") if "\n    print(" in p.read_text("utf-8")]
