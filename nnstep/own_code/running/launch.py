"""How a program is started: a script and a notebook by Python, a file of tests by pytest."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path

from nnstep.errors import CommandError
from nnstep.own_code.running.notebook import NOTEBOOK, read_notebook
from nnstep.own_code.watched import ProgramCells, WatchedProgram


@dataclass(frozen=True, slots=True)
class Launch:
    """What Python is given, and where."""

    words: tuple[str, ...]
    """What follows the interpreter's name."""
    script: Path
    """The file that is watched, with all that it imports from its folder."""
    folder: Path | None = None
    """The working folder; None: this process's own."""
    imports: Path | None = None
    """A folder to import from, and whose files are watched, beside that of the script."""
    cells: ProgramCells | None = None
    by_pytest: bool = False
    environment: dict[str, str] = field(default_factory=dict)

    def seen(self, watched: WatchedProgram, program: Path) -> WatchedProgram:
        """Return what was seen under the name of the person's own file."""
        watched = replace(watched, cells=self.cells, by_pytest=self.by_pytest)
        if self.script == watched.script and self.cells is None:
            return watched
        own = program.absolute()

        def named(file: Path) -> Path:
            return own if file == self.script else file

        return replace(
            watched,
            script=own,
            sources={named(file): text for file, text in watched.sources.items()},
            assignments=tuple(replace(one, file=named(one.file)) for one in watched.assignments),
            lines_run=tuple((named(file), line) for file, line in watched.lines_run),
        )


def is_test_file(path: Path) -> bool:
    """Return whether pytest would collect a file by its name."""
    return path.suffix == ".py" and (path.stem.startswith("test_") or path.stem.endswith("_test"))


def launch_of(
    program: Path, arguments: Sequence[str], kept: Path, folder: Path | None, *, by_pytest: bool | None
) -> Launch:
    """Return how to start a program; `kept` is a folder for what has to be written.

    Where `by_pytest` is None, the file's name decides. Raise CommandError for a notebook that can't be read, or for
    tests where pytest is missing.
    """
    if program.suffix == NOTEBOOK:
        if by_pytest:
            raise CommandError(f"pytest can't run {program}, a notebook", "leave --pytest out")
        return _of_notebook(program, arguments, kept)
    named = str(program if folder is None else program.absolute())
    if is_test_file(program) if by_pytest is None else by_pytest:
        if find_spec("pytest") is None:
            raise CommandError(f"{program} is a file of tests, and pytest is not installed", "pip install pytest")
        words = ("-m", "pytest", "-q", "-p", "no:cacheprovider", named, *arguments)
        return Launch(words, program.absolute(), folder, by_pytest=True)
    return Launch((named, *arguments), program.absolute(), folder)


def _of_notebook(program: Path, arguments: Sequence[str], kept: Path) -> Launch:
    found = read_notebook(program)
    script = kept / f"{program.name}.py"  # a name with a dot, that no import finds
    script.write_text(found.text, encoding="utf-8")
    folder = program.absolute().parent
    # In a notebook pictures never stop the program, as the windows of a script do.
    pictures = {} if "MPLBACKEND" in os.environ else {"MPLBACKEND": "agg"}
    words = (str(script), *arguments)
    return Launch(words, script, folder, imports=folder, cells=found.cells, environment=pictures)
