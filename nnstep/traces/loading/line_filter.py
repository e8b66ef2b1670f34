"""Which lines of a trace are worth reading: most are told by their beginning, without reading them as JSON."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from nnstep.traces.reading.trace_file import TraceFile

KIND, TARGET = b'"kind":"', b'"target":"'


def body_lines(trace: TraceFile) -> Iterator[tuple[int, bytes]]:
    """Yield all lines after the header, with their offsets."""
    return (line for line in trace.raw_lines(0) if line[0])


def lines_that_may_state(trace: TraceFile, key: bytes, texts: Collection[str]) -> Iterator[tuple[int, bytes]]:
    """Yield the lines after the header that may have one of `texts` under a key, with their offsets.

    Within a text a quotation mark has a backslash before it, so that no text looks like a key. A line that spells the
    key in another way is yielded; so are all lines where a text can be written in several ways.
    """
    lines = body_lines(trace)
    if not all(text.isidentifier() and text.isascii() for text in texts):
        yield from lines
        return
    wanted = tuple(key + text.encode() + b'"' for text in texts)
    for line in lines:
        data = line[1]
        at = data.find(key)
        if at < 0 or data.startswith(wanted, at):
            yield line
