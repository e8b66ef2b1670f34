"""The one table of the app's commands; key bindings, footer, palette, help and README are made from it."""

from __future__ import annotations

from nnstep.harmless_text import visible
from nnstep.tui.key_command import Command, CursorMove, PromptedLine, SessionMove, TypedLine
from nnstep.tui.listings import BOOKMARKS, BREAKPOINTS, WATCHES
from nnstep.tui.prompt_suggestions import breakpoint_suggestion, edit_suggestion, element_suggestion

COMMANDS: tuple[Command, ...] = (
    Command(
        *("step_over", ("n", "right", "space"), "next"),
        "Step over: run the next operation (or layer, phase, ... at the current level)",
        SessionMove(lambda session, count: session.next(count), "on"),
        "step",
    ),
    Command(
        *("step_back", ("N", "left", "backspace"), "back", "Step back over the previous operation (or layer, ...)"),
        SessionMove(lambda session, count: session.previous(count), "back"),
        "step",
    ),
    Command(
        *("step_into", ("s",), "into", "Step into the next operation: one level deeper, down to single products"),
        SessionMove(lambda session, count: session.into(count), "on"),
        "into",
    ),
    Command(
        *("step_back_into", ("S",), "back into", "Step back into the previous operation, one level deeper"),
        SessionMove(lambda session, count: session.back_into(count), "back"),
        "into",
    ),
    Command(
        *("step_out", ("f",), "out", "Step out: run to the end of the current operation, layer or phase"),
        SessionMove(lambda session, count: session.finish(count), "on"),
        "out",
    ),
    Command(
        *("step_back_out", ("F",), "back out", "Go back to the start of the current operation, layer or phase"),
        SessionMove(lambda session, count: session.back_to_start(count), "back"),
        "out",
    ),
    Command(
        *("training_step", ("t",), "training step", "Run to the end of the training step"),
        SessionMove(lambda session, count: session.training_step(count), "on"),
        "train",
    ),
    Command(
        *("training_step_back", ("T",), "training step back", "Go back to the start of the training step"),
        SessionMove(lambda session, count: session.training_step(-count), "back"),
        "train",
    ),
    Command(
        *("continue", ("c", "end"), "continue"),
        "Continue to the next breakpoint or to the end (escape interrupts)",
        SessionMove(lambda session, _: session.run_on(), "on", repeats=True),
        "run",
    ),
    Command(
        *("reverse_continue", ("C",), "reverse"),
        "Reverse-continue: go back to the previous breakpoint or to the start",
        SessionMove(lambda session, _: session.run_back(), "back", repeats=True),
        "run",
    ),
    Command("stop", ("escape", "ctrl+c"), "stop", "Interrupt the run", footer=False),
    Command("help", ("question_mark",), "help", "Show all keys, and where this exercise comes from"),
    Command("quit", ("q",), "quit", "Quit; asks first if there is unsaved work"),
    Command(
        *("restart", ("home",), "restart", "Go back to the start of the run"),
        SessionMove(lambda session, _: session.go_to(0), "back"),
        footer=False,
    ),
    Command("command_line", ("colon",), "line", "Type a command (break, watch, set, print, goto, ...)"),
    Command(
        *("breakpoint", ("b",), "break", "Set a breakpoint at an operation or on a condition"),
        PromptedLine(
            "Break where? An operation, layer 2, phase update, epoch 3, if E < 0.01, W1[0,2] changes sign",
            "break",
            lambda view: breakpoint_suggestion(view.frame),
        ),
    ),
    Command(
        *("breakpoints", ("B",), "breakpoints", "List the breakpoints; disable or delete them"),
        BREAKPOINTS,
        footer=False,
    ),
    Command(
        *("watch", ("w",), "watch", "Watch an expression: show its value at every stop"),
        PromptedLine("Watch which expression? For example E, W1[0,:] or abs(delta2).max()", "watch"),
        footer=False,
    ),
    Command("watches", ("W",), "watches", "List the watches; plot or delete them", WATCHES, footer=False),
    Command(
        *("edit", ("e",), "edit", "Change a weight, bias, input, target or constant from here on"),
        PromptedLine(
            "Change what from here on? For example W2[0,1] = 0.4, x[0] = 2 or lr = lr / 10",
            *("set", edit_suggestion, True),
        ),
    ),
    Command("undo", ("u",), "undo", "Undo the last change", TypedLine("undo"), footer=False),
    Command("redo", ("U",), "redo", "Redo the change that was undone", TypedLine("redo"), footer=False),
    Command(
        *("last_write", ("i",), "last write", "Jump to the operation that last wrote this element"),
        PromptedLine("Jump to the last write of which element?", "who", element_suggestion),
        footer=False,
    ),
    Command(
        *("earlier", ("left_square_bracket",), "earlier", "Go back in the stop history"),
        TypedLine("earlier"),
        footer=False,
    ),
    Command(
        *("later", ("right_square_bracket",), "later", "Go forward in the stop history"),
        TypedLine("later"),
        footer=False,
    ),
    Command(
        *("bookmark", ("M",), "bookmark", "Bookmark this position"),
        PromptedLine("Name of the bookmark? Leave it empty to get one", "bookmark"),
        footer=False,
    ),
    Command(
        *("bookmarks", ("apostrophe",), "bookmarks", "List the bookmarks; go to one or delete it"),
        BOOKMARKS,
        footer=False,
    ),
    Command("exercise", ("X",), "exercise", "Exercise mode: type the next values and have them checked", footer=False),
    Command(
        *("difference", ("exclamation_mark",), "difference"),
        "Jump to the next operation where the answer sheet differs",
        TypedLine("difference"),
        footer=False,
    ),
    Command("record", ("r",), "record", "Start or stop recording every operation to a file", footer=False),
    Command(
        *("chain_rule", ("p",), "chain rule", "Derive a weight's gradient along each path from the error"), footer=False
    ),
    Command("numerical", ("m",), "numerical", "Show or hide the numerical gradient for comparison", footer=False),
    Command(
        *("save", ("x",), "save", "Save the weights or the changed exercise to a file"),
        PromptedLine(
            "Save to which file? .npz: the weights; .toml: the exercise as it is now. End with ! to overwrite",
            "save",
            lambda view: f"{visible(view.frame.program.name)}.npz",
        ),
        footer=False,
    ),
    Command(
        *("go_to", ("g",), "go to", "Go to a position: epoch.step.operation or a number of operations"),
        PromptedLine(
            "Go to which position? epoch.step.operation, a number of operations, a bookmark, start or end",
            *("goto", lambda view: str(view.frame.place), True),
        ),
        footer=False,
    ),
    Command("element_up", ("up", "k"), "up", "Select the element above", CursorMove(-1, 0), footer=False),
    Command("element_down", ("down", "j"), "down", "Select the element below", CursorMove(1, 0), footer=False),
    Command(
        *("element_left", ("shift+left", "h"), "left", "Select the element to the left"),
        CursorMove(0, -1),
        footer=False,
    ),
    Command(
        *("element_right", ("shift+right", "l"), "right", "Select the element to the right"),
        CursorMove(0, 1),
        footer=False,
    ),
    Command("values", ("v",), "values", "Switch between matrices and network values (narrow screen)", footer=False),
    Command("more_digits", ("d",), "more digits", "Show more digits", footer=False),
    Command("fewer_digits", ("D",), "fewer digits", "Show fewer digits", footer=False),
    Command("notation", ("o",), "notation", "Write the formulas in the next notation", footer=False),
    Command("log_axis", ("y",), "log axis", "Switch the error curve's axis: linear or logarithmic", footer=False),
    Command("suspend_process", ("ctrl+z",), "suspend", "Suspend nnstep; fg in the shell resumes it", footer=False),
    Command("zoom", ("z",), "zoom", "Zoom into the focused pane, or show all panes again", footer=False),
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
