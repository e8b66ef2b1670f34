"""Which files are the person's own: the script, and what it imports from its folder or below, or from other folders."""

from __future__ import annotations

import os
import sys

from ..wire import FILE, Wire
from .person_source import PersonSource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType
    from typing import Any

OTHERS = (f"{os.sep}site-packages{os.sep}", f"{os.sep}dist-packages{os.sep}")


class PersonFiles:
    """The person's files, each read when code of it is first met."""

    def __init__(self, script: str, wire: Wire, folders: tuple[str, ...] = ()) -> None:
        self._wire = wire
        folders = (os.path.dirname(script), os.path.dirname(os.path.realpath(script)), *folders)
        self._roots = {folder.rstrip(os.sep) + os.sep for folder in folders}
        self._library = os.path.dirname(os.__file__) + os.sep
        self._here = os.path.abspath(__file__).rpartition(f"{os.sep}own_code{os.sep}")[0] + os.sep
        self._sources: dict[str, PersonSource | None] = {}
        self._of_type: dict[type, bool] = {}

    def source(self, file: str) -> PersonSource | None:
        """Return the source of a file of the person's own; None of any other."""
        try:
            return self._sources[file]
        except KeyError:
            found = self._sources[file] = self._open(file) if self._is_own(file) else None
            return found

    def is_own_code(self, code: CodeType) -> bool:
        """Return whether a function's code is watched."""
        return self.source(code.co_filename) is not None

    def is_own_type(self, kind: type) -> bool:
        """Return whether a class was defined in a file of the person's own."""
        found = self._of_type.get(kind)
        if found is None:
            module: Any = sys.modules.get(kind.__module__)
            file = getattr(module, "__file__", None)
            found = self._of_type[kind] = isinstance(file, str) and self._is_own(file)
        return found

    def _is_own(self, file: str) -> bool:
        if not file.endswith((".py", ".pyw")) and "." in os.path.basename(file):
            return False
        path = os.path.abspath(file)
        if path.startswith((self._library, self._here)) or any(other in path for other in OTHERS):
            return False
        return any(path.startswith(root) for root in self._roots)

    def _open(self, file: str) -> PersonSource | None:
        try:
            data = text_of(file)
            number = sum(source is not None for source in self._sources.values())
            source = PersonSource(file, number, data)
        except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
            return None
        self._wire.write((FILE, os.path.abspath(file), data))
        return source


def text_of(file: str) -> bytes:
    """Return the text of a file, or of a cell of a notebook, which Python keeps among the lines that it may show."""
    try:
        with open(file, "rb") as opened:
            return opened.read()
    except OSError:
        linecache = sys.modules.get("linecache")
        lines_of = getattr(linecache, "getlines", None)  # missing while Python itself is loading it
        lines = [] if lines_of is None else lines_of(file)
        if not lines:
            raise
        return "".join(lines).encode()
