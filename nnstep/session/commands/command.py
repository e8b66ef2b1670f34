"""What a command is: one entry of the table from which keys, footer, palette, help and typed commands are made."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from nnstep.errors import CommandError

if TYPE_CHECKING:
    from nnstep.session.commands.replies import Reply
    from nnstep.session.session import Session

CommandGroup: TypeAlias = Literal["move", "look", "break", "change", "exercise", "file"]
GROUPS: tuple[CommandGroup, ...] = ("move", "look", "break", "change", "exercise", "file")
"""In the order of the help."""

Action: TypeAlias = "Callable[[Session, str], Reply]"
"""A function of the session and of the text after the command's name."""


@dataclass(frozen=True, slots=True)
class KeyQuestion:
    """What a key asks for when its command needs more text."""

    text: str
    suggestion: Callable[[Session], str] = lambda _: ""
    """Returns the answer that stands in the prompt to begin with."""
    suggests_current: bool = False
    """Whether the suggestion is how things are already: entering it unchanged does nothing then."""


@dataclass(frozen=True, slots=True)
class FooterPlace:
    """Where the footer shows a command's first key."""

    label: str
    """A word; commands with the same label stand together."""
    rank: int
    """Lower numbers stand further left, and are shown where there is room for few; the last one is always shown."""
    value: Callable[[Session], str] = lambda _: ""
    """Returns what is shown instead of the label, or an empty text."""


@dataclass(frozen=True, slots=True)
class Command:
    """Something a person can do, by key, by name after ``:``, from the palette, or in a file of commands."""

    name: str
    usage: str
    """What stands after the name; empty where the command takes nothing. A count typed before a key stands there."""
    help: str
    """What it does, as a sentence without its full stop."""
    action: Action
    group: CommandGroup
    aliases: tuple[str, ...] = ()
    """Other names, among them those of gdb and pdb. Where the two disagree on a short name, gdb decides."""
    keys: tuple[str, ...] = ()
    """Textual's names of keys; the first one is shown. They need not agree with the short names."""
    footer: FooterPlace | None = None
    question: KeyQuestion | None = None
    """What its key asks for; None where it needs nothing."""
    obstacle: Callable[[Session], str] = lambda _: ""
    """Returns why it can do nothing here, or an empty text; the footer dims its key, and the key says why."""
    choices: Callable[[Session], Iterable[str]] = lambda _: ()
    """Returns what can stand after the name, for completion."""
    panes: tuple[str, ...] = ()
    """The panes in whose help it comes first, by id."""
    repeats: bool = False
    """Whether a run that it began goes on when its key comes again, as from a key held down."""
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


def command(
    name: str,
    usage: str,
    says: str,
    group: CommandGroup,
    *,
    aliases: Iterable[str] = (),
    keys: Iterable[str] = (),
    footer: FooterPlace | None = None,
    question: KeyQuestion | None = None,
    obstacle: Callable[[Session], str] = lambda _: "",
    choices: Callable[[Session], Iterable[str]] = lambda _: (),
    panes: Iterable[str] = (),
    repeats: bool = False,
    repeatable: bool = False,
) -> Callable[[Action], Command]:
    """Make the function below it the action of a command; the parameters are its attributes."""
    return lambda action: Command(
        *(name, usage, says, action, group, tuple(aliases), tuple(keys), footer, question),
        *(obstacle, choices, tuple(panes), repeats, repeatable),
    )


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
