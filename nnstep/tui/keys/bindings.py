"""The one table of the app's commands; key bindings, footer, palette, help and README are made from it."""

from __future__ import annotations

from typing import Literal

from nnstep.debugger.stepper import Stepper
from nnstep.harmless_text import visible
from nnstep.session.commands.breakpoints import breakpoint_line
from nnstep.session.commands.command import named_lines
from nnstep.session.session import Session, Step
from nnstep.tui.keys import acts
from nnstep.tui.keys.prompt_suggestions import breakpoint_suggestion, edit_suggestion, element_suggestion


def _breakpoint_rows(session: Session) -> list[tuple[str, str]]:
    return [(str(point.number), breakpoint_line(point)) for point in session.debugger.breakpoints]


def _watch_rows(session: Session) -> list[tuple[str, str]]:
    return [
        (str(number), "\n   ".join(named_lines(f"{number}: {watch.text}", watch.value, session.digits)))
        for number, watch in enumerate(session.watches, start=1)
    ]


def _bookmark_rows(session: Session) -> list[tuple[str, str]]:
    place = session.debugger.program.place
    return [(name, f"{name}: {place(position)}") for name, position in session.bookmarks]


BREAKPOINTS = acts.Listing(
    "Breakpoints",
    "No breakpoints; b sets one",
    _breakpoint_rows,
    {"d": ("delete", "delete"), "space": ("disable or enable", "toggle")},
)
WATCHES = acts.Listing(
    "Watches", "No watches; w adds one", _watch_rows, {"p": ("plot", "plot"), "d": ("delete", "unwatch")}
)
BOOKMARKS = acts.Listing(
    "Bookmarks", "No bookmarks; M sets one", _bookmark_rows, {"enter": ("go there", "goto"), "d": ("delete", "unmark")}
)


def _step(way: Step, direction: Literal["on", "back"], group: str) -> acts.SessionMove:
    return acts.SessionMove(lambda session, count: session.step(way, count), direction, group)


