"""What is proposed for a call that is being typed, and that a name costs no NumPy."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.shell_completion import ShellComplete

from nnstep.cli import main, subcommands
from nnstep.cli.completion.candidates import FILES, LISTS, WORDS
from nnstep.plugins import defined, module_names


def proposed(*words: str) -> set[str]:
    """Return what may stand in the place of the last word."""
    *before, begun = words
    found = ShellComplete(main, {}, "nnstep", "_NNSTEP_COMPLETE").get_completions(list(before), begun)
    return {item.value if item.type == "plain" else f"({item.type})" for item in found}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("veri",), {"verify", "(file)"}),
        (("zheng-exercise-",), {f"zheng-exercise-{number}" for number in (1, 2, 3, 4)} | {"(file)"}),
        (("--ver",), {"--version"}),
        (("run", "kapur-c"), {"kapur-chain", "(file)"}),
        (("kapur-chain", "--she"), {"--sheet"}),
        (("run", "kapur-chain", "--notation", "zh"), {"zheng", "zheng-nodes"}),
        (("run", "zheng-exercise-1", "--only", "dW"), {"dW1", "dW2"}),
        (("run", "zheng-exercise-1", "--only", "W1,del"), {"W1,delta1", "W1,delta2"}),
        (("plot", "zheng-exercise-1", "E", "dW"), {"dW1", "dW2"}),
        (("sheet", "zheng-exercise-1", "--phases", "forward,b"), {"forward,backward"}),
        (("sheet", "zheng-exercise-1", "--format", "csv"), {"csv", "csv-semicolon"}),
        (("check", "sigmoid-2-2-2", "sig"), {"sigmoid-2-2-2-published", "(file)"}),
        (("check", "sigmoid-2-2-2", "--halves", "half-"), {"half-up", "half-even"}),
        (("export", "xor", "--to", "to"), {"torch"}),
        (("export", "xor", "-o", "x"), {"(file)"}),
        (("verify", "x"), {"(file)"}),
        (("schema", "che"), {"check"}),
    ],
)
def test_what_may_stand_there_is_proposed(words: tuple[str, ...], expected: set[str]) -> None:
    assert proposed(*words) == expected


def test_a_scenario_that_cannot_be_opened_proposes_nothing_and_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    assert proposed("run", "no-such-scenario", "--only", "W") == set()
    assert proposed("run", "--only", "W") == set()
    assert capfd.readouterr() == ("", "")


def parameters() -> Iterator[tuple[str, str]]:
    for name in module_names(subcommands.__path__):
        for command in defined(subcommands.__name__, name, click.Command):
            yield from (pair for param in command.params for pair in ((command.name, param.name), ("*", param.name)))


def test_every_row_names_an_argument_or_option_that_exists() -> None:
    known = set(parameters())
    assert WORDS.keys() - known == set()
    assert {("*", name) for name in LISTS | FILES} - known == set()


def test_a_name_is_completed_without_numpy() -> None:
    script = (
        "import sys\nfrom nnstep.cli import main\ntry: main(prog_name='nnstep')\nfinally: print('numpy' in sys.modules)"
    )
    asked = {"_NNSTEP_COMPLETE": "bash_complete", "COMP_WORDS": "nnstep run kapur-ch", "COMP_CWORD": "2"}
    done = subprocess.run(
        [sys.executable, "-c", script], env={**os.environ, **asked}, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["file,kapur-ch", "plain,kapur-chain", "False"]


def test_a_file_named_like_nothing_known_is_left_to_the_shell(tmp_path: Path) -> None:
    assert proposed("run", str(tmp_path / "net")) == {"(file)"}
