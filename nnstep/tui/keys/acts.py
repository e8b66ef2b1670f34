"""What a command of the app is: its keys, its texts, and what it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from nnstep.debugger.moves import Move
from nnstep.session.session import Session
from nnstep.tui.view import View
from nnstep.tui.view_settings import ViewSettings


@dataclass(frozen=True, slots=True)
class SessionMove:
    """Make a move of the session; it is given the count typed before the key."""

    make: Callable[[Session, int], Move | None]
    direction: Literal["on", "back"]
    """Where it leads, so that the footer dims it at that end of the run."""
    group: str = ""
    """The footer shows the keys of one group together, under this label."""
    repeats: bool = False
    """Whether a run that it began goes on when its key comes again, as from a key held down."""


@dataclass(frozen=True, slots=True)
class CursorMove:
    """Move the cursor over the elements of a result."""

    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class SettingsChange:
    """Change how the person looks at the run, and say what there is to say of that."""

    change: Callable[[ViewSettings], str | None]


@dataclass(frozen=True, slots=True)
class TypedLine:
    """Perform a typed command."""

    line: str


@dataclass(frozen=True, slots=True)
class PromptedLine:
    """Ask for the rest of a typed command, and perform it."""

    question: str
    word: str
    """The typed command's name."""
    suggestion: Callable[[View], str] = lambda _: ""
    suggests_current: bool = False
    """Whether the suggestion is how things are already: entering it unchanged does nothing then."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Show rows of the session, and let keys act on the selected one."""

    title: str
    empty: str
    """What is shown when there are no rows."""
    rows: Callable[[Session], list[tuple[str, str]]]
    """Returns the rows as they are now: a name and a text each."""
    keys: Mapping[str, tuple[str, str]]
    """By key: its label, and the typed command that is given the row's name."""


Act: TypeAlias = "SessionMove | CursorMove | SettingsChange | TypedLine | PromptedLine | Listing | None"


@dataclass(frozen=True, slots=True)
class Command:
    """Something a person can do in the debugger."""

    id: str
    keys: tuple[str, ...]
    """Textual's names of keys; the first one is shown."""
    help: str
    """For the palette and the help: what it does, as a sentence without its full stop."""
    act: Act = None
    """None: the screen's method ``action_<id>``."""
    footer: str = ""
    """The label in the footer, for a command that is shown there by itself."""

    @property
    def action(self) -> str:
        """The action that Textual runs for it."""
        return self.id if self.act is None else f"perform({self.id!r})"

    @property
    def group(self) -> str:
        """The group in the footer, or an empty text."""
        return self.act.group if isinstance(self.act, SessionMove) else ""

    @property
    def title(self) -> str:
        """The name that people read."""
        return self.footer or self.id.replace("_", " ")
