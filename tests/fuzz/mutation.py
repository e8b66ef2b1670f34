"""Inputs made from others: bytes and words changed, and members of archives, which keep their checksums."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from random import Random
from typing import TypeAlias

Mutation: TypeAlias = Callable[[bytes, Random, Sequence[bytes], Sequence[str]], bytes]

_WORD = re.compile(rb"[A-Za-z_][A-Za-z0-9_]*")
MOST_BYTES = 200_000
"""Of an input."""
NUMBERS = (
    *("0", "-0", "-1", "1", "2", "3", "255", "256", "65535", "1e308", "1e309", "-1e400", "5e-324", "nan", "inf"),
    *("-inf", "1_0", "0x1F", "1.", ".5", "1/0", "1/3", "NaN", "Infinity", "2147483648", "4294967296", "1e-400"),
    *("9223372036854775807", "9223372036854775808", "-9223372036854775809", "18446744073709551616", "9" * 400),
    *("٣", "½", "1,5", "1.234,5", "--1", "+", "1e", "1e999999999", "0" * 300 + "1"),
)
CHARACTERS = (
    *("\x00", "\x1b[2J", "\x9b31m", "\r", "\n", "\t", "\x7f", "\u202e", "\u200b", "\u2028", "\ufeff", "\U0001f600"),
    *("\u0301", "é", "Ω", '"', "'", "\\", "{", "}", "[", "]", "(", ")", "<", ">", "&", "=", ",", ";", ":", "|", "#"),
    *("%", "$", "@", "\\x00", "\\ud800", "&#0;", "&#xd800;", "<![CDATA[", "-->", "../", "..\\", "/"),
)


def mutated(seeds: Sequence[bytes], tokens: Sequence[str], random: Random) -> bytes:
    """Return a seed with a few changes."""
    data = random.choice(seeds)
    inside = unpacked(data)
    if inside and random.random() < 0.8:
        name = random.choice(list(inside))
        others = [member for seed in seeds[:8] for member in unpacked(seed).values()] or seeds
        return packed(data, {**inside, name: _changed(inside[name], others, tokens, random)}, name, random)
    return _changed(data, seeds, tokens, random)


def _changed(data: bytes, seeds: Sequence[bytes], tokens: Sequence[str], random: Random) -> bytes:
    for _ in range(random.choice((1, 1, 1, 1, 2, 2, 3, 4, 8))):
        data = random.choice(_MUTATIONS)(data, random, seeds, tokens)[:MOST_BYTES]
    return data


@cache
def unpacked(data: bytes) -> Mapping[str, bytes]:
    """Return the members of an archive, or what a packed stream holds under an empty name; nothing of other bytes."""
    try:
        if data[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                return {one.filename: archive.read(one) for one in archive.infolist() if one.file_size <= MOST_BYTES}
        if data[:2] == b"\x1f\x8b":
            return {"": zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data, MOST_BYTES)}
        if data[:4] == b"\x28\xb5\x2f\xfd":
            import zstandard

            with zstandard.ZstdDecompressor().stream_reader(data, read_across_frames=True) as stream:
                return {"": stream.read(MOST_BYTES)}
    except Exception:  # whatever damaged ones raise: they are changed as bytes
        return {}
    return {}


def packed(like: bytes, members: Mapping[str, bytes], changed: str, random: Random) -> bytes:
    """Return members packed as `like` is; now and then the name of the changed one is another."""
    if like[:2] == b"\x1f\x8b":
        return gzip.compress(members[""], 1)
    if like[:4] == b"\x28\xb5\x2f\xfd":
        import zstandard

        return zstandard.ZstdCompressor(1).compress(members[""])
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", random.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as archive:
        for stated, content in members.items():
            name = stated
            if stated == changed and random.random() < 0.1:
                name = random.choice(("../x", "/x", "a" * 300, f"{name}/{name}", name[:-4], name[::-1], "ä\x01.toml"))
            if name.partition("\0")[0] and name not in archive.NameToInfo:
                archive.writestr(name, content)
    return file.getvalue()


def _cut(data: bytes, random: Random) -> tuple[int, int]:
    """Return a stretch, short as a rule."""
    start = random.randint(0, len(data))
    most = 8 if random.random() < 0.7 else len(data)
    return start, min(len(data), start + random.randint(0, most))


def _flip(data: bytes, random: Random, *_: object) -> bytes:
    if not data:
        return data
    at = random.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << random.randrange(8))]) + data[at + 1 :]


def _set(data: bytes, random: Random, *_: object) -> bytes:
    start, end = _cut(data, random)
    return data[:start] + bytes(random.choice((0, 1, 0x7F, 0x80, 0xFF)) for _ in range(end - start)) + data[end:]


def _without(data: bytes, random: Random, *_: object) -> bytes:
    start, end = _cut(data, random)
    return data[:start] + data[end:]


def _again(data: bytes, random: Random, *_: object) -> bytes:
    start, end = _cut(data, random)
    many = random.choice((1, 1, 2, 10, 300)) if end - start < 40 else 1
    return data[:end] + data[start:end] * many + data[end:]


def _shortened(data: bytes, random: Random, *_: object) -> bytes:
    return data[: random.randint(0, len(data))]


def _word(data: bytes, random: Random, _seeds: Sequence[bytes], tokens: Sequence[str]) -> bytes:
    start, end = _cut(data, random)
    word = random.choice(tokens or CHARACTERS).encode("utf-8", "surrogatepass")
    return data[:start] + word + data[end if random.random() < 0.5 else start :]


def _character(data: bytes, random: Random, *_: object) -> bytes:
    at = random.randint(0, len(data))
    return data[:at] + random.choice(CHARACTERS).encode() + data[at:]


def _number(data: bytes, random: Random, *_: object) -> bytes:
    """Put another number in the place of one."""
    start = random.randint(0, len(data))
    while start < len(data) and not 48 <= data[start] <= 57:
        start += 1
    end = start
    while end < len(data) and data[end] in b"0123456789.eE":
        end += 1
    return data[:start] + random.choice(NUMBERS).encode() + data[end:]


def _reworded(data: bytes, random: Random, _seeds: Sequence[bytes], tokens: Sequence[str]) -> bytes:
    """Put another word in the place of one."""
    begins = random.randint(0, len(data))
    word = _WORD.search(data, begins) or _WORD.search(data)
    if word is None:
        return data
    other = random.choice(tokens) if tokens and random.random() < 0.7 else random.choice(_WORD.findall(data)).decode()
    return data[: word.start()] + other.encode("utf-8", "surrogatepass") + data[word.end() :]


def _spliced(data: bytes, random: Random, seeds: Sequence[bytes], _tokens: Sequence[str]) -> bytes:
    other = random.choice(seeds)
    start, end = _cut(other, random)
    at = random.randint(0, len(data))
    return data[:at] + other[start:end] + data[at + (end - start) * random.randrange(2) :]


def _lines(data: bytes, random: Random, *_: object) -> bytes:
    """Swap, drop or repeat a line."""
    lines = data.split(b"\n")
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    match random.randrange(3):
        case 0:
            lines[one], lines[other] = lines[other], lines[one]
        case 1:
            del lines[one]
        case _:
            lines.insert(other, lines[one])
    return b"\n".join(lines)


def _deep(data: bytes, random: Random, *_: object) -> bytes:
    opening, closing = random.choice(((b"[", b"]"), (b"(", b")"), (b"{", b"}"), (b"<a>", b"</a>"), (b"-", b"")))
    start, end = _cut(data, random)
    count = random.choice((1, 2, 20, 1000, 30_000))
    return data[:start] + opening * count + data[start:end] + closing * count + data[end:]


def _count(data: bytes, random: Random, *_: object) -> bytes:
    """Put another count in the place of one that is written in bytes."""
    size, order = random.choice((1, 2, 4, 8)), random.choice(("little", "big"))
    at = random.randint(0, max(0, len(data) - size))
    value = random.choice((0, 1, 2, 1 << (8 * size - 1), (1 << 8 * size) - 1, (1 << 8 * size - 1) - 1, len(data)))
    return data[:at] + (value % (1 << 8 * size)).to_bytes(size, order) + data[at + size :]


_MUTATIONS: Sequence[Mutation] = (
    *(_flip, _set, _without, _again, _shortened, _word, _word, _word, _character, _character),
    *(_number, _number, _reworded, _reworded, _reworded, _spliced, _lines, _deep, _count),
)
