"""What a command returns: lines, found or to be found, a move, a plot, a list with keys, or a request to the screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from nnstep.debugger.moves import Move
    from nnstep.progress import Tell
    from nnstep.session.copied_text import CopiedText
    from nnstep.session.pictures.plots import Plot
    from nnstep.session.session import Session


@dataclass(frozen=True, slots=True)
class Computation:
    """An answer that may take long to find."""

    what: str
    """What is done, as in ``comparing``."""
    find: Callable[[Tell], Callable[[], list[str]]]
    """Finds it, and returns what makes it count in the session and gives its lines.

    Ended where it tells how far it is, it leaves the session as it was.
    """
    uses_run: bool = False
    """Whether the run can't be used meanwhile."""

    def complete(self, tell: Tell) -> list[str]:
        """Find the answer, make it count, and return its lines."""
        return self.find(tell)()


class Quit:
    """The request to leave nnstep, or to end a file of commands."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows of the session; on the screen, keys act on the selected one."""

    title: str
    empty: str
    """What is shown when there are no rows."""
    rows: Callable[[Session], list[tuple[str, str]]]
    """Returns the rows as they are now: a name and a text each."""
    keys: Mapping[str, tuple[str, str]]
    """By key: its label, and the command that is given the row's name."""


@dataclass(frozen=True, slots=True)
class HelpPage:
    """All commands, or one."""

    lines: tuple[str, ...]
    """The text, for where there is no page."""
    name: str = ""
    """Of the one command, where only that was asked for."""


@dataclass(frozen=True, slots=True)
class ShowPane:
    """Show a pane and give it the focus, or, where it has that already, hide it."""

    pane: str
    """Its id."""
    text: Callable[[Session], list[str]]
    """Returns what it shows, for where there is no screen."""


@dataclass(frozen=True, slots=True)
class Interrupt:
    """End the run that is going on, or forget the count that is typed."""


@dataclass(frozen=True, slots=True)
class OpenCommandLine:
    """Ask for a typed command."""


@dataclass(frozen=True, slots=True)
class PaneRequest:
    """Show, hide, focus or zoom a pane, or choose which panes stand where."""

    act: Literal["show", "hide", "turn", "focus", "zoom", "zoom by", "layout", "save layout"]
    """*turn*: show the next of those that share a place; *focus*: go on to another; *zoom*: to the full screen or
    back; *zoom by*: through normal, half and full; *layout*: take one, *save layout*: keep the present one."""
    pane: str = ""
    """By id; empty for the one that has the focus."""
    steps: int = 1
    """For *focus* and *zoom by*: how far, and in which direction."""
    layout: str = ""
    """The name of a layout; empty for the presenter's, or back from that."""


@dataclass(frozen=True, slots=True)
class MoveAlongCurve:
    """Go to the training step in the next column of the error's curve."""

    direction: Literal[-1, 1]
    """To the left or to the right."""


@dataclass(frozen=True, slots=True)
class Suspend:
    """Give the terminal back to the shell for a while."""


@dataclass(frozen=True, slots=True)
class BeginExercise:
    """Let the next values be typed instead of being shown, from here on."""


@dataclass(frozen=True, slots=True)
class RecordRun:
    """Record to a file, or, where it is empty, end the recording."""

    file: str


@dataclass(frozen=True, slots=True)
class PlayRun:
    """Step on by itself, or pause where that goes on and no speed is given."""

    speed: float | None
    """Units of the level a second, negative for backward; None: as the last time."""
    pauses_at_phases: bool


@dataclass(frozen=True, slots=True)
class ChangeSpeed:
    """Play so many times as fast."""

    factor: float


@dataclass(frozen=True, slots=True)
class OpenRun:
    """Open another run in the place of this one."""

    word: str
    """What opens it; empty to choose from a list."""


@dataclass(frozen=True, slots=True)
class ReloadRun:
    """Read the files of the run again."""


@dataclass(frozen=True, slots=True)
class ChooseTheme:
    """Show everything in other colours."""

    name: str
    """Empty to ask which theme there is."""


@dataclass(frozen=True, slots=True)
class RunProgram:
    """Run a person's own program, once the person has agreed, and hold it against the run."""

    file: str
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewScenario:
    """Fill in a new scenario."""


@dataclass(frozen=True, slots=True)
class TakeTour:
    """Open the exercise to start with, and begin the tour there."""


@dataclass(frozen=True, slots=True)
class GoOnWithTour:
    """Go on to the next step of the tour."""


AppRequest: TypeAlias = "OpenRun | ReloadRun | ChooseTheme | NewScenario | TakeTour | RunProgram"
"""What goes beyond one run."""
ScreenRequest: TypeAlias = (
    "Interrupt | OpenCommandLine | PaneRequest | MoveAlongCurve | PlayRun | ChangeSpeed | Suspend | BeginExercise"
    " | RecordRun | GoOnWithTour | AppRequest"
)
"""What only a screen can do. Without one, the answer is that it works only there."""

Reply: TypeAlias = (
    "list[str] | Computation | Move | Plot | CopiedText | Listing | HelpPage | ShowPane | Quit | ScreenRequest | None"
)
"""None is a move that was made already; moves are answered by the new position. A plot is still to be computed."""
