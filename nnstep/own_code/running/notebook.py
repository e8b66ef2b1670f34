"""Read a notebook's code cells as one program."""

from __future__ import annotations

import ast
import json
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nnstep import limits
from nnstep.errors import CommandError
from nnstep.harmless_text import cut_text
from nnstep.input_files import read_regular, unreadable
from nnstep.own_code.watched import ProgramCells

NOTEBOOK = ".ipynb"
_KEPT_BODIES = ("time", "timeit", "capture", "prun")
"""Cell magics that run their cell as Python."""
_MAGIC = re.compile(r"\s*+(?:[\w.,\[\]\s]++=\s*+)?[%!?]|[^#'\"]*\?\??\s*$")
_TIMED = re.compile(r"(\s*)%time\s+(\S.*)")
_MENDING = "open it in Jupyter and save it again, or export it as a Python script"


@dataclass(frozen=True, slots=True)
class NotebookScript:
    """The code of a notebook, with one line for each line of its cells."""

    text: str
    cells: ProgramCells


def read_notebook(path: Path) -> NotebookScript:
    """Return the code cells of a notebook, in order; lines that only IPython understands are left out.

    Raise CommandError where the file is no notebook, or one in another language than Python.
    """
    lines: list[str] = []
    places: list[tuple[int, int]] = []
    left_out: list[str] = []
    for number, source in enumerate(filter(str.strip, _sources(path)), 1):
        kept = _kept(number, source, left_out)
        lines += kept
        places += [(number, line) for line in range(1, len(kept) + 1)]
    if not places:
        raise CommandError(f"{path} has no code cells", "name a notebook or a script that trains the network")
    return NotebookScript("\n".join(lines) + "\n", ProgramCells(tuple(places), tuple(left_out)))


def _kept(number: int, source: str, left_out: list[str]) -> list[str]:
    """Return the lines of a cell, with a line that does nothing for each that is left out."""
    lines = source.splitlines()
    first = next(index for index, line in enumerate(lines) if line.strip())
    if lines[first].startswith("%%"):
        name = lines[first][2:].split(maxsplit=1)[0] if lines[first][2:].strip() else ""
        if name not in _KEPT_BODIES:
            left_out.append(f"cell {number} (%%{name})")
            return [f"# {line}" for line in lines]
        lines[first] = f"# {lines[first]}"
    while (wrong := _wrong_line(lines)) is not None:
        plain = _plain_line(number, wrong, lines[wrong - 1], left_out)
        if plain == lines[wrong - 1]:
            break  # Python says what is wrong with it
        lines[wrong - 1] = plain
    return lines


def _plain_line(number: int, at: int, line: str, left_out: list[str]) -> str:
    if (timed := _TIMED.fullmatch(line)) is not None:
        return timed[1] + timed[2]
    if line.strip().startswith("#") or not _MAGIC.match(line):
        return line
    text = line.strip()
    left_out.append(f"cell {number}, line {at} ({cut_text(text, 30)})")
    return f"{line[: len(line) - len(line.lstrip())]}pass  # {text}"


def _wrong_line(lines: list[str]) -> int | None:
    """Return the first line that is not Python, from 1; None where all are."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python says it when the program runs
            ast.parse("\n".join(lines))
    except SyntaxError as error:
        return error.lineno if error.lineno is not None and error.lineno <= len(lines) else None
    except (ValueError, RecursionError, MemoryError):
        return None
    return None


def _sources(path: Path) -> Iterator[str]:
    """Yield the text of each code cell."""
    notebook = _loaded(path)
    metadata = notebook.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    language = _text_in(metadata, "language_info", "name") or _text_in(metadata, "kernelspec", "language")
    if language and language.lower() not in ("python", "ipython"):
        raise CommandError(f"{path} is a notebook in {language}, not in Python", "name a notebook in Python")
    cells = notebook.get("cells")
    if cells is None and isinstance(sheets := notebook.get("worksheets"), list):  # of notebooks before 2015
        cells = [cell for sheet in sheets if isinstance(sheet, dict) for cell in sheet.get("cells", ())]
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        raise CommandError(f"{path} is no notebook: it has no list of cells", _MENDING)
    for number, cell in enumerate(cells, 1):
        if cell.get("cell_type") == "code":
            source = cell.get("source", cell.get("input"))
            if isinstance(source, list) and all(isinstance(line, str) for line in source):
                source = "".join(source)
            if not isinstance(source, str):
                raise CommandError(f"{path} is broken: cell {number} of all cells has no text", _MENDING)
            yield source


def _loaded(path: Path) -> Mapping[str, Any]:
    try:
        text = read_regular(path, limits.TABLE_BYTES)
    except OSError as error:
        raise CommandError(f"{path}: {unreadable(error)}") from error
    try:
        notebook = json.loads(text.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise CommandError(f"{path} is no notebook: it is not JSON ({error})", _MENDING) from error
    if not isinstance(notebook, dict):
        raise CommandError(f"{path} is no notebook: it has no list of cells", _MENDING)
    return notebook


def _text_in(metadata: Mapping[str, Any], table: str, key: str) -> str:
    inner = metadata.get(table)
    found = inner.get(key) if isinstance(inner, dict) else None
    return found if isinstance(found, str) else ""
