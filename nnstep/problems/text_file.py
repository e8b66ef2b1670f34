"""From a path to the text of the file there, or one clear message why not."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from nnstep import limits
from nnstep.errors import ScenarioError
from nnstep.input_files import open_regular, read_regular, unreadable
from nnstep.problems.did_you_mean import meant
from nnstep.problems.problem import Problem, located_error
from nnstep.problems.text_lines import TextLines

_HEAD_BYTES = 512
"""So many of the first bytes show that a file is no text."""
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read(path: str | Path, encodings: Sequence[str] = ()) -> str:
    """Return the text of the file at `path`; raise ScenarioError where it can't be read, and as `decoded` does."""
    _check_is_text(path)
    return decoded(read_bytes(path), path, encodings)


def decoded(data: bytes, path: str | Path, encodings: Sequence[str] = ()) -> str:
    """Return the text of a file from its bytes; raise ScenarioError where it is no UTF-8 text.

    `encodings` are what else it may be in: UTF-16 where it begins with a byte order mark, others where they fit.
    """
    fitting = [name for name in encodings if name != "utf-16" or data.startswith(_UTF_16_MARKS)]
    for encoding in ("utf-8-sig", *fitting):
        text = _decoded(data, encoding)
        if text is not None:
            return text
    return _refuse_encoding(data, str(path))


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _check_is_text(path: str | Path) -> None:
    """Raise ScenarioError for a file of a known kind that is no text, of whatever size."""
    try:
        with open_regular(path) as file:
            head = file.read(_HEAD_BYTES)
    except (OSError, ValueError):
        return  # said by whoever reads it
    if head.isascii() and b"\0" not in head:
        return  # as of nearly every file, for which the kinds need not be loaded
    from nnstep.binary_kinds import binary_kind

    kind = binary_kind(str(path), head)
    if kind is not None:
        raise _error(path, f"this is {kind.what}, not a text", kind.hint_for(str(path)))


def read_bytes(path: str | Path) -> bytes:
    """Return the bytes of the file at `path`; raise ScenarioError where it can't be read, or has too many."""
    try:
        return read_regular(path, limits.TEXT_BYTES)
    except FileNotFoundError:
        raise _missing(path) from None
    except IsADirectoryError:
        raise _error(path, "this is a folder, not a scenario file", _example(path)) from None
    except (OSError, ValueError) as error:
        raise _error(path, unreadable(error)) from None


def _error(path: str | Path, message: str, hint: str = "") -> ScenarioError:
    return ScenarioError(f"{path}: {message}", hint)


def _missing(path: str | Path) -> ScenarioError:
    folder, name = Path(path).parent, Path(path).name
    if not folder.is_dir():
        return _error(path, f"there is no such file, and no folder {folder}")
    return _error(path, "there is no such file", meant(name, (other for other in _names(folder) if other != name)))


def _names(folder: Path) -> list[str]:
    try:
        return sorted(entry.name for entry in folder.iterdir())
    except OSError:
        return []


def _example(folder: str | Path) -> str:
    name = next((name for name in _names(Path(folder)) if name.endswith(".toml")), "")
    return f"name one of its files, such as {Path(folder, name)}" if name else ""


def _refuse_encoding(data: bytes, path: str) -> NoReturn:
    data = data.removeprefix(b"\xef\xbb\xbf")
    at = _first_wrong_byte(data)
    start = data.rfind(b"\n", 0, at) + 1
    line = data.count(b"\n", 0, at) + 1
    column = len(data[start:at].decode()) + 1
    message = f"this is not UTF-8 text: byte {at - start + 1} of line {line} is 0x{data[at]:02x}"
    text = data.decode(errors="backslashreplace").replace("\r\n", "\n")
    problem = Problem(line, column, column + 4, "", message, _encoding_hint(data))
    raise located_error([problem], path, TextLines(text))


def _first_wrong_byte(data: bytes) -> int:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return error.start
    raise ValueError("this is UTF-8")


def _encoding_hint(data: bytes) -> str:
    if data.startswith(_UTF_16_MARKS):
        return "it looks like UTF-16: save it as UTF-8 in your editor"
    return "save it as UTF-8 in your editor"
