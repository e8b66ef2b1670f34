"""The commands that open another run, read this one again, or perform a file of commands; and the theme."""

from __future__ import annotations

from pathlib import Path

from nnstep import limits
from nnstep.errors import CommandError
from nnstep.input_files import read_regular, unreadable
from nnstep.scenario.bundled import bundled_paths
from nnstep.session.commands.command import command
from nnstep.session.commands.replies import ChooseTheme, NewScenario, OpenRun, ReloadRun
from nnstep.session.session import Session


def _openable(_session: Session) -> list[str]:
    from nnstep.session.starting.own_files import own_files

    return [*bundled_paths(), *(path.name for path in own_files(Path()))]


@command(
    *("open", "[FILE or NAME]", "Open another exercise, recording or folder; without one, choose from a list", "file"),
    keys=("ctrl+o",),
    choices=_openable,
)
def _open(_session: Session, text: str) -> OpenRun:
    return OpenRun(text)


@command("new", "", "Fill in a form that makes a new scenario, save it and open it", "file", keys=("ctrl+n",))
def _new(_session: Session, _: str) -> NewScenario:
    return NewScenario()


@command("reload", "", "Read the file of this run again, and go on at the same position", "file", keys=("R",))
def _reload(_session: Session, _: str) -> ReloadRun:
    return ReloadRun()


@command(
    *("theme", "[NAME]", "Show everything in other colours, for example theme light or theme high-contrast", "look"),
    choices=lambda session: session.display.themes,
)
def _theme(_session: Session, text: str) -> ChooseTheme:
    return ChooseTheme(text)


@command(
    "source",
    "FILE",
    "Run the commands in FILE; one that save wrote brings back breakpoints, watches and bookmarks",
    "file",
)
def _source(session: Session, text: str) -> list[str]:
    from nnstep.session.typed_commands import perform_all

    if not text:
        raise CommandError("source needs the name of a file", "as in source mine.nns")
    if text in session.sources:
        raise CommandError(f"{text} would run itself for ever", "leave out the line that names it")
    lines = read_command_file(text)
    session.sources = (*session.sources, text)
    try:
        return list(perform_all(session, lines, text))
    finally:
        session.sources = session.sources[:-1]


def read_command_file(name: str) -> list[str]:
    """Return the lines of a file of commands; raise CommandError where it can't be read."""
    try:
        return read_regular(name, limits.COMMANDS_BYTES).decode().splitlines()
    except UnicodeDecodeError:
        raise CommandError(
            f"{name}: this is not a text file", "write one command per line, such as break delta2"
        ) from None
    except (OSError, ValueError) as error:
        raise CommandError(f"{name}: {unreadable(error)}", "write one command per line in it") from None
