"""The option ``--json`` of a command, declared together with the type of what it prints."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

_Function = TypeVar("_Function", bound=Callable[..., Any])


class JsonOption(click.Option):
    """The option ``--json``, which knows what it prints."""

    def __init__(self, *declarations: Any, about: str, result: Callable[[], Any], schema: str, **settings: Any) -> None:
        """Declare the option as click does; the others are what `json_option` takes."""
        super().__init__(*declarations, **settings)
        self.about = about
        self.result = result
        self.schema = schema


def json_option(
    about: str, result: Callable[[], Any], *, schema: str = "", note: str = ""
) -> Callable[[_Function], _Function]:
    """Return the decorator that gives a command the option ``--json``, and ``nnstep schema`` the schema of its output.

    `about` says what is printed, such as ``every verdict``. `result` returns the type of what `echo_json` is given: a
    `TypedDict` or a dataclass with a text below each field, or a list of them. `schema` is the schema's name where it
    is not the command's, and `note` what more the option's help says.
    """
    return click.option(
        "--json",
        "as_json",
        is_flag=True,
        help="".join([f"Print {about} as JSON", f"; {note}." if note else "."]),
        cls=JsonOption,
        about=about,
        result=result,
        schema=schema,
    )
