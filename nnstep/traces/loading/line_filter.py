"""Which lines of a trace are worth reading: most are told by their beginning, without reading them as JSON."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice

from nnstep.traces.trace_file import TraceFile

KIND, TARGET = b'"kind":"', b'"target":"'


def lines_that_may_state(trace: TraceFile, key: bytes, texts: Collection[str]) -> Iterator[tuple[int, bytes]]:
    """Yield the lines after the header that may have one of `texts` under a key, with their offsets.

    All of them where there is no text, or one that may be written in several ways. Within a text a quotation mark has a
    backslash before it, so that no text looks like a key; a line in which the key is spelled otherwise is yielded.
    """
    lines = islice(trace.raw_lines(0), 1, None)
    if not texts or not all(text.isidentifier() and text.isascii() for text in texts):
        yield from lines
        return
    wanted = tuple(key + text.encode() + b'"' for text in texts)
    for line in lines:
        data = line[1]
        at = data.find(key)
        if at < 0 or data.startswith(wanted, at):
            yield line
