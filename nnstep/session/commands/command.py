"""What a typed command is, and how it reads a number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from nnstep.debugger.moves import Move
from nnstep.errors import CommandError
from nnstep.session.plots import Plot
from nnstep.session.session import Session


class Quit:
    """The request to leave nnstep, or to end a file of commands."""


Reply: TypeAlias = "list[str] | Move | Plot | Quit | None"
Action: TypeAlias = "Callable[[Session, str], Reply]"
"""A function of the session and of the text after the command's name.

It returns the lines of its answer, a plot to be computed, a move to be made, or None for a move already made. A move is
answered by the new position.
"""


@dataclass(frozen=True, slots=True)
class TypedCommand:
    """One typed command."""

    name: str
    usage: str
    """What stands after the name; empty where the command takes nothing."""
    help: str
    action: Action
    aliases: tuple[str, ...] = ()
    """Other names, among them those of gdb and pdb. Where the two disagree on a short name, gdb decides."""
    repeatable: bool = False
    """Whether an empty line typed after it performs it again, as in gdb."""

    @property
    def form(self) -> str:
        """The name with what stands after it."""
        return f"{self.name} {self.usage}".rstrip()

    def begin(self, session: Session, text: str) -> Reply:
        """Do what the command does, with the text after its name; raise NNStepError where it can't be done."""
        if text and not self.usage:
            raise CommandError(f"{self.name} takes no argument, but got {text!r}")
        return self.action(session, text)


def typed_command(
    name: str, usage: str, says: str, *aliases: str, repeatable: bool = False
) -> Callable[[Action], TypedCommand]:
    """Make the function below it the action of a typed command."""
    return lambda action: TypedCommand(name, usage, says, action, aliases, repeatable)


def number(text: str, *, default: int | None = None) -> int:
    """Return a whole number as typed, or `default` for no text; raise CommandError where it is not one."""
    if not text and default is not None:
        return default
    digits = text.removeprefix("-")
    if not digits.isdecimal():
        raise CommandError(f"{text!r} is not a whole number", "write one such as 3")
    if len(digits) > 9:
        raise CommandError(f"a number of {len(digits)} digits is too large", "write one of at most 9 digits")
    return int(text)
