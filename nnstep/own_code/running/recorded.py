"""Read the records that a watched program left."""

from __future__ import annotations

import marshal
import mmap
from collections.abc import Iterator
from importlib.util import decode_source
from pathlib import Path
from typing import Any

import numpy as np

from nnstep.own_code.running.inside.wire import ASSIGNMENT, EXCEPTION, FILE, LINE, SAME, SOME, START, STOP
from nnstep.own_code.watched import Arrival, Assigned, ProgramEnd, WatchedProgram

KINDS = {kind.value: kind for kind in Arrival}
FLOAT = np.dtype(np.float64)
UNWATCHED = "this Python cannot be watched: it must be 3.10 or later, and read PYTHONPATH"


def read_records(path: Path, script: Path, status: int) -> WatchedProgram:
    """Return what a file of records says of a program that ended with an exit status."""
    sources: dict[Path, str] = {}
    files: list[Path] = []
    lines: list[tuple[Path, int]] = []
    assignments: list[Assigned] = []
    exception, exception_line, stopped = "", None, UNWATCHED
    for number, *record in records(path):
        if number == ASSIGNMENT:
            assignments.append(assignment(record, assignments, files))
        elif number == START:
            stopped = ""
        elif number == FILE:
            files.append(Path(record[0]))
            sources[files[-1]] = decoded(record[1])
        elif number == LINE:
            lines.append((files[record[0]], record[1]))
        elif number == EXCEPTION:
            exception, exception_line = record[0], record[1] or None
        elif number == STOP:
            stopped = f"{stopped}; {record[0]}" if stopped else record[0]
    end = ProgramEnd(status, exception if status else "", exception_line if status else None, stopped)
    return WatchedProgram(script, sources, tuple(assignments), end, tuple(lines))


def records(path: Path) -> Iterator[tuple[Any, ...]]:
    """Yield the records in a file, up to one that was not finished."""
    if not path.stat().st_size:
        return
    with path.open("rb") as file:
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    start = 0
    while size := int.from_bytes(data[start : start + 4], "little"):
        start += 4 + size
        try:
            record = marshal.loads(data[start - size : start])  # noqa: S302 - the program ran with the same rights
        except (EOFError, TypeError, ValueError):
            return  # the program was killed while it was written
        yield record


def decoded(source: bytes) -> str:
    """Return a Python file's text in the encoding that it declares."""
    return decode_source(source)


def assignment(record: list[Any], earlier: list[Assigned], files: list[Path]) -> Assigned:
    """Return an assignment as it was written."""
    file, line, function, call, place, kind, type_name, dtype, stored, shape, how, base, payload, changed = record[:14]
    elements: tuple[tuple[int, ...], ...] = ()
    if how == SAME:
        value = earlier[base].value
    elif how == SOME:
        value = earlier[base].value.copy()
        value.reshape(-1)[list(changed)] = np.frombuffer(payload, stored)
        value.flags.writeable = False
        if kind == Arrival.CHANGED:
            elements = tuple(position_of(number, shape) for number in changed)
    else:
        value = np.frombuffer(payload, stored)
        if value.dtype != FLOAT:
            value = value.astype(FLOAT)
        value = value.reshape(shape)
        value.flags.writeable = False
    return Assigned(
        len(earlier), files[file], line, place, function, call, KINDS[kind], value, type_name, dtype, elements,
        record[14], record[15],
    )  # fmt: skip


def position_of(number: int, shape: tuple[int, ...]) -> tuple[int, ...]:
    """Return the indices of the element with a number, counted row by row."""
    indices = []
    for length in reversed(shape):
        number, index = divmod(number, length)
        indices.append(index)
    return tuple(reversed(indices))
