"""The endings of file names that help texts list are those of the formats: help can't load the tables themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable

import click
import pytest

from nnstep.array_files.formats import FORMATS
from nnstep.cli import main
from nnstep.exports.formats import EXPORT_FORMATS
from nnstep.grading.sheet.formats import BLANK_FORMATS
from nnstep.traces.compression import COMPRESSIONS
from nnstep.traces.contents.conversion import ENDINGS

_ENDING = re.compile(r"(?<!\S)\(?(\.[a-z][a-z0-9]*(?:\.[a-z]+)*)")


def named(words: str) -> set[str]:
    """Return the endings in the help of a command, or, after a space, of one of its options."""
    name, _, option = words.partition(" ")
    command = main.get_command(click.Context(main), name)
    assert command is not None
    texts = [parameter.help for parameter in command.params if isinstance(parameter, click.Option)]
    names = [parameter.opts for parameter in command.params if isinstance(parameter, click.Option)]
    text = next(found for found, opts in zip(texts, names, strict=True) if option in opts) if option else command.help
    return set(_ENDING.findall(text or ""))


@pytest.mark.parametrize(
    ("words", "endings"),
    [
        ("convert", ENDINGS),
        ("run --trace", COMPRESSIONS),
        ("sheet", {row.endings[0] for row in BLANK_FORMATS.values()}),
        ("export --output", {row.endings[0] for row in EXPORT_FORMATS.values()}),
    ],
)
def test_a_list_of_endings_is_complete(words: str, endings: Iterable[str]) -> None:
    assert named(words) == set(endings)


@pytest.mark.parametrize("words", ["run --save-weights", "run --weights"])
def test_endings_that_are_examples_are_of_a_format(words: str) -> None:
    assert named(words) <= set(FORMATS)
