"""What a format of answer sheets is: one to fill in, and one that is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nnstep.grading.sheet.form.sheet_form import SheetForm
from nnstep.grading.sheet.sheet_document import SheetDocument


@dataclass(frozen=True, slots=True)
class BlankFormat:
    """One way to write a sheet to fill in."""

    name: str
    """What ``--format`` calls it."""
    endings: tuple[str, ...]
    title: str
    text: Callable[[SheetForm], str]


def _never(_text: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class FilledFormat:
    """One way to read a sheet."""

    endings: tuple[str, ...]
    document: Callable[[str, str], SheetDocument]
    """From a text, its lines ending in ``\\n``, and the file's name; raises SheetError for what is no such sheet."""
    is_meant: Callable[[str], bool] = _never
    """Whether a text looks like it, in a file whose name does not say what it is."""
    loose_endings: tuple[str, ...] = ()
    """Of files that are of this format unless they look like another one."""
    encodings: tuple[str, ...] = ("utf-16",)
    """In which a file may be that is no UTF-8."""
    is_doubtful: bool = False
    """Whether a file with one of the endings is often no sheet: a page, a document."""
    unpacked: Callable[[bytes, str], str] | None = None
    """From the bytes of a file that is no text, and its name, to the text in it; raises SheetError where it can't."""
