"""Every call that writes made to fail in turn: the old file or the whole new one, and nothing beside it."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from nnstep.errors import OutputError
from nnstep.outputs.stream import Stream
from nnstep.outputs.whole import write_file
from tests.outputs.faulty_disk import ERRORS, Fault, FaultyDisk, KilledError
from tests.outputs.test_whole import names_in

OLD, NEW = b"old\n" * 100, b"new\n" * 5000
UNFINISHED, BEGINNING = ".nnstep-unfinished-", "unfinished-net.py"
Act = Callable[[Path], None]


def whole(path: Path) -> None:
    write_file(path, lambda file: [file.write(part) for part in (NEW[:10], NEW[10:])], overwrite=True)


def whole_and_new(path: Path) -> None:
    write_file(path, lambda file: file.write(NEW))


LINES = [f'{{"number": {number}}}\n'.encode() for number in range(5)]


def growing(path: Path, compress: Callable[[bytes], bytes] | None = None) -> None:
    stream = Stream(path, LINES[0], overwrite=True, compress=compress)
    for number, line in enumerate(LINES[1:], start=1):
        stream.add(line, ends_group=number % 2 == 0)
    stream.close()


def at_every_call(
    patch: pytest.MonkeyPatch, folder: Path, act: Act, fault: Fault, old: bytes | None, *, beside: str = ""
) -> Iterator[tuple[FaultyDisk, Path, Exception | KilledError | None]]:
    """Yield what came of `act` where its first call goes wrong, its second one, and so on until none does.

    `beside` is the ending of the file that it writes in place of the one that it is given, an old one too.
    """
    for failing in range(1000):
        place = folder / f"{act.__name__}-{fault}-{old is None}-{failing}"
        place.mkdir()
        path = place / "net.py"
        if old is not None:
            path.write_bytes(old)
        if beside:
            path.with_suffix(beside).write_bytes(OLD)
        problem: Exception | KilledError | None = None
        with patch.context() as here:
            disk = FaultyDisk(here, failing, fault)
            try:
                act(path)
            except (OutputError, KilledError) as error:
                problem = error
                if isinstance(error, KilledError):
                    disk.release()
        yield disk, path, problem
        if not disk.failed:
            assert problem is None
            return
    pytest.fail("there is no end of calls")


def content(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


@pytest.mark.parametrize("fault", ERRORS)
@pytest.mark.parametrize(("act", "old"), [(whole, OLD), (whole_and_new, None)])
def test_a_file_is_the_old_one_or_the_whole_new_one_whatever_call_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: Act, old: bytes | None, fault: Fault
) -> None:
    failed = set()
    for disk, path, problem in at_every_call(monkeypatch, tmp_path, act, fault, old):
        failed.add(disk.failed)
        assert content(path) in ({NEW} if problem is None else {old, NEW}), disk.failed
        beside = [name for name in names_in(path.parent) if name != "net.py"]
        assert beside == [] or disk.failed == "unlink", "only what the disk does not let go stays"
        if problem is not None:
            reason = os.strerror(getattr(errno, fault)).lower()
            assert f"{path}: the file can't be written: {reason}" in str(problem)
    assert failed >= {"open", "write", "fsync", "close", "unlink", "flock", "replace" if old else "link"}


def test_a_short_write_is_gone_on_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for act in (whole, growing):
        for disk, path, problem in at_every_call(monkeypatch, tmp_path, act, "short", OLD):
            assert problem is None, disk.failed
            assert content(path) == (NEW if act is whole else b"".join(LINES))


@pytest.mark.parametrize(("act", "old"), [(whole, OLD), (whole_and_new, None)])
@pytest.mark.parametrize("power", ["stays", "lost with the names", "lost with the bytes"])
def test_a_file_is_the_old_one_or_the_whole_new_one_wherever_the_program_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: Act, old: bytes | None, power: str
) -> None:
    for disk, path, problem in at_every_call(monkeypatch, tmp_path, act, "kill", old):
        if power != "stays":
            disk.lose_power(path.parent, keeps_names=power == "lost with the bytes")
        found = content(path)
        assert found in ({NEW} if problem is None else {old, NEW}), disk.failed
        beside = [name for name in names_in(path.parent) if name != "net.py"]
        assert all(name.startswith(UNFINISHED) for name in beside)
        if problem is not None and beside:
            os.utime(path.parent / beside[0], (0, time.time() - 60))
            write_file(path, lambda file: file.write(NEW), overwrite=True)
            assert names_in(path.parent) == ["net.py"], "the next one clears up"


def test_what_another_program_is_writing_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "net.py"

    def write_again(file: object) -> None:
        (unfinished,) = names_in(tmp_path)
        os.utime(tmp_path / unfinished, (0, 0))
        write_file(path, lambda file: file.write(NEW))
        assert names_in(tmp_path) == sorted([unfinished, "net.py"])

    write_file(path, write_again, overwrite=True)
    assert names_in(tmp_path) == ["net.py"]


def lengths(lines: list[bytes]) -> set[bytes]:
    """Return every beginning of a file of lines that ends with a whole line."""
    return {b"".join(lines[:count]) for count in range(1, len(lines) + 1)}


@pytest.mark.parametrize("fault", ERRORS)
def test_a_growing_file_ends_with_a_whole_line_whatever_call_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    failed = set()
    for disk, path, problem in at_every_call(monkeypatch, tmp_path, growing, fault, OLD):
        failed.add(disk.failed)
        assert content(path) in ({b"".join(LINES)} if problem is None else {OLD, b"".join(LINES)}), disk.failed
        began = content(path.with_name(BEGINNING))
        assert began is None or (problem is not None and content(path) == OLD and began in lengths(LINES)), disk.failed
        beside = [name for name in names_in(path.parent) if name not in ("net.py", BEGINNING)]
        assert beside == [] or disk.failed == "unlink"
        if problem is not None:
            assert f"{path}: the file can't be written: " in str(problem)
            assert (f"the old net.py stays; what was recorded is in {BEGINNING}" in str(problem)) == (began is not None)
    assert failed >= {"open", "write", "fsync", "close", "replace"}


def test_where_the_disk_is_full_in_the_middle_of_a_write_nothing_half_written_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for act in (whole, growing):
        for disk, path, problem in at_every_call(monkeypatch, tmp_path, act, "full", OLD):
            assert content(path) in ({NEW, b"".join(LINES)} if problem is None else {OLD}), disk.failed
            assert content(path.with_name(BEGINNING)) in {None, *lengths(LINES)}
            assert set(names_in(path.parent)) <= {"net.py", BEGINNING}
            assert problem is None or "no space left" in str(problem)


@pytest.mark.parametrize("power", ["stays", "lost with the names", "lost with the bytes"])
def test_a_growing_file_leaves_the_old_one_and_a_beginning_wherever_the_program_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, power: str
) -> None:
    for disk, path, problem in at_every_call(monkeypatch, tmp_path, growing, "kill", OLD):
        if power != "stays":
            disk.lose_power(path.parent, keeps_names=power == "lost with the bytes")
        found, began = content(path), content(path.with_name(BEGINNING))
        assert found in ({b"".join(LINES)} if problem is None else {OLD, b"".join(LINES)}), disk.failed
        assert began is None or b"".join(LINES).startswith(began), disk.failed
        if problem is not None:
            growing(path)
            assert content(path) == b"".join(LINES), "the next one is not hindered by what was left"


def test_a_new_growing_file_is_a_beginning_wherever_the_program_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for disk, path, problem in at_every_call(monkeypatch, tmp_path, growing, "kill", None):
        found = content(path)
        assert found == b"".join(LINES) if problem is None else found is None or found in lengths(LINES), disk.failed
        if problem is not None:
            growing(path)
            assert content(path) == b"".join(LINES)
