"""The table of commands: complete, without clashes, and readable as keys, help and Markdown."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import pytest
from textual.binding import Binding
from textual.keys import _get_unicode_name_from_key, key_to_character

from nnstep.program.compile import compile_program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load
from nnstep.session.commands import BY_KEY, BY_NAME, COMMANDS, command_table, key_table
from nnstep.session.commands.command import GROUPS, Command
from nnstep.session.commands.key_names import key_text, keys_text
from nnstep.session.session import Session
from nnstep.session.typed_commands import command_named
from nnstep.tui.panes import PANES
from nnstep.tui.screens.debug import DebugScreen

README = Path(__file__).parents[3] / "README.md"


def test_no_two_commands_have_the_same_name_or_share_a_key() -> None:
    names = [name for command in COMMANDS for name in (command.name, *command.aliases)]
    keys = [key for command in COMMANDS for key in command.keys]
    assert sorted(names) == sorted(BY_NAME)
    assert sorted(keys) == sorted(BY_KEY)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_has_a_name_to_type_and_a_help_that_is_a_sentence(command: Command) -> None:
    assert command.name == command.name.lower().replace(" ", "-")
    assert command.help[0].isupper()
    assert not command.help.endswith(".")
    assert command.group in GROUPS
    assert command.question is None or command.keys, "only a key asks a question"
    assert command.question is None or command.usage, "what is asked for stands after the name"
    assert command.footer is None or command.keys


@pytest.mark.parametrize("command", [command for command in COMMANDS if command.keys], ids=lambda command: command.name)
def test_a_key_that_brings_no_text_belongs_to_a_command_that_can_do_without(command: Command) -> None:
    needs_text = command.usage and not command.usage.startswith("[")
    assert not needs_text or command.question is not None


def test_the_keys_of_the_debugger_are_those_of_the_table() -> None:
    bound = [binding for binding in DebugScreen.BINDINGS if isinstance(binding, Binding)]
    panes = {pane.key: f"perform_line('pane {pane.id}')" for pane in PANES}
    assert {key for binding in bound for key in binding.key.split(",")} == set(BY_KEY) | set(panes)
    of_commands = {f"perform({row.name!r})" for row in COMMANDS if row.keys}
    assert {binding.action for binding in bound} == of_commands | set(panes.values())


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("next", {"n", "right"}),
        ("reverse-next", {"N", "left"}),
        ("into", {"s"}),
        ("reverse-step", {"S"}),
        ("finish", {"f"}),
        ("reverse-finish", {"F"}),
        ("training-step", {"t"}),
        ("reverse-training-step", {"T"}),
        ("continue", {"c"}),
        ("reverse-continue", {"C"}),
        ("command-line", {"colon"}),
        ("break", {"b"}),
        ("watch", {"w"}),
        ("interrupt", {"escape", "ctrl+c"}),
        ("restart", {"home"}),
        ("quit", {"q"}),
        ("help", {"question_mark"}),
    ],
)
def test_the_keys_are_those_of_gdb_and_those_that_people_guess(name: str, keys: set[str]) -> None:
    assert keys <= set(BY_NAME[name].keys)


GDB = {
    "b": "break", "br": "break", "tb": "tbreak", "u": "until", "adv": "until", "d": "delete", "cl": "delete",
    "dis": "disable", "en": "enable", "i": "info", "p": "print", "inspect": "print", "n": "next", "ni": "next",
    "s": "into", "si": "into", "fin": "finish", "f": "where", "bt": "where", "rc": "reverse-continue",
    "rn": "reverse-next", "rs": "reverse-step", "rsi": "reverse-step", "c": "continue", "fg": "continue",
    "j": "goto", "l": "list", "h": "help", "q": "quit", "disp": "watch", "undisplay": "unwatch",
    "start": "restart", "r": "run", "up": "up", "dow": "down", "set var": "set",
}  # fmt: skip
"""The short forms that gdb 13 takes, each with our name for what is done."""


@pytest.mark.parametrize("short", GDB)
def test_after_the_colon_a_short_form_means_what_it_means_in_gdb(short: str) -> None:
    session = Session(compile_program(load(find("zheng-exercise-1"))))
    found = command_named(session, short)
    assert found is not None
    assert found.name == GDB[short]


def test_commands_of_one_group_and_of_one_footer_place_stand_together() -> None:
    groups = [group for group, _ in groupby(command.group for command in COMMANDS)]
    assert groups == list(GROUPS)
    places = [place for place, _ in groupby(command.footer for command in COMMANDS) if place is not None]
    assert len(places) == len({place.label for place in places})


def test_keys_are_written_as_people_read_them() -> None:
    assert keys_text(BY_NAME["next"].keys) == "n → space"
    assert keys_text(BY_NAME["element-left"].keys) == "shift+← h"
    assert key_text("question_mark") == "?"
    assert key_text("f5") == "F5"


@pytest.mark.parametrize("key", sorted(BY_KEY))
def test_a_key_that_prints_a_sign_is_shown_as_that_sign(key: str) -> None:
    if "_" in key:
        assert key_text(key) == key_to_character(key)
        assert _get_unicode_name_from_key(key)


def test_the_tables_have_a_row_for_each_command() -> None:
    lines = key_table().splitlines()
    assert lines[:2] == ["| keys | command | what they do |", "|---|---|---|"]
    assert len(lines) == 2 + sum(bool(command.keys) for command in COMMANDS)
    assert f"| `n` `→` `space` | `next` | {BY_NAME['next'].help} |" in lines
    assert len(command_table().splitlines()) == 2 + len(COMMANDS)


@pytest.mark.parametrize("table", [key_table, command_table])
def test_the_readme_shows_the_tables_as_they_are(table: object) -> None:
    assert callable(table)
    assert table() in README.read_text(encoding="utf-8")
