"""The options of ``nnstep check`` for a class: who is in it, who handed in, and what is written for whom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import Any, Literal

import click

_OPTIONS = (
    click.option("--roster", type=click.Path(), help="The class, as a .csv table with a column of ids."),
    click.option(
        "--variants", type=click.Path(), metavar="FOLDER", help="Grade each student by the variant in this folder."
    ),
    click.option("--id-column", metavar="HEADING", help="The roster's column of ids, where its heading is not known."),
    click.option("--name-column", metavar="HEADING", help="The roster's column of names."),
    click.option("--platform", metavar="NAME", help="Whose export SHEETS is: moodle, canvas, ..."),
    click.option("--feedback", type=click.Path(), help="Write a page for each student, and a summary, to this folder."),
    click.option(
        "--feedback-format", type=click.Choice(["md", "html"]), default="html", show_default=True, help="Of the pages."
    ),
    click.option("--with-answers", is_flag=True, help="Show the right numbers in the feedback."),
    click.option(
        "--moodle",
        type=click.Path(),
        metavar="WORKSHEET",
        help="Fill in this grading worksheet of Moodle; the copy goes to the --feedback folder.",
    ),
    click.option(
        "--gradescope",
        type=click.Path(),
        metavar="PATH",
        help="Write results.json for Gradescope: to a .json file for one sheet, to a folder for many.",
    ),
)


@dataclass(frozen=True, slots=True)
class ClassOptions:
    """What was asked for a class."""

    roster: str | None
    variants: str | None
    id_column: str | None
    name_column: str | None
    platform: str | None
    feedback: str | None
    feedback_format: Literal["md", "html"]
    with_answers: bool
    moodle: str | None
    gradescope: str | None

    def are_meant(self, sheets: Sequence[str]) -> bool:
        """Return whether a class is checked: a folder or an archive is named, or an option is for a class."""
        return bool(self.named) or any(map(_holds_sheets, sheets))

    @property
    def named(self) -> list[str]:
        """The options that were given and make a class of the sheets."""
        names = ("roster", "variants", "platform", "feedback", "moodle", "gradescope")
        return [f"--{name}" for name in names if getattr(self, name) is not None]


def class_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options for a class, which it gets as one, called `of_class`."""

    @wraps(function)
    def gathered(*args: Any, **given: Any) -> Any:
        own = {field.name: given.pop(field.name) for field in fields(ClassOptions)}
        return function(*args, of_class=ClassOptions(**own), **given)

    command: Callable[..., Any] = gathered
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def _holds_sheets(name: str) -> bool:
    try:
        return Path(name).is_dir() or (name.lower().endswith(".zip") and Path(name).exists())
    except (OSError, ValueError):
        return False
