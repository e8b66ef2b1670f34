"""What a page of the documentation tells a reader to do: the files that it shows, its commands, and their output."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

_FILE = re.compile(r"`(?P<name>[\w./-]+\.\w+)`:\n\n```\w*\n(?P<text>.*?)^```", re.MULTILINE | re.DOTALL)
_CONSOLE = re.compile(r"(?:^<!-- needs: (?P<needs>\w+) -->\n)?^```console\n(?P<text>.*?)^```", re.MULTILINE | re.DOTALL)
_MADE_BY = re.compile(r"^<!-- made by: (nnstep .*?-o pictures/.*?) -->$", re.MULTILINE | re.DOTALL)
_PROMPT = "$ "
_ANYTHING = "..."
"""What stands for output that is not shown."""
WIDTH = 100
"""Columns of the terminal in which the commands of a page run: as many as a page of the site has."""


@dataclass(frozen=True, slots=True)
class Call:
    """A command as a page shows it."""

    command: str
    output: str
    """What the page says that it prints: standard output and standard error."""
    needs: str = ""
    """A Python package that it needs and the tests do not."""


@dataclass(frozen=True, slots=True)
class Instructions:
    """What a page tells a reader to do."""

    files: dict[str, str]
    """The text of each file that the reader saves, by its name."""
    calls: tuple[Call, ...]
    """The commands of its consoles, in their order."""
    pictures: tuple[str, ...]
    """The commands that make its pictures: those of its consoles, and those in comments."""


def instructions(page: str) -> Instructions:
    """Return what a page in Markdown tells a reader to do.

    A block below a line that ends with a name in backticks and a colon is that file. A console has commands after
    ``$``, each with its output; a comment above it, ``needs:``, names what it needs. A picture without a console has
    its command in a comment, ``made by:``.
    """
    calls = tuple(call for console in _CONSOLE.finditer(page) for call in _calls(console))
    shown = [call.command for call in calls if " -o pictures/" in call.command]
    silent = [" ".join(command.split()) for command in _MADE_BY.findall(page)]
    files = {match["name"]: match["text"] for match in _FILE.finditer(page)}
    return Instructions(files, calls, tuple(dict.fromkeys([*shown, *silent])))


def _calls(console: re.Match[str]) -> list[Call]:
    first, *rest = re.split(rf"^{re.escape(_PROMPT)}", console["text"], flags=re.MULTILINE)
    if first.strip():
        raise ValueError(f"a console begins with {first.splitlines()[0]!r} in place of a command after {_PROMPT!r}")
    return [Call(command, output, console["needs"] or "") for command, _, output in (c.partition("\n") for c in rest)]


def write_files(files: dict[str, str], folder: Path) -> None:
    """Write the files of a page into a folder, as its reader does."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def run(command: str, folder: Path) -> str:
    """Run a command as the reader of a page does, in `folder`, and return what it prints."""
    programs = Path(sys.executable).parent
    own = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}  # a picture has its colours
    environment = own | {
        "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', '')}",
        "COLUMNS": str(WIDTH),
        "NNSTEP_NO_STATE": "1",
    }
    done = subprocess.run(  # noqa: S602 - the project's own pages
        command,
        shell=True,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.stdout


def told_again(page: str, folder: Path) -> str:
    """Return a page with what its commands print now, run one after the other in `folder`.

    Output that is shortened by ``...`` stays while it is still right; what needs a further package stays as it is.
    """
    steps = instructions(page)
    write_files(steps.files, folder)
    for call in steps.calls:
        if not call.needs:
            output = run(call.command, folder)
            if not is_as_shown(output, call.output):
                before = f"{_PROMPT}{call.command}\n{call.output}"
                page = page.replace(before, f"{_PROMPT}{call.command}\n" + "".join(f"{x}\n" for x in _lines(output)), 1)
    return page


def is_as_shown(output: str, shown: str) -> bool:
    """Return whether `output` is what a page shows; spaces at the ends of lines don't count.

    In what is shown, ``...`` stands for anything in a line, and alone in a line for any number of lines.
    """
    lines = ("(?:.*\n)*?" if line.strip() == _ANYTHING else f"{_pattern(line)}\n" for line in _lines(shown))
    return re.fullmatch("".join(lines), "".join(f"{line}\n" for line in _lines(output))) is not None


def _pattern(line: str) -> str:
    return ".*".join(re.escape(part) for part in line.split(_ANYTHING))


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip("\n").splitlines()]
