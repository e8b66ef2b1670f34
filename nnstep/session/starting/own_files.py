"""The scenarios and recordings in a folder, recognised without reading more than needed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

from nnstep.errors import ScenarioError
from nnstep.input_files import open_regular
from nnstep.problems.text_file import read
from nnstep.traces.compression import COMPRESSIONS, is_trace

_MOST_FILES = 2000
"""Names of a folder that are looked at."""
_MOST_FOUND = 100
_TABLES = ("[[layers]]", "[graph]", "[graph.")
_KEYS = ("graph.", "layers =", "layers=")
"""How a line begins that only a scenario has; the keys only before all tables."""
_HEAD_BYTES = 4096


def own_files(folder: Path) -> list[Path]:
    """Return the scenarios and recordings in `folder`, by name; none where it can't be read."""
    try:
        with os.scandir(folder) as found:
            names = sorted(entry.name for _, entry in zip(range(_MOST_FILES), found, strict=False))
    except OSError:
        return []
    return list(_recognised(folder / name for name in names))[:_MOST_FOUND]


def _recognised(paths: Iterator[Path]) -> Iterator[Path]:
    for path in paths:
        if path.name.startswith("."):
            continue
        if path.suffix.lower() == ".toml":
            if _is_scenario(path):
                yield path
        elif is_trace(path) and _is_recording(path):
            yield path


def _is_scenario(path: Path) -> bool:
    """Return whether a file looks like a scenario, one with problems too: it states a network or a graph."""
    try:
        lines = [line.lstrip() for line in read(path).splitlines()]
    except ScenarioError:
        return False
    # A row of numbers begins with a bracket, too.
    before_tables = takewhile(lambda line: not (line.startswith("[") and line.lstrip("[")[:1].isalpha()), lines)
    return any(line.startswith(_TABLES) for line in lines) or any(line.startswith(_KEYS) for line in before_tables)


def _is_recording(path: Path) -> bool:
    """Return whether a file begins like a recording; of a compressed one the name decides."""
    try:
        with open_regular(path) as file:
            head = file.read(_HEAD_BYTES)
    except (OSError, ValueError):
        return False
    plain = next(ending for ending in COMPRESSIONS if COMPRESSIONS[ending].compress is None)
    return not path.name.lower().endswith(plain) or b"nnstep" in head
