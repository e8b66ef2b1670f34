"""Lines found backwards are those found forwards, in few reads."""

from __future__ import annotations

import random
from dataclasses import dataclass

import pytest

from nnstep.traces.reading import byte_lines
from nnstep.traces.reading.byte_lines import line_at, lines_backwards


@dataclass(slots=True)
class Counted:
    """Bytes that count how often they are read."""

    data: bytes
    reads: int = 0
    read_bytes: int = 0

    @property
    def size(self) -> int:
        return len(self.data)

    @property
    def packed_size(self) -> int:
        return len(self.data)

    def read(self, start: int, length: int) -> bytes:
        self.reads += 1
        self.read_bytes += length
        return self.data[start : start + length]

    def close(self) -> None:
        pass


@pytest.mark.parametrize("block", [1, 2, 7, 64, 1000])
def test_lines_backwards_are_all_lines(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(byte_lines, "_LINES", block)
    chance = random.Random(block)
    for _ in range(50):
        lines = [b"x" * chance.randrange(0, 20) + b"\n" for _ in range(chance.randrange(1, 12))]
        data = Counted(b"".join(lines) + b"cut off")
        end = len(data.data) - len(b"cut off")
        found = list(lines_backwards(data, len(lines[0]), end))
        assert [line for _, line in found] == lines[:0:-1]
        assert [data.data[at : at + len(line)] for at, line in found] == lines[:0:-1]


def test_many_short_lines_at_the_end_are_read_once() -> None:
    data = Counted(b"first\n" + b"a note\n" * 100_000)
    assert list(lines_backwards(data, 0, data.size))[-1] == (0, b"first\n")
    assert data.read_bytes < 1.1 * data.size
    assert data.reads < 10


def test_one_long_line_is_not_read_many_times() -> None:
    data = Counted(b"x" * 5_000_000 + b"\n")
    assert len(list(lines_backwards(data, 0, data.size))) == 1
    assert data.read_bytes == data.size
    assert data.reads < 8


def test_no_more_is_read_of_a_line_than_it_may_have() -> None:
    data = Counted(b"x" * 5_000_000)
    assert line_at(data, 0, 1000) is None
    assert data.read_bytes <= 1000
    assert line_at(Counted(b"123\n4"), 0, 4) == b"123\n"
