"""The table of the app's commands; key bindings, footer, palette, help and README are made from it."""

from __future__ import annotations

from dataclasses import dataclass

from nnstep.tui.keys.acts import ACTS, Act, SessionMove


@dataclass(frozen=True, slots=True)
class Command:
    """Something a person can do in the debugger."""

    id: str
    keys: tuple[str, ...]
    """Textual's names of keys; the first one is shown."""
    help: str
    """For the palette and the help: what it does, as a sentence without its full stop."""
    footer: str = ""
    """The label in the footer, for a command that is shown there by itself."""

    @property
    def act(self) -> Act | None:
        """What it does; None: the screen's method ``action_<id>``."""
        return ACTS.get(self.id)

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


COMMANDS: tuple[Command, ...] = (
    Command(
        *("step_over", ("n", "right", "space")),
        "Step over: run the next operation (or layer, phase, ... at the current level)",
    ),
    Command("step_back", ("N", "left", "backspace"), "Step back over the previous operation (or layer, ...)"),
    Command("step_into", ("s",), "Step into the next operation: one level deeper, down to single products"),
    Command("step_back_into", ("S",), "Step back into the previous operation, one level deeper"),
    Command("step_out", ("f",), "Step out: run to the end of the current operation, layer or phase"),
    Command("step_back_out", ("F",), "Go back to the start of the current operation, layer or phase"),
    Command("training_step", ("t",), "Run to the end of the training step"),
    Command("training_step_back", ("T",), "Go back to the start of the training step"),
    Command("continue", ("c", "end"), "Continue to the next breakpoint or to the end (escape interrupts)"),
    Command("reverse_continue", ("C",), "Reverse-continue: go back to the previous breakpoint or to the start"),
    Command("stop", ("escape", "ctrl+c"), "Interrupt the run"),
    Command("help", ("question_mark",), "Show all keys, and where this exercise comes from", footer="help"),
    Command("quit", ("q",), "Quit; asks first if there is unsaved work", footer="quit"),
    Command("restart", ("home",), "Go back to the start of the run"),
    Command("command_line", ("colon",), "Type a command (break, watch, set, print, goto, ...)", footer="line"),
    Command("breakpoint", ("b",), "Set a breakpoint at an operation or on a condition", footer="break"),
    Command("breakpoints", ("B",), "List the breakpoints; disable or delete them"),
    Command("watch", ("w",), "Watch an expression: show its value at every stop"),
    Command("watches", ("W",), "List the watches; plot or delete them"),
    Command("edit", ("e",), "Change a weight, bias, input, target or constant from here on", footer="edit"),
    Command("undo", ("u",), "Undo the last change"),
    Command("redo", ("U",), "Redo the change that was undone"),
    Command("last_write", ("i",), "Jump to the operation that last wrote this element"),
    Command("earlier", ("left_square_bracket",), "Go back in the stop history"),
    Command("later", ("right_square_bracket",), "Go forward in the stop history"),
    Command("bookmark", ("M",), "Bookmark this position"),
    Command("bookmarks", ("apostrophe",), "List the bookmarks; go to one or delete it"),
    Command("exercise", ("X",), "Exercise mode: type the next values and have them checked"),
    Command("difference", ("exclamation_mark",), "Jump to the next operation where the answer sheet differs"),
    Command("record", ("r",), "Start or stop recording every operation to a file"),
    Command("chain_rule", ("p",), "Derive a weight's gradient along each path from the error"),
    Command("numerical", ("m",), "Show or hide the numerical gradient for comparison"),
    Command("save", ("x",), "Save the weights or the changed exercise to a file"),
    Command("go_to", ("g",), "Go to a position: epoch.step.operation or a number of operations"),
    Command("element_up", ("up", "k"), "Select the element above"),
    Command("element_down", ("down", "j"), "Select the element below"),
    Command("element_left", ("shift+left", "h"), "Select the element to the left"),
    Command("element_right", ("shift+right", "l"), "Select the element to the right"),
    Command("values", ("v",), "Switch between matrices and network values (narrow screen)"),
    Command("more_digits", ("d",), "Show more digits"),
    Command("fewer_digits", ("D",), "Show fewer digits"),
    Command("notation", ("o",), "Write the formulas in the next notation"),
    Command("matrix_look", ("equals_sign",), "Draw matrices as numbers, as heat maps or both"),
    Command("log_axis", ("y",), "Switch the error curve's axis: linear or logarithmic"),
    Command("suspend_process", ("ctrl+z",), "Suspend nnstep; fg in the shell resumes it"),
    Command("zoom", ("z",), "Zoom into the focused pane, or show all panes again"),
)

BY_ID = {command.id: command for command in COMMANDS}

_ARROWS = {"right": "→", "left": "←", "up": "↑", "down": "↓", "shift+left": "shift+←", "shift+right": "shift+→"}
_SIGNS = {"question_mark": "?", "colon": ":", "exclamation_mark": "!", "apostrophe": "'", "equals_sign": "="}
_SHOWN = {**_ARROWS, **_SIGNS, "left_square_bracket": "[", "right_square_bracket": "]"}


def key_text(key: str) -> str:
    """Return a key as people read it."""
    return _SHOWN.get(key, key)


def keys_text(command: Command) -> str:
    """Return all keys of a command as people read them."""
    return " ".join(map(key_text, command.keys))


def key_table() -> str:
    """Return the commands as a Markdown table, as the README shows it."""
    rows = [(" ".join(f"`{key_text(key)}`" for key in command.keys), command.help) for command in COMMANDS]
    return "\n".join(["| keys | what they do |", "|---|---|", *(f"| {keys} | {text} |" for keys, text in rows)])
