"""The pictures of the pages: each is what a command of nnstep draws, and the page holds the command."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from website.consoles import instructions, run, write_files

_PROCESSES = 2
_OUTPUT = re.compile(r" -o (pictures/\S+\.svg)")


def draw(page: str, folder: Path, names: Iterable[str] | None = None) -> list[Path]:
    """Draw the pictures of a page, or those with some names, into `folder`; return their files.

    Raise ValueError with what nnstep says where it draws none.
    """
    asked = None if names is None else set(names)
    steps = instructions(page)
    by_name = {Path(picture_of(command)).stem: command for command in steps.pictures}
    if asked is not None and (unknown := sorted(asked.difference(by_name))):
        raise ValueError(f"no command makes {', '.join(unknown)}; there are {', '.join(by_name)}")
    commands = {name: command for name, command in by_name.items() if asked is None or name in asked}
    with TemporaryDirectory() as temporary:
        work = Path(temporary)
        write_files(steps.files, work)
        (work / "pictures").mkdir()
        with ThreadPoolExecutor(_PROCESSES) as pool:
            said = dict(zip(commands, pool.map(lambda command: run(command, work), commands.values()), strict=True))
        return [_moved(work / "pictures" / f"{name}.svg", folder, said[name]) for name in commands]


def picture_of(command: str) -> str:
    """Return the file that a command makes, such as `pictures/app.svg`; raise ValueError where it makes none."""
    match = _OUTPUT.search(command)
    if match is None:
        raise ValueError(f"{command!r} makes no picture: it must hold -o pictures/NAME.svg")
    return match[1]


def _moved(picture: Path, folder: Path, said: str) -> Path:
    if not picture.exists():
        raise ValueError(f"{picture.name} was not drawn:\n{said}")
    folder.mkdir(parents=True, exist_ok=True)
    return Path(shutil.move(picture, folder / picture.name))
