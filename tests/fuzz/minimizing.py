"""The shortest input with the same fault that is found in a few seconds."""

from __future__ import annotations

import time
from pathlib import Path

from tests.fuzz.fuzzed_reader import FuzzedReader
from tests.fuzz.judged_input import judge

_SECONDS = 20.0


def minimized(reader: FuzzedReader, data: bytes, fault: str, folder: Path) -> bytes:
    """Return `data` with as much left out as the fault allows."""
    ends = time.monotonic() + _SECONDS
    size = max(1, len(data) // 2)
    while size and time.monotonic() < ends:
        at = 0
        while at < len(data) and time.monotonic() < ends:
            shorter = data[:at] + data[at + size :]
            if judge(reader, shorter, folder).fault == fault:
                data = shorter
            else:
                at += size
        size //= 2
    return data
