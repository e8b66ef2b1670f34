"""Every limit on what a person's files and calls may ask for: one table, checked before time and memory are taken.

Only the environment variable `NNSTEP_LIMITS` changes a limit: a scenario is a stranger's file, and can't. The values
are those of files that people really have, with room above them; a machine with 8 GB keeps within its memory at any.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import Literal, TypeAlias

from nnstep.errors import CommandError

VARIABLE = "NNSTEP_LIMITS"
MB = 2**20
Unit: TypeAlias = Literal["bytes", "seconds", ""]
LARGEST = 1 << 62
"""Any limit can be set to."""
_BYTES = {"B": 1, "KB": 1024, "MB": MB, "GB": 1024 * MB, "TB": MB * MB}
_SECONDS = {"S": 1, "MIN": 60, "H": 3600}
_VALUE = re.compile(r"([0-9][0-9_]*(?:\.[0-9]+)?(?:[eE]\+?[0-9]{1,2})?) *([A-Za-z]*)")


@dataclass(frozen=True, slots=True)
class Limit:
    """One row of the table."""

    name: str
    """By which a person sets it."""
    default: int
    unit: Unit
    """What is counted; empty: what `meaning` says."""
    meaning: str
    done: str = "are read"
    """What is done with what keeps to the limit, as its refusal says."""
    is_fixed: bool = False
    """Whether nobody can raise it: then a way to write or read a file depends on it."""

    @property
    def most(self) -> int:
        """The present value; raise CommandError where the environment variable can't be read."""
        return stated_limits().get(self.name, self.default)

    def text(self, count: int) -> str:
        """Return an amount in the limit's unit."""
        match self.unit:
            case "bytes":
                return bytes_text(count)
            case "seconds":
                return seconds_text(count)
            case "":
                return f"{count:,}"

    def refusal(self, asked: int | None, what: str = "", *, left: int | None = None) -> str:
        """Return what a refusal says of the amount that was `asked` for, the limit, and how to raise it.

        `what` is counted, as in ``layers``. An amount of None is not known, but too large; `left` says how much of the
        limit is left for this, where others have taken their part.
        """
        size = f"more than {self.text(self.most)}" if asked is None else self.text(asked)
        noun = f" {what}" if what else ""
        most = self.text(self.most)
        room = f"at most {most} {self.done}"
        if left is not None and left != self.most:
            room = f"{self.text(left)} of {most} are left"
        return f"{size}{noun}, and {room}{self.raising(asked, left)}"

    def raising(self, asked: int | None, left: int | None = None) -> str:
        """Return what to set so that an amount is allowed, in brackets; empty where nobody can raise the limit."""
        if self.is_fixed:
            return ""
        taken = self.most - left if left is not None else 0
        wanted = _rounded_up(2 * self.most if asked is None else asked + taken, self.unit)
        values = {**stated_limits(), self.name: wanted}
        rows = ",".join(f"{name}={LIMITS[name].setting(value)}" for name, value in values.items())
        return f" (set {VARIABLE}={rows} to raise this limit)"

    def setting(self, value: int) -> str:
        """Return a value as it is set."""
        match self.unit:
            case "bytes":
                size = next((size for size in reversed(_BYTES.values()) if not value % size), 1)
                return f"{value // size}{next(name for name, each in _BYTES.items() if each == size)}"
            case "seconds":
                return f"{value}s"
            case "":
                zeros = len(str(value)) - len(str(value).rstrip("0"))
                return f"{value // 10**zeros}e{zeros}" if zeros > 3 else str(value)


