"""What strangers wrote comes out of every command without steering the terminal, and JSON stays JSON."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from nnstep.cli import main
from tests.exits.hostile_files import ACTIVE, HOSTILE, NAME, STEERING, steering, write_files

RAW = STEERING + ACTIVE
SCENE, NOISE, KEY, BAD = (f"{kind}{NAME}.toml" for kind in ("s", "noise", "key", "bad"))
SHEET, COMMANDS, SHORT, TRACE = f"a{NAME}.toml", f"c{NAME}.txt", f"ok{NAME}.txt", f"t{NAME}.jsonl"
CALLS = [
    *([command, SCENE, *more] for command in ("show", "gradcheck") for more in ([], ["--json"])),
    ["show", NOISE],
    ["show", KEY],
    ["show", BAD, "--json"],
    ["show", SCENE, "--notation", RAW],
    ["show", "x" * 1_000_000],
    ["run", SCENE],
    ["run", SCENE, "--json"],
    ["run", SCENE, "--brief", "--trace", f"new{NAME}.jsonl", "--save-weights", f"new{NAME}.npz"],
    ["run", SCENE, "--trace", SHEET],
    ["run", SCENE, "--trace", f"no{NAME}/t.jsonl"],
    ["run", SCENE, "--trace", "-"],
    ["run", SCENE, "--save-weights", SHEET],
    ["run", SCENE, "--weights", f"w{NAME}.npz"],
    ["run", SCENE, "--commands", COMMANDS],
    ["run", SCENE, "--commands", f"none{NAME}"],
    *(["run", SCENE, option, RAW] for option in ("--until", "--break", "--notation", "--epochs", "--only", "--from")),
    ["run", SCENE, f"--{RAW}"],
    ["run", SCENE, RAW],
    ["check", SCENE],
    ["check", SCENE, "--author", "--json"],
    ["check", SCENE, SHEET, "--author", "--csv", "g.csv", "--corrected", "c.toml"],
    ["check", SCENE, SHEET, "--json"],
    ["check", SCENE, SHEET, f"./{SHEET}", f"a{NAME}.csv", f"a{NAME}.json", BAD, KEY],
    ["check", SCENE, f"all{NAME}.zip", "--roster", f"class{NAME}.csv", "--csv", "h.csv", "--feedback", "md"],
    [
        *("check", SCENE, f"all{NAME}.zip", "--moodle", f"worksheet{NAME}.csv", "--gradescope", "results.json"),
        *("--feedback", "html", "--feedback-format", "html", "--json"),
    ],
    *(["check", SCENE, SHEET, option, RAW] for option in ("--points", "--of", "--roster", "--platform", "--variants")),
    ["check", SCENE, SHEET, "--roster", f"class{NAME}.csv", "--id-column", RAW],
    *(["which", SCENE, SHEET, *more] for more in ([], ["--json"])),
    ["gradcheck", SCENE, "--at", RAW],
    ["chain", SCENE, "W1[0,1]"],
    ["chain", SCENE, RAW],
    ["sheet", SCENE],
    ["sheet", SCENE, "--only", RAW],
    ["sheet", SCENE, "-o", SHEET],
    ["export", SCENE, "-o", "e.py"],
    ["export", SCENE, "-o", f"e{NAME}", "--to", RAW],
    *(["export", SCENE, "-o", "f.md", option, RAW] for option in ("--digits", "--phases", "--steps", "--expand")),
    ["screenshot", SCENE, "-o", "p.svg", "--commands", SHORT, "--sheet", SHEET],
    ["screenshot", SCENE, "-o", "q.svg", "--keys", RAW],
    ["screenshot", SCENE, "-o", "q.svg", "--theme", RAW],
    ["plot", SCENE, "E", "--title", RAW, "-o", f"plot{NAME}.svg"],
    ["plot", SCENE, RAW, "-o", "q.svg"],
    ["plot", SCENE, "E", "--size", RAW, "-o", f"e{NAME}"],
    ["quality", SCENE],
    ["quality", SCENE, "--json", "--mistakes", "bias-*"],
    ["quality", SCENE, "--mistakes", RAW],
    ["variants", SCENE, "--students", f"class{NAME}.csv", "--seed", RAW, "-o", f"v{NAME}", "--sheets", "csv,html"],
    ["variants", SCENE, "--students", RAW, "--seed", "s", "-o", "w"],
    ["completion", RAW],
    *([command, *more] for command in ("limits", "doctor") for more in ([], ["--json"], [RAW])),
    ["trace", TRACE],
    ["trace", TRACE, "--json"],
    ["trace", f"broken{NAME}.jsonl"],
    ["verify", TRACE],
    ["verify", f"broken{NAME}.jsonl", "--json"],
    ["convert", TRACE, f"t{NAME}.csv"],
    ["convert", TRACE, f"t{NAME}"],
    ["convert", f"broken{NAME}.jsonl", "u.csv"],
    ["diff", SCENE, TRACE],
    ["diff", SCENE, f"own{NAME}.jsonl"],
    ["diff", SCENE, SCENE, "--json"],
    ["replay", TRACE, "--commands", COMMANDS],
    ["import", f"w{NAME}.npz", "-o", f"i{NAME}.toml"],
    ["import", SHEET, "-o", "i.toml", "--loss", RAW],
    ["code", SCENE, f"p{NAME}.py"],
    ["code", "--json", "--map", f"z1={RAW}", SCENE, f"p{NAME}.py"],
    ["code", SCENE, f"n{NAME}.ipynb"],
    ["schema", RAW],
    ["list"],
    ["list", "--json"],
    ["list", RAW],
    ["keys", f"--{RAW}"],
    ["serve", f"none{NAME}.toml"],
    ["serve", SCENE, "--host", "x" * 300],
    ["open", SCENE, "--commands", SHORT],
    ["open", SCENE, "--sheet", f"none{NAME}"],
    ["open", SCENE, "--resume", SHEET],
    [SCENE, "--beside", BAD],
    [RAW],
    [f"--{RAW}"],
]
SLOW = {"which", "quality", "variants", "code"}
"""Commands that take seconds whatever they read."""


def nnstep(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where files of every kind lie, each of a name that does harm."""
    if os.name == "nt":
        pytest.skip("this system has no such names")
    folder = tmp_path_factory.mktemp("stranger")
    write_files(folder, HOSTILE)
    assert nnstep("run", str(folder / SCENE), "--brief", "--trace", str(folder / TRACE)).exit_code == 0
    return folder


def test_every_command_has_a_case() -> None:
    assert isinstance(main, click.Group)
    assert set(main.list_commands(click.Context(main))) <= {call[0] for call in CALLS}


@pytest.mark.parametrize(
    "arguments",
    [pytest.param(call, marks=[pytest.mark.thorough] if call[0] in SLOW else []) for call in CALLS],
    ids=lambda arguments: ascii(" ".join(arguments))[:60],
)
def test_nothing_that_steers_or_hides_comes_out(
    arguments: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    before = set(folder.rglob("*"))
    result = nnstep(*arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert steering(result.stdout) == []
    assert steering(result.stderr) == []
    if "--json" in arguments and result.stdout:
        assert all(map(json.loads, result.stdout.splitlines() if arguments[0] == "run" else [result.stdout]))
    for path in set(folder.rglob("*")) - before:
        if path.is_file() and path.suffix != ".npz":
            assert steering(path.read_text(encoding="utf-8").removeprefix("\ufeff")) == [], ascii(path)
