"""The one table of the app's commands; key bindings, footer, palette, help and README are made from it."""

from __future__ import annotations

from nnstep.harmless_text import visible
from nnstep.tui.keys.key_command import Command, CursorMove, PromptedLine, SessionMove, TypedLine
from nnstep.tui.keys.listings import BOOKMARKS, BREAKPOINTS, WATCHES
from nnstep.tui.keys.prompt_suggestions import breakpoint_suggestion, edit_suggestion, element_suggestion

COMMANDS: tuple[Command, ...] = (
    Command(
        *("step_over", ("n", "right", "space")),
        "Step over: run the next operation (or layer, phase, ... at the current level)",
        SessionMove(lambda session, count: session.next(count), "on", "step"),
    ),
    Command(
        *("step_back", ("N", "left", "backspace"), "Step back over the previous operation (or layer, ...)"),
        SessionMove(lambda session, count: session.previous(count), "back", "step"),
    ),
    Command(
        *("step_into", ("s",), "Step into the next operation: one level deeper, down to single products"),
        SessionMove(lambda session, count: session.into(count), "on", "into"),
    ),
    Command(
        *("step_back_into", ("S",), "Step back into the previous operation, one level deeper"),
        SessionMove(lambda session, count: session.back_into(count), "back", "into"),
    ),
    Command(
        *("step_out", ("f",), "Step out: run to the end of the current operation, layer or phase"),
        SessionMove(lambda session, count: session.finish(count), "on", "out"),
    ),
    Command(
        *("step_back_out", ("F",), "Go back to the start of the current operation, layer or phase"),
        SessionMove(lambda session, count: session.back_to_start(count), "back", "out"),
    ),
    Command(
        *("training_step", ("t",), "Run to the end of the training step"),
        SessionMove(lambda session, count: session.training_step(count), "on", "train"),
    ),
    Command(
        *("training_step_back", ("T",), "Go back to the start of the training step"),
        SessionMove(lambda session, count: session.training_step(-count), "back", "train"),
    ),
    Command(
        *("continue", ("c", "end"), "Continue to the next breakpoint or to the end (escape interrupts)"),
        SessionMove(lambda session, _: session.run_on(), "on", "run", repeats=True),
    ),
    Command(
        *("reverse_continue", ("C",), "Reverse-continue: go back to the previous breakpoint or to the start"),
        SessionMove(lambda session, _: session.run_back(), "back", "run", repeats=True),
    ),
    Command("stop", ("escape", "ctrl+c"), "Interrupt the run"),
    Command("help", ("question_mark",), "Show all keys, and where this exercise comes from", footer="help"),
    Command("quit", ("q",), "Quit; asks first if there is unsaved work", footer="quit"),
    Command(
        *("restart", ("home",), "Go back to the start of the run"),
        SessionMove(lambda session, _: session.go_to(0), "back"),
    ),
    Command("command_line", ("colon",), "Type a command (break, watch, set, print, goto, ...)", footer="line"),
    Command(
        *("breakpoint", ("b",), "Set a breakpoint at an operation or on a condition"),
        PromptedLine(
            "Break where? An operation, layer 2, phase update, epoch 3, if E < 0.01, W1[0,2] changes sign",
            *("break", lambda view: breakpoint_suggestion(view.frame)),
        ),
        footer="break",
    ),
    Command("breakpoints", ("B",), "List the breakpoints; disable or delete them", BREAKPOINTS),
    Command(
        *("watch", ("w",), "Watch an expression: show its value at every stop"),
        PromptedLine("Watch which expression? For example E, W1[0,:] or abs(delta2).max()", "watch"),
    ),
    Command("watches", ("W",), "List the watches; plot or delete them", WATCHES),
    Command(
        *("edit", ("e",), "Change a weight, bias, input, target or constant from here on"),
        PromptedLine(
            "Change what from here on? For example W2[0,1] = 0.4, x[0] = 2 or lr = lr / 10",
            *("set", edit_suggestion),
            suggests_current=True,
        ),
        footer="edit",
    ),
    Command("undo", ("u",), "Undo the last change", TypedLine("undo")),
    Command("redo", ("U",), "Redo the change that was undone", TypedLine("redo")),
    Command(
        *("last_write", ("i",), "Jump to the operation that last wrote this element"),
        PromptedLine("Jump to the last write of which element?", "who", element_suggestion),
    ),
    Command("earlier", ("left_square_bracket",), "Go back in the stop history", TypedLine("earlier")),
    Command("later", ("right_square_bracket",), "Go forward in the stop history", TypedLine("later")),
    Command(
        *("bookmark", ("M",), "Bookmark this position"),
        PromptedLine("Name of the bookmark? Leave it empty to get one", "bookmark"),
    ),
    Command("bookmarks", ("apostrophe",), "List the bookmarks; go to one or delete it", BOOKMARKS),
    Command("exercise", ("X",), "Exercise mode: type the next values and have them checked"),
    Command(
        *("difference", ("exclamation_mark",), "Jump to the next operation where the answer sheet differs"),
        TypedLine("difference"),
    ),
    Command("record", ("r",), "Start or stop recording every operation to a file"),
    Command("chain_rule", ("p",), "Derive a weight's gradient along each path from the error"),
    Command("numerical", ("m",), "Show or hide the numerical gradient for comparison"),
    Command(
        *("save", ("x",), "Save the weights or the changed exercise to a file"),
        PromptedLine(
            "Save to which file? .npz: the weights; .toml: the exercise as it is now. End with ! to overwrite",
            *("save", lambda view: f"{visible(view.frame.program.name)}.npz"),
        ),
    ),
    Command(
        *("go_to", ("g",), "Go to a position: epoch.step.operation or a number of operations"),
        PromptedLine(
            "Go to which position? epoch.step.operation, a number of operations, a bookmark, start or end",
            *("goto", lambda view: str(view.frame.place)),
            suggests_current=True,
        ),
    ),
    Command("element_up", ("up", "k"), "Select the element above", CursorMove(-1, 0)),
    Command("element_down", ("down", "j"), "Select the element below", CursorMove(1, 0)),
    Command("element_left", ("shift+left", "h"), "Select the element to the left", CursorMove(0, -1)),
    Command("element_right", ("shift+right", "l"), "Select the element to the right", CursorMove(0, 1)),
    Command("values", ("v",), "Switch between matrices and network values (narrow screen)"),
    Command("more_digits", ("d",), "Show more digits"),
    Command("fewer_digits", ("D",), "Show fewer digits"),
    Command("notation", ("o",), "Write the formulas in the next notation"),
    Command("log_axis", ("y",), "Switch the error curve's axis: linear or logarithmic"),
    Command("suspend_process", ("ctrl+z",), "Suspend nnstep; fg in the shell resumes it"),
    Command("zoom", ("z",), "Zoom into the focused pane, or show all panes again"),
)

BY_ID = {command.id: command for command in COMMANDS}

_ARROWS = {"right": "→", "left": "←", "up": "↑", "down": "↓", "shift+left": "shift+←", "shift+right": "shift+→"}
_SIGNS = {"question_mark": "?", "colon": ":", "exclamation_mark": "!", "apostrophe": "'"}
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