TEXT_BYTES = Limit("text", 4 * MB, "bytes", "of a scenario, an answer sheet, a roster or a table of a class")
"""A million numbers, which take ten seconds to read. A sheet with every number of a 784-100-10 network has about 3 MB;
more numbers belong into files of arrays."""
TEXT_KEYS = Limit("keys", 20_000, "", "keys and tables in one TOML text, and answers of one sheet")
"""Each part of each takes about a kilobyte when it is read."""
KEY_PARTS = Limit("key-parts", 8, "", "parts of one key, as in step.2.W1.0.2", is_fixed=True)
LIST_DEPTH = Limit("depth", 16, "", "lists and inline tables inside one another", is_fixed=True)
NUMBER_DIGITS = Limit("digits", 4300, "", "digits of one number in a text", is_fixed=True)
"""Of a whole number, Python converts no more."""
SHOWN_DIGITS = Limit("shown-digits", 17, "", "significant digits that are shown: float64 has no more", is_fixed=True)
SHEET_PARTS = Limit("answers", 400_000, "", "numbers and lines of one answer sheet")
"""As counted by what parts them: each takes ten microseconds to read. A 784-100-10 network has 240,000 numbers."""
COMMANDS_BYTES = Limit("commands", 1_000_000, "bytes", "of a file of commands, or of commands from standard input")
COMMAND_CHARACTERS = Limit("command", 2000, "", "characters in one typed command")
EXPRESSION_CHARACTERS = Limit("expression", 500, "", "characters in one expression or condition", is_fixed=True)
EXPRESSION_NODES = Limit("nodes", 200, "", "names, numbers and operations in one expression", is_fixed=True)
EXPRESSION_DEPTH = Limit("nesting", 50, "", "brackets and operations inside one another", is_fixed=True)

