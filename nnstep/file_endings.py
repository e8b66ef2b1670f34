"""Which kind of file a name says that it is: the longest known ending that fits, in any case of its letters."""

from __future__ import annotations

from collections.abc import Iterable


def ending_in(name: str, endings: Iterable[str]) -> str:
    """Return which of `endings`, such as ``.jsonl.gz``, a file's name has: the longest one, empty where it has none."""
    lowered = name.lower()
    return max((ending for ending in endings if lowered.endswith(ending)), key=len, default="")
