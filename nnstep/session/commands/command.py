"""What a command of words is, and what several of them read. Knows no command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from nnstep.debugger.moves import Journey
from nnstep.errors import CommandError
from nnstep.expr.array import Array
from nnstep.expr.digits import Digits, column_texts
from nnstep.session.plots import Plot
from nnstep.session.session import Session

Reply: TypeAlias = "list[str] | Journey | Plot | None"
Action: TypeAlias = "Callable[[Session, str], Reply]"
"""A function of the session and of what stands after the command's name.

It returns the lines it answers with; or a plot still to be worked out; or a journey still to be made, or None for a
move just made, which are answered by where one stands then.
"""


@dataclass(frozen=True, slots=True)
class WordCommand:
    """One command of words."""

    name: str
    usage: str
    """What stands after the name."""
    help: str
    action: Action
    short: str = ""
    """A shorter name."""


def number(text: str, *, otherwise: int | None = None) -> int:
    """Return a whole number as typed, or `otherwise` for no text; raise CommandError where it is none."""
    if not text and otherwise is not None:
        return otherwise
    digits = text.removeprefix("-")
    if not digits.isdecimal():
        raise CommandError(f"{text!r} is no whole number", "write one such as 3")
    if len(digits) > 9:
        raise CommandError(f"a number of {len(digits)} digits is too large", "write one of at most 9 digits")
    return int(text)


def check_nothing(text: str, name: str) -> None:
    """Raise CommandError where something stands after a command that takes nothing."""
    if text:
        raise CommandError(f"{name} takes nothing after it, but there is {text!r}")


def value_lines(value: Array, digits: Digits) -> list[str]:
    """Return a value as lines of text: one for a number, one a row for a matrix."""
    if value.ndim == 0:
        return [digits.number(float(value))]
    rows = value if value.ndim == 2 else value[None, :]
    return ["  ".join(cells) for cells in column_texts(rows, digits.column(rows))]


def named_lines(name: str, value: Array | None, digits: Digits) -> list[str]:
    """Return a value after its name, a matrix in a block beside it; a dot where there is none."""
    lines = ["·"] if value is None else value_lines(value, digits)
    head = f"{name} = "
    return [f"{head}{lines[0]}", *(" " * len(head) + line for line in lines[1:])]
