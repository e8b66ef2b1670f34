"""Faults in nnstep itself: the message, and the report that is written.

A front end catches here what no part foresaw. ``NNSTEP_FAULTS=raise`` in the environment lets every fault through, as
the tests and whoever works on nnstep want it.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from nnstep.harmless_text import cut_text, visible, visible_lines
from nnstep.version import __version__, installed_versions

SWITCH = "NNSTEP_FAULTS"
"""The variable of the environment that lets faults through where it is ``raise``."""
_MOST_REPORTS = 20
"""A session writes no more of them."""
_MOST_SHOWN = 200
"""Characters of an exception's own message that are shown; the report has more."""
_MOST_IN_LINE, _MOST_LINES = 2_000, 3_000
_SAME_NAME = 100
"""So many reports can be written in a second."""
_PACKAGES = ("numpy", "textual", "rich", "click", "orjson")


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault, as people are told of it."""

    error: str
    """The exception in one line."""
    report: Path | None
    """The file that says more; None where none could be written."""
    place: object = None
    """What it shares with itself alone when it happens again."""

    @property
    def text(self) -> str:
        """What is said of it, in one line."""
        where = f"report: {visible(str(self.report))}" if self.report is not None else "no report could be written"
        return f"this is a fault in nnstep, not in your input ({self.error}); {where}"


class Faults:
    """The faults of one session: each distinct one is reported in one file, however often it happens."""

    def __init__(self) -> None:
        self._reports: dict[object, Path | None] = {}
        self.count = 0
        """How many there were, the same one counted each time."""

    @property
    def reports(self) -> list[Path]:
        """The files written so far."""
        return [path for path in self._reports.values() if path is not None]

    def take(self, error: BaseException, doing: str, about: Mapping[str, str] | None = None) -> Fault:
        """Report a fault, unless it is known; raise `error` itself where faults are let through."""
        key = _place(error)
        known = key in self._reports
        path = self._reports[key] if known else None
        if not known and (len(self._reports) < _MOST_REPORTS or faults_pass()):
            path = self._reports[key] = report_fault(error, doing, about)
        self.count += 1
        return Fault(error_line(error), path, key)


def faults_pass() -> bool:
    """Return whether the environment asks for faults to be let through."""
    return os.environ.get(SWITCH) == "raise"


def report_fault(error: BaseException, doing: str, about: Mapping[str, str] | None = None) -> Path | None:
    """Write a report of a fault to a new file, and return it; None where it can be written nowhere.

    It goes to the current folder, or else to the one for temporary files. `doing` is what the person had asked for,
    `about` what else may help, by name. Raise `error` itself where the environment lets faults through.
    """
    if faults_pass():
        raise error
    text = "\n".join(_lines(error, doing, about or {})) + "\n"
    for folder in _folders():
        path = _written(folder, text)
        if path is not None:
            return path
    return None


def error_line(error: BaseException) -> str:
    """Return an exception in one line that can be shown."""
    try:
        message = " ".join(str(error).split())
    except Exception:
        message = ""
    return visible(": ".join(filter(None, [type(error).__name__, cut_text(message, _MOST_SHOWN)])))


def _place(error: BaseException) -> object:
    """Return what tells one fault from another: the exception's kind, and the lines that led to it."""
    from traceback import walk_tb

    frames = walk_tb(error.__traceback__)
    return type(error), tuple((frame.f_code.co_filename, line) for frame, line in frames)


def _lines(error: BaseException, doing: str, about: Mapping[str, str]) -> Iterator[str]:
    import platform
    from traceback import format_exception

    yield "A fault in nnstep. Nothing was sent anywhere; look through this file before you pass it on."
    yield ""
    yield f"nnstep {__version__}, Python {platform.python_version()}, {platform.platform()}"
    yield visible(", ".join(f"{name} {version}" for name, version in installed_versions(_PACKAGES).items()))
    yield visible(f"called as: {' '.join(sys.argv)}")
    yield visible(f"doing: {doing}")
    for name, text in about.items():
        yield visible(f"{name}: {text}")
    yield ""
    lines = visible_lines("".join(format_exception(error))).split("\n")
    if len(lines) > _MOST_LINES:
        lines = [*lines[: _MOST_LINES // 2], "...", *lines[-_MOST_LINES // 2 :]]
    yield from (line[:_MOST_IN_LINE] for line in lines)


def _folders() -> Iterator[Path]:
    yield Path()
    from tempfile import gettempdir

    with suppress(OSError):
        yield Path(gettempdir())


def _written(folder: Path, text: str) -> Path | None:
    """Write a new file in a folder, readable to the person alone; None where that can't be done."""
    stem = f"nnstep-fault-{time.strftime('%Y%m%d-%H%M%S')}"
    for number in range(1, _SAME_NAME + 1):
        path = folder / (f"{stem}.txt" if number == 1 else f"{stem}-{number}.txt")
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        except OSError:
            return None
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
        except OSError:
            with suppress(OSError):
                path.unlink()
            return None
        return path
    return None
