"""Title and source of a scenario file, without the rest of it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from nnstep.harmless_text import visible_prose
from nnstep.problems.text_file import read

_KEYS = ("title", "source")
_REST = re.compile(rf"^(?!(?:{'|'.join(_KEYS)})\b|#)\S", re.MULTILINE)
"""Where something else begins than these keys and comments."""


def heading(path: str | Path) -> tuple[str, str]:
    """Return title and source of a file; raise ScenarioError where it is no TOML.

    The rest is read only where the file does not begin with both.
    """
    text = read(path)
    document = _beginning(text)
    if not all(key in document for key in _KEYS):
        from nnstep.problems.toml_document import document_of

        document = document_of(text, str(path))
    title, source = (str(document.get(key, "")) for key in _KEYS)
    return visible_prose(title), visible_prose(source)


def _beginning(text: str) -> dict[str, object]:
    """Return what stands before the rest; nothing where that is no TOML by itself."""
    rest = _REST.search(text)
    try:
        return tomllib.loads(text[: rest.start()] if rest is not None else text)
    except (ValueError, RecursionError):
        return {}