COMMANDS: tuple[acts.Command, ...] = (
    acts.Command(
        *("step_over", ("n", "right", "space")),
        "Step over: run the next operation (or layer, phase, ... at the current level)",
        _step(Stepper.next, "on", "step"),
    ),
    acts.Command(
        *("step_back", ("N", "left", "backspace"), "Step back over the previous operation (or layer, ...)"),
        _step(Stepper.previous, "back", "step"),
    ),
    acts.Command(
        *("step_into", ("s",), "Step into the next operation: one level deeper, down to single products"),
        _step(Stepper.into, "on", "into"),
    ),
    acts.Command(
        *("step_back_into", ("S",), "Step back into the previous operation, one level deeper"),
        _step(Stepper.back_into, "back", "into"),
    ),
    acts.Command(
        *("step_out", ("f",), "Step out: run to the end of the current operation, layer or phase"),
        _step(Stepper.finish, "on", "out"),
    ),
    acts.Command(
        *("step_back_out", ("F",), "Go back to the start of the current operation, layer or phase"),
        _step(Stepper.back_to_start, "back", "out"),
    ),
    acts.Command(
        *("training_step", ("t",), "Run to the end of the training step"),
        acts.SessionMove(lambda session, count: session.training_step(count), "on", "train"),
    ),
    acts.Command(
        *("training_step_back", ("T",), "Go back to the start of the training step"),
        acts.SessionMove(lambda session, count: session.training_step(-count), "back", "train"),
    ),
    acts.Command(
        *("continue", ("c", "end"), "Continue to the next breakpoint or to the end (escape interrupts)"),
        acts.SessionMove(lambda session, _: session.run_on(), "on", "run", repeats=True),
    ),
    acts.Command(
        *("reverse_continue", ("C",), "Reverse-continue: go back to the previous breakpoint or to the start"),
        acts.SessionMove(lambda session, _: session.run_back(), "back", "run", repeats=True),
    ),
    acts.Command("stop", ("escape", "ctrl+c"), "Interrupt the run"),
    acts.Command("help", ("question_mark",), "Show all keys, and where this exercise comes from", footer="help"),
    acts.Command("quit", ("q",), "Quit; asks first if there is unsaved work", footer="quit"),
    acts.Command(
        *("restart", ("home",), "Go back to the start of the run"),
        acts.SessionMove(lambda session, _: session.go_to(0), "back"),
    ),
    acts.Command("command_line", ("colon",), "Type a command (break, watch, set, print, goto, ...)", footer="line"),
    acts.Command(
        *("breakpoint", ("b",), "Set a breakpoint at an operation or on a condition"),
        acts.PromptedLine(
            "Break where? An operation, layer 2, phase update, epoch 3, if E < 0.01, W1[0,2] changes sign",
            *("break", lambda view: breakpoint_suggestion(view.frame)),
        ),
        footer="break",
    ),
    acts.Command("breakpoints", ("B",), "List the breakpoints; disable or delete them", BREAKPOINTS),
    acts.Command(
        *("watch", ("w",), "Watch an expression: show its value at every stop"),
        acts.PromptedLine("Watch which expression? For example E, W1[0,:] or abs(delta2).max()", "watch"),
    ),
    acts.Command("watches", ("W",), "List the watches; plot or delete them", WATCHES),
    acts.Command(
        *("edit", ("e",), "Change a weight, bias, input, target or constant from here on"),
        acts.PromptedLine(
            "Change what from here on? For example W2[0,1] = 0.4, x[0] = 2 or lr = lr / 10",
            *("set", edit_suggestion),
            suggests_current=True,
        ),
        footer="edit",
    ),
    acts.Command("undo", ("u",), "Undo the last change", acts.TypedLine("undo")),
    acts.Command("redo", ("U",), "Redo the change that was undone", acts.TypedLine("redo")),
    acts.Command(
        *("last_write", ("i",), "Jump to the operation that last wrote this element"),
        acts.PromptedLine("Jump to the last write of which element?", "who", element_suggestion),
    ),
    acts.Command("earlier", ("left_square_bracket",), "Go back in the stop history", acts.TypedLine("earlier")),
    acts.Command("later", ("right_square_bracket",), "Go forward in the stop history", acts.TypedLine("later")),
    acts.Command(
        *("bookmark", ("M",), "Bookmark this position"),
        acts.PromptedLine("Name of the bookmark? Leave it empty to get one", "bookmark"),
    ),
    acts.Command("bookmarks", ("apostrophe",), "List the bookmarks; go to one or delete it", BOOKMARKS),
    acts.Command("exercise", ("X",), "Exercise mode: type the next values and have them checked"),
    acts.Command(
        *("difference", ("exclamation_mark",), "Jump to the next operation where the answer sheet differs"),
        acts.TypedLine("difference"),
    ),
    acts.Command("record", ("r",), "Start or stop recording every operation to a file"),
    acts.Command("chain_rule", ("p",), "Derive a weight's gradient along each path from the error"),
    acts.Command(
        *("numerical", ("m",), "Show or hide the numerical gradient for comparison"),
        acts.SettingsChange(lambda look: look.switch_numerical()),
    ),
    acts.Command(
        *("save", ("x",), "Save the weights or the changed exercise to a file"),
        acts.PromptedLine(
            "Save to which file? .npz: the weights; .toml: the exercise as it is now. End with ! to overwrite",
            *("save", lambda view: f"{visible(view.frame.program.name)}.npz"),
        ),
    ),
    acts.Command(
        *("go_to", ("g",), "Go to a position: epoch.step.operation or a number of operations"),
        acts.PromptedLine(
            "Go to which position? epoch.step.operation, a number of operations, a bookmark, start or end",
            *("goto", lambda view: str(view.frame.place)),
            suggests_current=True,
        ),
    ),
    acts.Command("element_up", ("up", "k"), "Select the element above", acts.CursorMove(-1, 0)),
    acts.Command("element_down", ("down", "j"), "Select the element below", acts.CursorMove(1, 0)),
    acts.Command("element_left", ("shift+left", "h"), "Select the element to the left", acts.CursorMove(0, -1)),
    acts.Command("element_right", ("shift+right", "l"), "Select the element to the right", acts.CursorMove(0, 1)),
    acts.Command("values", ("v",), "Switch between matrices and network values (narrow screen)"),
    acts.Command("more_digits", ("d",), "Show more digits", acts.SettingsChange(lambda look: look.change_digits(1))),
    acts.Command("fewer_digits", ("D",), "Show fewer digits", acts.SettingsChange(lambda look: look.change_digits(-1))),
    acts.Command(
        *("notation", ("o",), "Write the formulas in the next notation"),
        acts.SettingsChange(lambda look: look.next_notation()),
    ),
    acts.Command(
        *("log_axis", ("y",), "Switch the error curve's axis: linear or logarithmic"),
        acts.SettingsChange(lambda look: look.switch_axis()),
    ),
    acts.Command("suspend_process", ("ctrl+z",), "Suspend nnstep; fg in the shell resumes it"),
    acts.Command("zoom", ("z",), "Zoom into the focused pane, or show all panes again"),
)

BY_ID = {command.id: command for command in COMMANDS}

_ARROWS = {"right": "→", "left": "←", "up": "↑", "down": "↓", "shift+left": "shift+←", "shift+right": "shift+→"}
_SIGNS = {"question_mark": "?", "colon": ":", "exclamation_mark": "!", "apostrophe": "'"}
_SHOWN = {**_ARROWS, **_SIGNS, "left_square_bracket": "[", "right_square_bracket": "]"}


def key_text(key: str) -> str:
    """Return a key as people read it."""
    return _SHOWN.get(key, key)


def keys_text(command: acts.Command) -> str:
    """Return all keys of a command as people read them."""
    return " ".join(map(key_text, command.keys))


def key_table() -> str:
    """Return the commands as a Markdown table, as the README shows it."""
    rows = [(" ".join(f"`{key_text(key)}`" for key in command.keys), command.help) for command in COMMANDS]
    return "\n".join(["| keys | what they do |", "|---|---|", *(f"| {keys} | {text} |" for keys, text in rows)])
