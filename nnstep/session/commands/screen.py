"""The commands that need a screen, and those for nnstep as a whole: help and quit."""

from __future__ import annotations

from nnstep.errors import CommandError
from nnstep.problems.did_you_mean import meant
from nnstep.session.commands.command import FooterPlace, command
from nnstep.session.commands.help_sections import command_help
from nnstep.session.commands.replies import (
    HelpPage,
    Interrupt,
    OpenCommandLine,
    PaneRequest,
    Quit,
    Suspend,
)
from nnstep.session.session import Session


@command("interrupt", "", "Interrupt the run, or end the zoom", "move", keys=("escape", "ctrl+c"))
def _interrupt(_session: Session, _text: str) -> Interrupt:
    return Interrupt()


@command(
    *("command-line", "", "Type a command (break, watch, set, print, goto, ...)", "look"),
    keys=("colon",),
    footer=FooterPlace("command", 7),
)
def _command_line(_session: Session, _text: str) -> OpenCommandLine:
    return OpenCommandLine()


@command("pane", "PANE", "Show a pane and give it the focus; its key stands before its title", "look")
def _pane(_session: Session, text: str) -> PaneRequest:
    return PaneRequest("show", text)


@command("hide", "[PANE]", "Hide a pane, or the focused one; its key shows it again", "look", keys=("H",))
def _hide(_session: Session, text: str) -> PaneRequest:
    return PaneRequest("hide", text)


@command("zoom", "", "Zoom into the focused pane, or show all panes again", "look", keys=("z", "f10"))
def _zoom(_session: Session, _text: str) -> PaneRequest:
    return PaneRequest("zoom")


@command("zoom-in", "", "Give the focused pane half of the screen, then all of it", "look", keys=("plus",))
def _zoom_in(_session: Session, _text: str) -> PaneRequest:
    return PaneRequest("zoom by", steps=1)


@command("zoom-out", "", "Give the focused pane less room again", "look", keys=("underscore",))
def _zoom_out(_session: Session, _text: str) -> PaneRequest:
    return PaneRequest("zoom by", steps=-1)


@command("next-pane", "", "Show the next of the panes that share a place", "look", keys=("v",))
def _next_pane(_session: Session, _text: str) -> PaneRequest:
    return PaneRequest("turn")


@command("focus-next", "", "Give the focus to the next pane", "look", keys=("tab",))
def _focus_next(_session: Session, _text: str) -> PaneRequest:
    return PaneRequest("focus", steps=1)


@command("focus-previous", "", "Give the focus to the previous pane", "look", keys=("shift+tab",))
def _focus_previous(_session: Session, _text: str) -> PaneRequest:
    return PaneRequest("focus", steps=-1)


@command("suspend", "", "Suspend nnstep; fg in the shell resumes it", "file", keys=("ctrl+z",))
def _suspend(_session: Session, _text: str) -> Suspend:
    return Suspend()


@command(
    *("help", "[COMMAND]", "Show all keys and commands, or how to use one of them", "file"),
    aliases=("h",),
    keys=("question_mark",),
    footer=FooterPlace("help", 99),
)
def _help(_session: Session, text: str) -> HelpPage:
    from nnstep.session.commands import BY_NAME, COMMANDS

    if text and text not in BY_NAME:
        raise CommandError(f"unknown command {text!r}", meant(text, BY_NAME) or "help lists all commands")
    if text:
        return HelpPage(tuple(command_help(BY_NAME[text])), text)
    width = max(len(row.form) for row in COMMANDS)
    aliases = {row.name: f" ({', '.join(row.aliases)})" if row.aliases else "" for row in COMMANDS}
    return HelpPage(tuple(f"{row.form:<{width}}  {row.help}{aliases[row.name]}" for row in COMMANDS))


@command(
    *("quit", "", "Quit; asks first if something would be lost", "file"),
    aliases=("q", "exit"),
    keys=("q",),
    footer=FooterPlace("quit", 9),
)
def _quit(_session: Session, _text: str) -> Quit:
    return Quit()
