"""Files that grow: synced at stated intervals, whole to their last complete line after any failure."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nnstep.errors import FileTakenError, OutputError
from nnstep.outputs import stream
from nnstep.outputs.asked import Output, check_outputs
from nnstep.outputs.stream import SYNC_SECONDS, Stream
from nnstep.outputs.whole import write_text
from tests.outputs.test_whole import largest_file, names_in

FIRST = b'{"header": 1}\n'


class Clock:
    """A clock that goes on when it is told to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        monkeypatch.setattr(stream, "monotonic", lambda: self.now)


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the sizes of what is synced, as it is synced."""
    sizes: list[int] = []

    def sync(descriptor: int) -> None:
        sizes.append(os.fstat(descriptor).st_size)

    monkeypatch.setattr(stream, "sync", sync)
    return sizes


def test_lines_are_in_the_file_at_the_end_of_their_group(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    growing = Stream(path, FIRST, overwrite=False)
    assert path.read_bytes() == FIRST
    growing.add(b"1\n", ends_group=False)
    assert path.read_bytes() == FIRST
    growing.add(b"2\n", ends_group=True)
    assert path.read_bytes() == FIRST + b"1\n2\n"
    growing.add(b"3\n", ends_group=False)
    growing.close()
    growing.close()
    assert path.read_bytes() == FIRST + b"1\n2\n3\n"


def test_a_growing_file_is_synced_once_a_second_and_at_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, synced: list[int]
) -> None:
    clock = Clock(monkeypatch)
    growing = Stream(tmp_path / "t.jsonl", b"0\n", overwrite=False)
    for tenth in range(1, 32):
        clock.now = tenth * SYNC_SECONDS / 10
        growing.add(b"1\n", ends_group=True)
    assert synced == [2 + 2 * 10, 2 + 2 * 20, 2 + 2 * 30]
    growing.close()
    assert synced[3:] == [2 + 2 * 31]


def test_a_long_group_does_not_pile_up_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    growing = Stream(path, FIRST, overwrite=False)
    for _ in range(30):
        growing.add(b"x" * 99_999 + b"\n", ends_group=False)
    assert path.stat().st_size > 1_000_000
    growing.close()


def add_all(growing: Stream, lines: list[bytes]) -> None:
    for line in lines:
        growing.add(line, ends_group=line is lines[-1])


@pytest.mark.parametrize("size", range(14, 40, 3))
def test_after_a_full_disk_the_file_ends_with_its_last_complete_line(tmp_path: Path, size: int) -> None:
    path = tmp_path / "t.jsonl"
    growing = Stream(path, FIRST, overwrite=False)
    lines = [f'{{"number": {number}}}\n'.encode() for number in range(3)]
    with largest_file(size), pytest.raises(OutputError, match="file too large"):
        add_all(growing, lines)
    assert growing.closed
    growing.close()
    whole = [FIRST, *lines]
    fitting = max(n for n in range(1, 5) if len(b"".join(whole[:n])) <= size)
    assert path.read_bytes() == b"".join(whole[:fitting])


def test_a_disk_that_refuses_a_sync_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    growing = Stream(tmp_path / "t.jsonl", FIRST, overwrite=False)

    def broken(descriptor: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fsync", broken)
    growing.add(b"1\n", ends_group=True)
    with pytest.raises(OutputError, match="input/output error"):
        growing.close()
    assert growing.closed


@pytest.mark.parametrize("call", ["fsync", "link", "open"])
def test_an_old_file_stays_alone_where_a_new_one_can_not_begin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text("old")

    def full(*arguments: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, call, full)
        with pytest.raises(OutputError, match="no space left"):
            Stream(path, FIRST, overwrite=True)
    with largest_file(3), pytest.raises(OutputError, match="file too large"):
        Stream(path, FIRST, overwrite=True)
    assert path.read_text() == "old"
    assert names_in(tmp_path) == ["t.jsonl"]
    with pytest.raises(FileTakenError):
        Stream(path, FIRST, overwrite=False)
    Stream(path, FIRST, overwrite=True).close()
    assert path.read_bytes() == FIRST


def test_an_old_file_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path, beside = tmp_path / "t.jsonl", tmp_path / "unfinished-t.jsonl"
    path.write_text("old")
    growing = Stream(path, FIRST, overwrite=True)
    growing.add(b"1\n", ends_group=True)
    assert (path.read_text(), beside.read_bytes()) == ("old", FIRST + b"1\n")
    growing.close()
    assert path.read_bytes() == FIRST + b"1\n"
    assert (names_in(tmp_path), growing.kept_beside) == (["t.jsonl"], "")


def test_an_interrupted_one_stays_beside_the_old_one_under_a_name_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text("old")
    for number in ("", "2-"):
        growing = Stream(path, FIRST, overwrite=True)
        growing.close(is_whole=False)
        assert growing.kept_beside == f"the old t.jsonl stays; what was recorded is in unfinished-{number}t.jsonl"
    assert names_in(tmp_path) == ["t.jsonl", "unfinished-2-t.jsonl", "unfinished-t.jsonl"]
    assert path.read_text() == "old"
    growing = Stream(tmp_path / "new.jsonl", FIRST, overwrite=True)
    growing.close(is_whole=False)
    assert ((tmp_path / "new.jsonl").read_bytes(), growing.kept_beside) == (FIRST, ""), "where there is no old one"


def test_where_a_link_leads_to_another_folder_that_is_named(tmp_path: Path) -> None:
    old, link = tmp_path / "folder" / "old.jsonl", tmp_path / "t.jsonl"
    old.parent.mkdir()
    old.write_text("old")
    link.symlink_to(old)
    growing = Stream(link, FIRST, overwrite=True)
    growing.close(is_whole=False)
    beside = old.with_name("unfinished-old.jsonl").resolve()
    assert growing.kept_beside == f"the old t.jsonl stays; what was recorded is in {beside}"
    assert (beside.read_bytes(), old.read_text()) == (FIRST, "old")
    Stream(link, FIRST, overwrite=True).close()
    assert (link.is_symlink(), old.read_bytes()) == (True, FIRST)


def test_a_name_as_long_as_the_system_has_them_can_be_replaced(tmp_path: Path) -> None:
    path = tmp_path / ("é" * 124 + ".jsonl")
    path.write_text("old")
    growing = Stream(path, FIRST, overwrite=True)
    assert len(names_in(tmp_path)) == 2
    growing.close()
    assert path.read_bytes() == FIRST


def test_while_a_new_one_grows_no_other_takes_the_old_ones_place(tmp_path: Path) -> None:
    pytest.importorskip("fcntl")
    path = tmp_path / "t.jsonl"
    path.write_text("old")
    growing = Stream(path, FIRST, overwrite=True)
    with pytest.raises(OutputError, match="another program is writing to this file"):
        Stream(path, FIRST, overwrite=True)
    with pytest.raises(OutputError, match="another program is writing to this file"):
        write_text(path, "another", overwrite=True)
    growing.close(is_whole=False)
    write_text(path, "another", overwrite=True)
    assert path.read_text(encoding="utf-8") == "another"


@pytest.mark.parametrize("gone", ["removed", "folder removed", "folder moved", "replaced"])
@pytest.mark.parametrize("end", [Stream.close, lambda growing: growing.add(b"2\n", ends_group=True)])
def test_a_file_that_is_gone_from_its_name_is_an_error_at_the_next_sync_or_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gone: str, end: Callable[[Stream], None]
) -> None:
    clock = Clock(monkeypatch)
    folder = tmp_path / "folder"
    folder.mkdir()
    path = folder / "t.jsonl"
    growing = Stream(path, FIRST, overwrite=False)
    growing.add(b"1\n", ends_group=True)
    if gone == "folder moved":
        folder.rename(tmp_path / "elsewhere")
    else:
        path.unlink()
    if gone == "folder removed":
        folder.rmdir()
    if gone == "replaced":
        path.write_text("another one")
    clock.now = 2 * SYNC_SECONDS
    with pytest.raises(OutputError, match="was moved or removed while it was being written"):
        end(growing)
    assert growing.closed


def test_permissions_and_links_are_kept(tmp_path: Path) -> None:
    (tmp_path / "real.jsonl").write_text("old")
    (tmp_path / "real.jsonl").chmod(0o600)
    (tmp_path / "t.jsonl").symlink_to("real.jsonl")
    growing = Stream(tmp_path / "t.jsonl", FIRST, overwrite=True)
    growing.add(b"1\n", ends_group=True)
    growing.close()
    assert (tmp_path / "t.jsonl").is_symlink()
    assert (tmp_path / "real.jsonl").read_bytes() == FIRST + b"1\n"
    assert (tmp_path / "real.jsonl").stat().st_mode & 0o777 == 0o600


def test_a_device_takes_lines(tmp_path: Path) -> None:
    growing = Stream(Path("/dev/null"), FIRST, overwrite=False)
    growing.add(b"1\n", ends_group=True)
    growing.close()
    assert growing.closed


def test_a_pipe_that_nothing_reads_any_more_is_said(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    growing = Stream(pipe, FIRST, overwrite=False)
    assert os.read(reader, 100) == FIRST
    os.close(reader)
    with pytest.raises(OutputError, match="broken pipe"):
        growing.add(b"1\n", ends_group=True)
    growing.close()


def test_no_writer_replaces_a_file_that_is_being_recorded(tmp_path: Path) -> None:
    pytest.importorskip("fcntl")
    path = tmp_path / "t.jsonl"
    growing = Stream(path, FIRST, overwrite=False)
    with pytest.raises(OutputError, match="another program is writing to this file"):
        check_outputs(Output(path, {".jsonl": "a trace"}), overwrite=True)
    with pytest.raises(OutputError, match="another program is writing to this file"):
        write_text(path, "another", overwrite=True)
    growing.add(b"1\n", ends_group=True)
    growing.close()
    assert path.read_bytes() == FIRST + b"1\n"
    assert names_in(tmp_path) == ["t.jsonl"]
    check_outputs(Output(path, {".jsonl": "a trace"}), overwrite=True)
    write_text(path, "another", overwrite=True)
    assert path.read_text(encoding="utf-8") == "another"


def test_a_stream_that_can_not_be_locked_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "lock", lambda _: False)
    with pytest.raises(OutputError, match="another program is writing to this file"):
        Stream(tmp_path / "t.jsonl", FIRST, overwrite=False)
