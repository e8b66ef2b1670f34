"""The table of commands: complete, without clashes, and readable as keys, help and Markdown."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import pytest

from nnstep.tui.keys.acts import ACTS
from nnstep.tui.keys.bindings import COMMANDS, Command, key_table, key_text, keys_text
from nnstep.tui.screens.debug import DebugScreen

README = Path(__file__).parents[3] / "README.md"


def command(id: str) -> Command:
    return next(command for command in COMMANDS if command.id == id)


def test_no_two_commands_have_the_same_name_or_share_a_key() -> None:
    ids = [command.id for command in COMMANDS]
    keys = [key for command in COMMANDS for key in command.keys]
    assert len(set(ids)) == len(ids)
    assert set(ACTS) <= set(ids)
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_every_command_has_a_key_a_help_and_an_action_of_the_debugger(command: Command) -> None:
    assert command.keys
    assert command.help[0].isupper()
    assert not command.help.endswith(".")
    assert command.title == command.title.strip() != ""
    assert callable(getattr(DebugScreen, f"action_{command.action.partition('(')[0]}"))


@pytest.mark.parametrize(
    ("id", "keys"),
    [
        ("step_over", {"n", "right"}),
        ("step_back", {"N", "left"}),
        ("step_into", {"s"}),
        ("step_back_into", {"S"}),
        ("step_out", {"f"}),
        ("step_back_out", {"F"}),
        ("training_step", {"t"}),
        ("training_step_back", {"T"}),
        ("continue", {"c"}),
        ("reverse_continue", {"C"}),
        ("command_line", {"colon"}),
        ("breakpoint", {"b"}),
        ("watch", {"w"}),
        ("stop", {"escape"}),
        ("restart", {"home"}),
        ("quit", {"q"}),
        ("help", {"question_mark"}),
    ],
)
def test_the_keys_are_those_of_gdb_and_those_that_people_guess(id: str, keys: set[str]) -> None:
    assert keys <= set(command(id).keys)


def test_commands_of_one_group_stand_together() -> None:
    groups = [group for group, _ in groupby(command.group for command in COMMANDS) if group]
    assert len(set(groups)) == len(groups)


def test_keys_are_written_as_people_read_them() -> None:
    assert keys_text(command("step_over")) == "n → space"
    assert keys_text(command("element_left")) == "shift+← h"
    assert key_text("question_mark") == "?"
    assert key_text("f5") == "F5"


def test_the_table_of_keys_has_a_row_for_each_command() -> None:
    lines = key_table().splitlines()
    assert lines[:2] == ["| keys | what they do |", "|---|---|"]
    assert len(lines) == 2 + len(COMMANDS)
    assert f"| `n` `→` `space` | {command('step_over').help} |" in lines
    assert f"| `?` | {command('help').help} |" in lines


def test_the_readme_shows_the_table_of_keys_as_it_is() -> None:
    assert key_table() in README.read_text(encoding="utf-8")
