"""The one table of the app's commands: id, keys, label, help. Bindings, footer, palette, help and README read it.

A command that makes a move of the debugger or of the cursor says which here; any other one is the screen's method
``action_<id>``. Knows no widget.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from nnstep.machine.debugger import Debugger

Direction: TypeAlias = Literal["on", "back", ""]


@dataclass(frozen=True, slots=True)
class Command:
    """Something a person can do in the debugger."""

    id: str
    keys: tuple[str, ...]
    """Textual's names of keys; the first one is shown."""
    label: str
    """For the footer: a word or two."""
    help: str
    """For the palette and the help: what it does, as a sentence without its full stop."""
    group: str = ""
    """Commands of one group stand together in the footer, under this label."""
    footer: bool = True
    move: Callable[[Debugger], object] | None = None
    """The move of the debugger that the command makes."""
    direction: Direction = ""
    """Where it leads, so that it can be dimmed at that end of the run."""
    cursor: tuple[int, int] | None = None
    """By how many rows and columns it moves the cursor over the elements."""

    @property
    def action(self) -> str:
        """The action that Textual runs for it."""
        if self.move is not None:
            return f"move({self.id!r})"
        return f"cursor{self.cursor}" if self.cursor is not None else self.id


COMMANDS: tuple[Command, ...] = (
    Command(
        *("step", ("s", "right", "space"), "step", "Do the next operation", "step"),
        move=lambda debugger: debugger.step(),
        direction="on",
    ),
    Command(
        *("step_back", ("S", "left", "backspace"), "back", "Go back one operation", "step"),
        move=lambda debugger: debugger.step(-1),
        direction="back",
    ),
    Command(
        *("next_phase", ("n",), "phase", "Go on to the start of the next phase", "phase"),
        move=lambda debugger: debugger.next_phase(),
        direction="on",
    ),
    Command(
        *("previous_phase", ("N",), "phase back", "Go back to the start of the phase", "phase"),
        move=lambda debugger: debugger.previous_phase(),
        direction="back",
    ),
    Command(
        *("next_training_step", ("t",), "training step", "Do the whole training step", "training"),
        move=lambda debugger: debugger.next_training_step(),
        direction="on",
    ),
    Command(
        *("previous_training_step", ("T",), "training step back", "Go back a whole training step", "training"),
        move=lambda debugger: debugger.previous_training_step(),
        direction="back",
    ),
    Command("continue", ("c", "end"), "continue", "Run on to the end; escape stops", direction="on"),
    Command("stop", ("escape",), "stop", "Stop running on", footer=False),
    Command("help", ("question_mark",), "help", "Show all keys and what the scenario says"),
    Command("quit", ("q",), "quit", "Leave nnstep"),
    Command(
        *("restart", ("home",), "restart", "Go back to the start of the run"),
        move=lambda debugger: debugger.restart(),
        direction="back",
    ),
    Command("record", ("r",), "record", "Start or stop recording what is stepped through to a file"),
    Command(
        *("chain_rule", ("p",), "chain rule", "Derive a weight's gradient along each path from the error to it"),
        footer=False,
    ),
    Command(
        *("numerical", ("m",), "numerical", "Show or hide a gradient's numerical value beside it"),
        footer=False,
    ),
    Command("save_weights", ("w",), "save weights", "Save the weights as they are now to a file", footer=False),
    Command(
        "go_to", ("g",), "go to", "Go to a position: epoch.step.operation, or a number of operations", footer=False
    ),
    Command("element_up", ("up", "k"), "up", "Choose the element above", footer=False, cursor=(-1, 0)),
    Command("element_down", ("down", "j"), "down", "Choose the element below", footer=False, cursor=(1, 0)),
    Command(
        "element_left", ("shift+left", "h"), "left", "Choose the element to the left", footer=False, cursor=(0, -1)
    ),
    Command(
        "element_right", ("shift+right", "l"), "right", "Choose the element to the right", footer=False, cursor=(0, 1)
    ),
    Command("values", ("v",), "values", "On a narrow screen: matrices or network values", footer=False),
    Command("more_digits", ("d",), "more digits", "Show more digits", footer=False),
    Command("fewer_digits", ("D",), "fewer digits", "Show fewer digits", footer=False),
    Command("notation", ("o",), "notation", "Write the formulas in the next notation", footer=False),
    Command("log_axis", ("y",), "log axis", "Error curve with a logarithmic or a linear axis", footer=False),
    Command("zoom", ("z",), "zoom", "Give the focused pane the whole screen, or take it back", footer=False),
)

BY_ID = {command.id: command for command in COMMANDS}

_SHOWN = {
    "right": "→",
    "left": "←",
    "up": "↑",
    "down": "↓",
    "shift+left": "shift+←",
    "shift+right": "shift+→",
    "question_mark": "?",
}


def key_text(key: str) -> str:
    """Return a key as people read it."""
    return _SHOWN.get(key, key)


def keys_text(command: Command) -> str:
    """Return all keys of a command as people read them."""
    return " ".join(key_text(key) for key in command.keys)


def key_table() -> str:
    """Return the commands as a Markdown table, as the README shows it."""
    rows = [(" ".join(f"`{key_text(key)}`" for key in command.keys), command.help) for command in COMMANDS]
    return "\n".join(["| keys | what they do |", "|---|---|", *(f"| {keys} | {text} |" for keys, text in rows)])
