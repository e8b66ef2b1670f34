"""Title and source of a scenario file, without the rest of it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from nnstep.harmless_text import visible_prose
from nnstep.problems.text_file import read

_TABLE = re.compile(r"^[ \t]*\[", re.MULTILINE)


def heading(path: str | Path) -> tuple[str, str]:
    """Return title and source of a file without looking at the rest; raise ScenarioError where it is no TOML.

    Only what stands before the first table is read, unless that is no TOML by itself.
    """
    text = read(path)
    table = _TABLE.search(text)
    try:
        document = tomllib.loads(text[: table.start()] if table is not None else text)
    except (ValueError, RecursionError):  # cut within a list, or in fact no TOML
        from nnstep.problems.toml_document import document_of

        document = document_of(text, str(path))
    title, source = (str(document.get(key, "")) for key in ("title", "source"))
    return visible_prose(title), visible_prose(source)
