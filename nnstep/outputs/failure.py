"""Turns errors of the operating system about an output file into messages."""

from __future__ import annotations

import errno
from pathlib import Path

from nnstep.errors import FileTakenError, OutputError, system_reason
from nnstep.outputs.special import descriptor_of

_NO_NAME = "no file can have this name"
_HINTS = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), "make room there, or choose a folder on another disk"),
    **dict.fromkeys((errno.ENOENT, errno.ENOTDIR), "make the folder first, or choose another one"),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), "choose a folder that you may write to"),
    errno.EISDIR: "name a file in it",
    errno.ENAMETOOLONG: "choose a shorter one",
    errno.ENXIO: "nothing reads from this pipe: start the program that reads it first",
}


def failure(path: Path, error: OSError | ValueError) -> Exception:
    """Return the error to raise where `path` can't be written: the reason, and what to do about it.

    For a closed pipe behind the process's own output, that is the error itself.
    """
    if isinstance(error, BrokenPipeError) and descriptor_of(path) is not None:
        return error
    reason = system_reason(error)
    code = getattr(error, "errno", None)
    if code == errno.ENAMETOOLONG or (isinstance(error, ValueError) and "null" in reason):
        reason = _NO_NAME
    return refusal(path, f"the file can't be written: {reason}", _HINTS.get(code or 0, "choose another file"))


def refusal(path: Path, reason: str, hint: str) -> OutputError:
    """Return the error for a file that nnstep does not write."""
    return OutputError(f"{path}: {reason}", hint)


def taken(path: Path) -> FileTakenError:
    """Return the error for a file that exists and must stay."""
    return FileTakenError(f"{path} exists already", "choose another name")


def in_use(path: Path) -> OutputError:
    """Return the error for a file that another recording goes to."""
    return refusal(path, "another program is writing to this file", "choose another name")
