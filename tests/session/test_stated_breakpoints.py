"""Breakpoints of a scenario file that can't be set: each is named with its line, all in one go."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnstep.errors import ScenarioError
from nnstep.program.compile import compile_program
from nnstep.scenario.load import load
from nnstep.session.session import Session
from nnstep.session.typed_commands import perform

HOSTILE = Path(__file__).parents[1] / "hostile"
EXERCISE = """title = "t"
input = [2]
target = [1]
learning_rate = 0.5
[[layers]]
activation = "linear"
weights = [[3]]
"""


def session_of(path: Path, tables: str) -> Session:
    path.write_text(EXERCISE + tables, encoding="utf-8")
    return Session(compile_program(load(path)))


def problem_of(path: Path, tables: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        session_of(path, tables)
    return caught.value.message


def test_those_that_can_be_set_are_there_from_the_start(tmp_path: Path) -> None:
    session = session_of(
        tmp_path / "own.toml", '[[breakpoints]]\nat = "E"\n[[breakpoints]]\nif = "E < 20"\nonce = true\n'
    )
    assert perform(session, "breakpoints") == ["1: E", "2: if E < 20 once, temporary"]
    assert perform(session, "continue") == ["1.1.3: E = 12.5, stopped by breakpoint 1"]


def test_a_condition_may_put_a_row_beside_a_column_as_numpy_does() -> None:
    session = Session(compile_program(load(HOSTILE / "bp.toml")))
    assert perform(session, "breakpoints") == ["1: if (x * W1[0,:]).max() > 1"]
    assert perform(session, "continue") == ["1.1.6: W1, stopped by breakpoint 1, the end of the run"]


@pytest.mark.parametrize("name", ["changed", "turned", "any_nan", "any_beyond", "previous_x", "run"])
@pytest.mark.parametrize("move", ["continue", "next 20"])
def test_what_conditions_call_can_not_meet_a_name_of_a_graph(tmp_path: Path, name: str, move: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        f'title = "t"\nlearning_rate = 0.1\n[graph]\ngiven = {{ {name} = 3 }}\nparameters = {{ x = 1 }}\n'
        f'lines = ["z = (x - {name})**2"]\n[training]\nepochs = 3\n'
        f'[[breakpoints]]\nat = "x changes"\nif = "previous(x) > 1.2 and {name} > 0"\n'
    )
    session = Session(compile_program(load(path)))
    assert perform(session, move) == ["2.1.4: x = 1.72, stopped by breakpoint 1"]


@pytest.mark.parametrize(
    ("table", "line", "key", "what"),
    [
        ('at = "foo"', 'at = "foo"', "at", "there is no 'foo' to stop at"),
        ('if = "q < 3"', 'if = "q < 3"', "if", "nothing is called q here"),
        ('at = "z1"\nif = "q < 3"', 'if = "q < 3"', "if", "nothing is called q here"),
        ('if = "z1 < 3"\nat = "foo"', 'at = "foo"', "at", "there is no 'foo' to stop at"),
        ('at = "epoch 2"', 'at = "epoch 2"', "at", "there is no epoch 2"),
        ('at = "step 0"', 'at = "step 0"', "at", "there is no step 0"),
        ('at = "layer 2"', 'at = "layer 2"', "at", "there is no layer 2"),
        ('if = "__import__(1)"', 'if = "__import__(1)"', "if", "can't be set: "),
        ('if = "E <"', 'if = "E <"', "if", "can't be set: "),
        ('at = "W1[0,5] changes"', 'at = "W1[0,5] changes"', "at", "can't be set: "),
    ],
)
def test_the_line_and_the_key_that_is_wrong_are_named(
    tmp_path: Path, table: str, line: str, key: str, what: str
) -> None:
    path = tmp_path / "own.toml"
    found = problem_of(path, f'[[breakpoints]]\nat = "z1"\n\n[[breakpoints]]\n{table}\n')
    first, *more = found.splitlines()
    number = path.read_text(encoding="utf-8").splitlines().index(line) + 1
    assert first.startswith(f"{path}:{number}: breakpoints[1].{key} can't be set: ")
    assert what in first
    assert f"{number} | {line}" in more
    assert "\\x0a" not in found, "no line end is written as an escape"


def test_all_of_them_are_named_in_one_go_with_what_would_be_right(tmp_path: Path) -> None:
    found = problem_of(
        tmp_path / "own.toml",
        '[[breakpoints]]\nif = "q < 3"\n[[breakpoints]]\nat = "z1"\n[[breakpoints]]\nat = "foo"\n',
    )
    assert "own.toml:9: breakpoints[0].if" in found
    assert "own.toml:13: breakpoints[2].at" in found
    assert "expected one of E, W1, a1, dW1" in found
    assert "operations are z1, a1, E, delta1, dW1, W1" in found
    assert found.endswith("2 problems in " + str(tmp_path / "own.toml"))


def test_nothing_from_the_file_reaches_the_terminal_as_an_escape_sequence(tmp_path: Path) -> None:
    found = problem_of(tmp_path / "own.toml", '[[breakpoints]]\nat = "\\u001b[31mred"\n')
    assert "\x1b" not in found