ARRAYS_BYTES = Limit("arrays", 1024 * MB, "bytes", "of all arrays of one scenario or one file of weights, in memory")
"""As they are kept: bytes and whole numbers in their own type, all others as float64. MNIST has 55 MB as bytes, and
440 MB as text."""
TABLE_BYTES = Limit("table", 256 * MB, "bytes", "of a file of arrays as text, and of one line of a trace as text")
TABLE_COLUMNS = Limit("columns", 1_000_000, "", "columns of a file of arrays as text")
HEADER_BYTES = Limit("array-header", 64 * 1024, "bytes", "of the header of one array in NumPy's format")
DIRECTORY_BYTES = Limit("members", 3 * MB // 2, "bytes", "of an archive's list of members: about 10,000 of them")
ARCHIVE_FILES = Limit("files", 50_000, "", "files in one folder or archive of submissions")
ARCHIVE_BYTES = Limit("archive", 256 * MB, "bytes", "of all sheets in one archive, unpacked", "are unpacked")
PACKED_TABLE_BYTES = Limit("spreadsheet", 32 * MB, "bytes", "of a sheet inside a spreadsheet file, unpacked")
TABLE_CELLS = Limit("cells", 1_600_000, "", "cells of a sheet inside a spreadsheet file")

TRACE_ARRAYS_BYTES = Limit("trace-arrays", 1024 * MB, "bytes", "of a trace as .npz, in memory", "are kept")
TRACE_HEADER_BYTES = Limit("trace-header", 128 * MB, "bytes", "of a trace's first line")
"""It holds the scenario's text and the first row of each array that it reads."""
TRACE_UNPACKED_BYTES = Limit("trace-unpacked", 100 * 1024 * MB, "bytes", "of a trace, unpacked", "are unpacked")
"""All epochs of an exercise have a few gigabytes."""

LAYERS = Limit("layers", 200, "", "layers after the input")
NET_ARRAYS = Limit("net-arrays", 1000, "", "arrays in a .npz file from which a net is imported")
"""Each is looked up among all of them, so that their time grows as its square."""
NEURONS = Limit("neurons", 100_000, "", "neurons in a layer whose weights are drawn")
NETWORK_NUMBERS = Limit("weights", 20_000_000, "", "weights and biases of a network: 160 MB", "are kept")
STEP_NUMBERS = Limit("values", 150_000_000, "", "values of one training step or examination: 1.2 GB", "are kept")
"""All 60,000 samples of MNIST in one batch fit, with 100 hidden neurons."""
GRAPH_LINES = Limit("lines", 200, "", "lines of a graph of numbers")

EPOCHS = Limit("epochs", 10_000_000, "", "epochs of a run", "are run")
STEPS = Limit("steps", 100_000_000, "", "training steps of a run: epochs times batches", "are run")
BATCH = Limit("batch", 10_000_000, "", "samples in a batch")
CLASSES = Limit("classes", 100_000, "", "classes of targets, and columns that are targets")
TRAINED_ON = Limit("samples", 10**9, "", "samples that are set apart for training")
RUN_SECONDS = Limit("run-time", 3600, "seconds", "of a run that nnstep run begins without a question")
STUDENTS = Limit("students", 20_000, "", "students of one call of nnstep variants", "are given variants")
SHEET_NUMBERS = Limit("places", 200_000, "", "places on a blank sheet", "are written")
ASKED_NUMBERS = Limit("asked", 4000, "", "numbers that quality and variants look at", "are looked at")
SCRIPT_NUMBERS = Limit("script", 200_000, "", "numbers in an exported script", "are written")
WORKED_OPERATIONS = Limit("worked", 1000, "", "operations of a worked solution", "are written")

LIMITS: Mapping[str, Limit] = {row.name: row for row in list(globals().values()) if isinstance(row, Limit)}
"""The table, by the names."""


def stated_limits() -> Mapping[str, int]:
    """Return what the environment variable sets; raise CommandError where it can't be read."""
    return _read(os.environ.get(VARIABLE, ""))


@lru_cache(maxsize=8)
def _read(text: str) -> Mapping[str, int]:
    return dict(_settings(text))


def _settings(text: str) -> Iterator[tuple[str, int]]:
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _, value = (word.strip() for word in part.partition("="))
        row = LIMITS.get(name)
        if row is None:
            from difflib import get_close_matches  # loaded only where a name is wrong

            close = get_close_matches(name, LIMITS, n=1)
            hint = f"did you mean {close[0]}?" if close else "nnstep limits lists all of them"
            raise CommandError(f"{VARIABLE}: there is no limit called {name[:40]!r}", hint)
        if row.is_fixed:
            raise CommandError(f"{VARIABLE}: the limit {name} is {row.default:,}, and can't be changed", "leave it out")
        yield name, _amount(row, value)


def _amount(row: Limit, text: str) -> int:
    units = {"bytes": _BYTES, "seconds": _SECONDS, "": dict[str, int]()}[row.unit]
    match = _VALUE.fullmatch(text)
    word = match[2].upper() if match is not None else ""
    if match is not None and (not word or word in units):
        amount = float(match[1]) * units.get(word, 1)
        if 1 <= amount <= LARGEST:
            return int(amount)
    known = f", with {', '.join(units)} or without" if units else ""
    hint = f"write it as in {row.name}={row.setting(2 * row.default)}"
    raise CommandError(f"{VARIABLE}: {row.name}={text[:40]!r} is no amount from 1 on{known}", hint)


def _rounded_up(amount: int, unit: Unit) -> int:
    """Return an amount with two digits that is at least so large."""
    if unit == "bytes":
        size = next((size for size in reversed(_BYTES.values()) if amount >= 10 * size), 1)
        return min(LARGEST, ceil(amount / size) * size)
    step: int = 10 ** max(0, len(str(amount)) - 2)
    return min(LARGEST, -(-amount // step) * step)


def bytes_text(count: int) -> str:
    """Return a number of bytes as people say it: ``3.2 GB``, ``16 MB``, ``512 bytes``."""
    for unit, size in (("GB", 1024 * MB), ("MB", MB), ("KB", 1024)):
        if count >= size:
            return f"{count / size:.3g} {unit}"
    return f"{count} bytes"


def seconds_text(seconds: float) -> str:
    """Return a time as people say it: ``3.2 hours``, ``10 minutes``, ``5 seconds``."""
    for unit, size in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds:.3g} seconds"
