"""Compressed traces: unpacked in little memory, within the room there is; damage is not taken for a cut-off end."""

from __future__ import annotations

import gc
import os
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from nnstep.errors import DataError
from nnstep.session.opening import open_program
from nnstep.traces.reading import unpacking
from nnstep.traces.reading.plain_bytes import PlainBytes
from nnstep.traces.reading.trace_bytes import open_bytes
from nnstep.traces.reading.trace_file import TraceFile
from nnstep.traces.reading.unpacking import GZIP, unpacked
from tests.traces.recorded import record

MB = 1 << 20


def gzipped(data: bytes) -> bytes:
    packing = zlib.compressobj(wbits=31)
    return packing.compress(data) + packing.flush()


def zstd(data: bytes) -> bytes:
    """Return one frame without its size, as the program zstd writes from a pipe: it can't be read at any offset."""
    zstandard = pytest.importorskip("zstandard")
    packed: bytes = zstandard.ZstdCompressor(write_content_size=False, write_checksum=True).compress(data)
    return packed


def open_files() -> int:
    """Return how many files this process has open, where the system says."""
    folder = Path("/proc/self/fd")
    return len(list(folder.iterdir())) if folder.exists() else 0


@pytest.mark.sweep
@pytest.mark.parametrize("pack", [gzipped, zstd])
def test_a_small_file_of_zeros_takes_little_memory(pack: Callable[[bytes], bytes], tmp_path: Path) -> None:
    (tmp_path / "t").write_bytes(pack(bytes(128 * MB)))
    tracemalloc.start()
    try:
        data = open_bytes(tmp_path / "t")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (data.size, data.packed_size) == (128 * MB, (tmp_path / "t").stat().st_size)
    assert peak < 70 * MB
    data.close()


@pytest.mark.parametrize("pack", [gzipped, zstd])
def test_a_trace_larger_than_may_be_unpacked_is_refused(
    pack: Callable[[bytes], bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "t").write_bytes(pack(bytes(2 * MB)))
    monkeypatch.setenv("NNSTEP_LIMITS", "trace-unpacked=1MB")
    with pytest.raises(DataError, match="t: unpacked it has more than 1 MB, and at most 1 MB are unpacked") as caught:
        open_bytes(tmp_path / "t")
    assert "where there is room" in caught.value.hint


def test_the_disk_is_not_filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "t").write_bytes(gzipped(bytes(MB)))
    monkeypatch.setattr(unpacking, "disk_usage", lambda _: SimpleNamespace(free=100 * MB))
    with pytest.raises(DataError, match="has room for 100 MB, of which 512 MB are left free") as caught:
        open_bytes(tmp_path / "t")
    assert "set TMPDIR to a folder with more room" in caught.value.hint


@pytest.mark.thorough
def test_a_full_disk_is_said_and_no_file_stays_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "t").write_bytes(gzipped(b"x\n"))
    gc.collect()
    before = open_files()

    def fails(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(unpacking, "_write", fails)
    with pytest.raises(DataError, match=r"t: it can't be unpacked into .*: no space left on device"):
        open_bytes(tmp_path / "t")
    after = open_files()
    assert after == before


@pytest.mark.parametrize("ending", [".jsonl.gz", ".jsonl.zst"])
@pytest.mark.parametrize("nuls", [1, 30, 5000])
def test_nuls_after_a_power_failure_are_no_damage(ending: str, nuls: int, tmp_path: Path) -> None:
    path = record(tmp_path / f"t{ending}", open_program("xor", 2))
    with TraceFile(path) as trace:
        lines = [data for _, data in trace.raw_lines(0)]
    path.write_bytes(path.read_bytes() + bytes(nuls))
    with TraceFile(path) as trace:
        assert [data for _, data in trace.raw_lines(0)] == lines
    path.write_bytes(path.read_bytes()[: -nuls - 40] + bytes(30))
    with TraceFile(path) as trace:
        found = [data for _, data in trace.raw_lines(0)]
    assert found == lines[: len(found)]


@pytest.mark.parametrize("pack", [gzipped, zstd])
def test_damage_is_an_error_and_not_the_end(pack: Callable[[bytes], bytes], tmp_path: Path) -> None:
    whole = record(tmp_path / "t.jsonl", open_program("xor", 2)).read_bytes()
    packed = bytearray(pack(whole) + pack(whole))
    packed[-4] ^= 1  # a check's: the damage of other bytes may hide the end, as if it were cut off
    (tmp_path / "t.jsonl.gz").write_bytes(packed)
    with pytest.raises(DataError, match=r"t\.jsonl\.gz: what is before byte [\d,]+ can't be unpacked"):
        TraceFile(tmp_path / "t.jsonl.gz")


def test_reading_at_any_offset_needs_no_pread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "t").write_bytes(bytes(range(256)))
    monkeypatch.delattr(os, "pread")
    data = open_bytes(tmp_path / "t")
    assert [data.read(start, 3) for start in (200, 0, 254)] == [bytes([200, 201, 202]), b"\0\1\2", b"\xfe\xff"]
    data.close()


def test_what_is_unpacked_closes_the_file_it_came_from(tmp_path: Path) -> None:
    (tmp_path / "t").write_bytes(gzipped(b"1\n"))
    file = (tmp_path / "t").open("rb")
    size = (tmp_path / "t").stat().st_size
    data = unpacked(PlainBytes(file, size, size), GZIP, tmp_path / "t")
    assert file.closed
    assert data.read(0, 9) == b"1\n"
    data.close()
