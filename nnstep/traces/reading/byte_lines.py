"""The lines in a trace's bytes, found from any offset, forwards and backwards."""

from __future__ import annotations

from collections.abc import Iterator

from nnstep.traces.reading.plain_bytes import TraceBytes

_LINES = 1 << 18
"""Bytes that are read at once where lines are looked for."""


def line_blocks(data: TraceBytes, start: int, end: int) -> Iterator[tuple[int, bytes]]:
    """Yield the whole lines between two offsets as texts of many lines, each with the offset of its first one."""
    at, rest = start, b""
    chunk = _LINES
    while at + len(rest) < end:
        rest += data.read(at + len(rest), min(chunk, end - at - len(rest)))
        ends = rest.rfind(b"\n") + 1
        if ends:
            yield at, rest[:ends]
        at, rest = at + ends, rest[ends:]
        chunk = max(_LINES, len(rest))


def line_at(data: TraceBytes, offset: int, most: int | None = None) -> bytes | None:
    """Return the line that begins at an offset; None where it is not complete, or not within `most` bytes."""
    parts: list[bytes] = []
    end = data.size if most is None else offset + most
    while chunk := data.read(offset, min(_LINES, end - offset)):
        newline = chunk.find(b"\n")
        if newline >= 0:
            return b"".join([*parts, chunk[: newline + 1]])
        parts.append(chunk)
        offset += len(chunk)
    return None


def next_line(data: TraceBytes, offset: int, end: int) -> int | None:
    """Return where the first line begins at or after an offset, None where there is none before `end`."""
    at = offset - 1
    while at < end:
        chunk = data.read(at, min(_LINES, end - at))
        if (newline := chunk.find(b"\n")) >= 0:
            return at + newline + 1
        at += len(chunk)
    return None


def line_before(data: TraceBytes, end: int) -> int:
    """Return where the line begins that ends before `end`."""
    at = end - 1
    while at > 0:
        start = max(0, at - _LINES)
        newline = data.read(start, at - start).rfind(b"\n")
        if newline >= 0:
            return start + newline + 1
        at = start
    return 0


def lines_backwards(data: TraceBytes, start: int, end: int) -> Iterator[tuple[int, bytes]]:
    """Yield the lines between two offsets at which lines begin, the last one first, each with its offset."""
    at, rest = end, b""  # where the bytes begin that were read and not yielded
    chunk = _LINES
    while at > start:
        begins = max(start, at - chunk)
        rest = data.read(begins, at - begins) + rest
        at = begins
        stop = len(rest)
        while (newline := rest.rfind(b"\n", 0, stop - 1)) >= 0:
            yield at + newline + 1, rest[newline + 1 : stop]
            stop = newline + 1
        rest = rest[:stop]
        chunk = max(_LINES, len(rest))
    if rest:
        yield start, rest
