"""Checks the output files that were asked for, before any work."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from nnstep.errors import OutputError
from nnstep.file_endings import ending_in
from nnstep.harmless_text import is_seen, short_line, visible
from nnstep.outputs.failure import failure, in_use, refusal, taken
from nnstep.outputs.lock import is_locked
from nnstep.outputs.replacement import check_folder
from nnstep.outputs.special import is_special, status_of

_STREAMS = {1: "standard output", 2: "standard error"}


@dataclass(frozen=True, slots=True)
class Output:
    """One file to write."""

    path: Path
    endings: Mapping[str, str]
    """The allowed endings of its name, each with a description of the format."""
    option: str = ""
    """The option that asks for it, as in ``--trace``."""
    usual: str = ""
    """The ending that counts for a device or a pipe, where there are several."""


def typed(text: str) -> tuple[Path, bool]:
    """Return the file that a line names, and whether a ! at the end asks to overwrite it.

    Raise OutputError where no file is named, or one with characters that nobody sees.
    """
    name = text.strip().removesuffix("!").strip()
    if not name:
        raise OutputError("no file is named", "type the name of a file")
    if not is_seen(name):
        hint = "leave out what is shown with a backslash"
        raise OutputError(f"{short_line(visible(name))}: characters that are not seen can't be in the name", hint)
    try:
        return Path(name).expanduser(), text.strip().endswith("!")
    except RuntimeError:
        hint = "write the full path"
        raise refusal(Path(name), "this is the home folder of an unknown user", hint) from None


def check_outputs(*outputs: Output, inputs: Iterable[str | Path] = (), overwrite: bool) -> None:
    """Raise OutputError for the first of `outputs` that can't be written, FileTakenError where one must stay.

    None of them may be one of the `inputs`, another output, or the target of standard output.
    """
    read = list(inputs)
    for output in outputs:
        try:
            _check(output, read, overwrite=overwrite)
        except (OSError, ValueError) as error:
            raise failure(output.path, error) from None
    for one, other in combinations(outputs, 2):
        if _are_same(one.path, other.path):
            raise refusal(other.path, f"{one.option} and {other.option} name the same file", "give each its own")


def ending_of(path: Path, endings: Mapping[str, str], usual: str = "") -> str:
    """Return which of `endings` a file's name has; a device or a pipe has the `usual` one, or the only one.

    Raise OutputError where it has none of them.
    """
    if found := ending_in(path.name, endings):
        return found
    for_streams = usual or (next(iter(endings)) if len(endings) == 1 else "")
    if for_streams and is_special(path):
        return for_streams
    found_instead = f"{path.suffix} files can't be written here" if path.suffix else "the name has no ending"
    known = " or ".join(f"{ending} ({meaning})" for ending, meaning in endings.items())
    raise refusal(path, found_instead, f"end the name in {known}")


def _check(output: Output, inputs: Iterable[str | Path], *, overwrite: bool) -> None:
    path = output.path
    status = status_of(path)
    if status is not None and stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    ending_of(path, output.endings, output.usual)
    if is_special(path):
        return
    if status is not None and not stat.S_ISREG(status.st_mode):
        raise refusal(path, "this is neither a file nor a pipe", "choose another name")
    for read in inputs:
        if _are_same(path, read):
            raise refusal(path, "this file is read, so it can't be written as well", "choose another name")
    if status is not None:
        _check_existing(path, status, overwrite=overwrite)
    check_folder(path)


def _check_existing(path: Path, status: os.stat_result, *, overwrite: bool) -> None:
    for descriptor, name in _STREAMS.items():
        if _is_open(descriptor, status):
            raise refusal(path, f"{name} goes to this file already", "choose another name")
    if not overwrite:
        raise taken(path)
    if is_locked(path):
        raise in_use(path)
    if not os.access(path, os.W_OK):
        raise refusal(path, "the file can't be written: it is read-only", "choose another name")


def _are_same(one: str | Path, other: str | Path) -> bool:
    """Return whether two names mean the same file, also through links, and where it does not exist yet."""
    try:
        if os.path.samefile(one, other):  # noqa: PTH121
            return True
    except (OSError, ValueError):
        pass  # at least one of them does not exist
    return os.path.realpath(one) == os.path.realpath(other)


def _is_open(descriptor: int, status: os.stat_result) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), status)
    except OSError:
        return False
