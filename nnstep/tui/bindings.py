"""The one table of the app's commands: id, keys, label, help. Bindings, footer, palette, help and README read it.

A command that makes a move of the session or of the cursor says which here; any other one is the screen's method
``action_<id>``. Knows no widget.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from nnstep.debugger.moves import Move
from nnstep.session.session import Session

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
    move: Callable[[Session, int], Move | None] | None = None
    """The move that the command makes, so many times over as was typed before its key."""
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
        *("next", ("n", "right", "space"), "next", "Go over the next operation, or whatever the level is", "step"),
        move=lambda session, count: session.next(count),
        direction="on",
    ),
    Command(
        *("previous", ("N", "left", "backspace"), "back", "Go back over it", "step"),
        move=lambda session, count: session.previous(count),
        direction="back",
    ),
    Command(
        *("into", ("s",), "into", "Step into it: a level deeper, down to single products", "in"),
        move=lambda session, count: session.into(count),
        direction="on",
    ),
    Command(
        *("back_into", ("S",), "back into", "Step back into the one before, a level deeper", "in"),
        move=lambda session, count: session.back_into(count),
        direction="back",
    ),
    Command(
        *("finish", ("f",), "finish", "Finish what one is in (operation, layer, phase ...) and go up a level", "out"),
        move=lambda session, count: session.finish(count),
        direction="on",
    ),
    Command(
        *("back_to_start", ("F",), "to its start", "Go back to where it begins and go up a level", "out"),
        move=lambda session, count: session.back_to_start(count),
        direction="back",
    ),
    Command(
        *("training_step", ("t",), "training step", "Do the whole training step", "train"),
        move=lambda session, count: session.training_step(count),
        direction="on",
    ),
    Command(
        *("training_step_back", ("T",), "training step back", "Go back a whole training step", "train"),
        move=lambda session, count: session.training_step(-count),
        direction="back",
    ),
    Command(
        *("continue", ("c", "end"), "continue", "Run on to the next breakpoint or to the end; escape stops", "run"),
        move=lambda session, count: session.run_on(),  # noqa: ARG005 - every move takes both
        direction="on",
    ),
    Command(
        *("reverse", ("C",), "reverse", "Go back to the breakpoint before, or to the start", "run"),
        move=lambda session, count: session.run_back(),  # noqa: ARG005
        direction="back",
    ),
    Command("stop", ("escape", "ctrl+c"), "stop", "Stop running on", footer=False),
    Command("help", ("question_mark",), "help", "Show all keys and what the scenario says"),
    Command("quit", ("q",), "quit", "Leave nnstep; ask first where something would be lost"),
    Command(
        *("restart", ("home",), "restart", "Go back to the start of the run"),
        move=lambda session, count: session.go_to(0),  # noqa: ARG005
        direction="back",
        footer=False,
    ),
    Command("command_line", ("colon",), "line", "Type a command: break, watch, set, print, goto and others"),
    Command("breakpoint", ("b",), "break", "Stop runs at an operation, or where a condition holds"),
    Command("breakpoints", ("B",), "breakpoints", "Look at the breakpoints and change them", footer=False),
    Command("watch", ("w",), "watch", "Show an expression wherever one stops", footer=False),
    Command("watches", ("W",), "watches", "Look at the watches, plot one, take one away", footer=False),
    Command("edit", ("e",), "edit", "Change a weight, bias, input, target or constant from here on"),
    Command("undo", ("u",), "undo", "Take the last change back", footer=False),
    Command("redo", ("U",), "redo", "Make the change again that was taken back", footer=False),
    Command("who", ("i",), "who changed it", "Go to what last changed an element, and see from what", footer=False),
    Command(
        *("earlier", ("left_square_bracket",), "earlier", "Go back to the place where one stopped before"), footer=False
    ),
    Command(
        *("later", ("right_square_bracket",), "later", "Go forward again through the places where one stopped"),
        footer=False,
    ),
    Command("bookmark", ("M",), "bookmark", "Mark this position", footer=False),
    Command("bookmarks", ("apostrophe",), "bookmarks", "Choose a bookmark to go to", footer=False),
    Command("exercise", ("X",), "exercise", "Work the exercise: type the next value, and have it judged", footer=False),
    Command(
        *("difference", ("exclamation_mark",), "difference", "Go to the next operation where a sheet's answer differs"),
        footer=False,
    ),
    Command("record", ("r",), "record", "Start or stop recording what is stepped through to a file", footer=False),
    Command(
        *("chain_rule", ("p",), "chain rule", "Derive a weight's gradient along each path from the error to it"),
        footer=False,
    ),
    Command(
        *("numerical", ("m",), "numerical", "Show or hide a gradient's numerical value beside it"),
        footer=False,
    ),
    Command("save", ("x",), "save", "Save the weights, or the exercise as it is now, to a file", footer=False),
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
    Command("suspend_process", ("ctrl+z",), "suspend", "Suspend nnstep; fg in the shell brings it back", footer=False),
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
    "colon": ":",
    "exclamation_mark": "!",
    "apostrophe": "'",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
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
