"""Files written whole or not at all: after any failure the old file is there, or all of the new one; never less."""

from __future__ import annotations

import errno
import os
import resource
import select
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from nnstep.errors import FileTakenError, OutputError
from nnstep.outputs.whole import write_file, write_text

OLD, NEW = "old\n" * 100, "new\n" * 5000


def refused(write: Callable[[], None]) -> str:
    """Return what is said of a file that can't be written, or nothing where it was."""
    try:
        write()
    except OutputError as error:
        return error.message
    return ""


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Have the system refuse what makes any file larger than that: writes fail in the middle, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("size", [0, 1, 4096, len(NEW) - 1])
def test_a_disk_that_fills_up_in_the_middle_leaves_the_old_file(tmp_path: Path, size: int) -> None:
    path = tmp_path / "net.py"
    path.write_text(OLD)
    with largest_file(size), pytest.raises(OutputError, match="file too large") as caught:
        write_text(path, NEW, overwrite=True)
    assert "make room" in caught.value.hint
    assert path.read_text() == OLD
    assert names_in(tmp_path) == ["net.py"]


def test_the_text_is_on_the_disk_before_the_name_and_the_name_before_it_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[tuple[str, bool]] = []
    for name in ("fsync", "replace"):
        monkeypatch.setattr(os, name, recorded(name, getattr(os, name), done))
    write_text(tmp_path / "net.py", NEW, overwrite=True)
    assert done == [("fsync", False), ("replace", False), ("fsync", True)]


def recorded(name: str, function: Callable[..., Any], done: list[tuple[str, bool]]) -> Callable[..., Any]:
    def call(*arguments: Any) -> Any:
        is_folder = isinstance(arguments[0], int) and stat.S_ISDIR(os.fstat(arguments[0]).st_mode)
        done.append((name, is_folder))
        return function(*arguments)

    return call


def test_an_existing_file_stays_unless_it_is_to_be_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "net.py"
    path.write_text(OLD)
    with pytest.raises(FileTakenError, match=r"net\.py exists already"):
        write_text(path, NEW)
    assert path.read_text() == OLD
    write_text(path, NEW, overwrite=True)
    assert path.read_text() == NEW
    assert names_in(tmp_path) == ["net.py"]


@pytest.mark.parametrize("code", [errno.EPERM, errno.ENOTSUP])
def test_where_there_are_no_hard_links_an_existing_file_stays_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def no_links(*paths: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "link", no_links)
    write_text(tmp_path / "net.py", NEW)
    assert (tmp_path / "net.py").read_text() == NEW
    with pytest.raises(FileTakenError):
        write_text(tmp_path / "net.py", OLD)
    assert (tmp_path / "net.py").read_text() == NEW
    assert names_in(tmp_path) == ["net.py"]


def test_a_file_system_that_syncs_nothing_is_written_to_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_sync(descriptor: int) -> None:
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))

    monkeypatch.setattr(os, "fsync", no_sync)
    write_text(tmp_path / "net.py", NEW)
    assert (tmp_path / "net.py").read_text() == NEW


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o755])
def test_the_permissions_of_the_old_file_are_kept(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "net.npz"
    path.write_text(OLD)
    path.chmod(mode)
    seen = []
    write_file(path, lambda file: seen.append(stat.S_IMODE(os.fstat(file.fileno()).st_mode)), overwrite=True)
    assert stat.S_IMODE(path.stat().st_mode) == mode
    assert seen == [mode], "also while it is written"


def test_a_new_file_has_the_permissions_that_new_files_have(tmp_path: Path) -> None:
    write_text(tmp_path / "net.py", NEW)
    (tmp_path / "plain").touch()
    assert (tmp_path / "net.py").stat().st_mode == (tmp_path / "plain").stat().st_mode


@pytest.mark.skipif(os.getuid() != 0, reason="only root may give files away")
def test_the_owner_of_the_old_file_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "net.py"
    path.write_text(OLD)
    os.chown(path, 1234, 4321)
    write_text(path, NEW, overwrite=True)
    assert (path.stat().st_uid, path.stat().st_gid) == (1234, 4321)


def test_symbolic_links_are_kept_and_what_they_lead_to_is_written(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    target = tmp_path / "there" / "real.py"
    target.write_text(OLD)
    (tmp_path / "link.py").symlink_to("there/real.py")
    (tmp_path / "second.py").symlink_to("link.py")
    (tmp_path / "ahead.py").symlink_to("there/new.py")
    write_text(tmp_path / "second.py", NEW, overwrite=True)
    write_text(tmp_path / "ahead.py", NEW)
    assert target.read_text() == NEW
    assert (tmp_path / "there" / "new.py").read_text() == NEW
    assert all((tmp_path / name).is_symlink() for name in ("link.py", "second.py", "ahead.py"))
    assert names_in(tmp_path / "there") == ["new.py", "real.py"]


def test_a_text_that_is_no_unicode_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "net.py"
    path.write_text(OLD)
    with pytest.raises(OutputError, match="can't be written"):
        write_text(path, "\udcff", overwrite=True)
    assert path.read_text() == OLD
    assert names_in(tmp_path) == ["net.py"]


def test_a_file_s_escape_sequences_do_not_reach_the_message(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as caught:
        write_text(tmp_path / "none\x1b[31m" / "net.py", NEW)
    assert "\x1b" not in caught.value.message + caught.value.hint


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_a_device_is_written_to_and_stays_a_device() -> None:
    with pytest.raises(OutputError, match="no space left on device"):
        write_text(Path("/dev/full"), NEW, overwrite=True)
    write_text(Path("/dev/null"), NEW)
    assert all(Path(device).is_char_device() for device in ("/dev/full", "/dev/null"))


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(OutputError) as caught:
        write_text(pipe, NEW)
    assert "nothing reads from this pipe" in caught.value.hint
    descriptor = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    os.set_blocking(descriptor, True)
    found: list[str] = []

    def read() -> None:
        select.select([descriptor], [], [])  # before the other end is open, there is nothing to read
        with os.fdopen(descriptor) as file:
            found.append(file.read())

    reader = threading.Thread(target=read)
    write = threading.Thread(target=write_text, args=(pipe, NEW * 10))
    write.start()
    reader.start()
    write.join()
    reader.join()
    assert found == [NEW * 10]
    assert pipe.is_fifo()


def test_standard_output_is_written_to_where_it_stands(tmp_path: Path) -> None:
    script = (
        "from pathlib import Path; from nnstep.outputs.whole import write_text; print('before');"
        "write_text(Path('/dev/stdout'), 'text\\n'); print('after')"
    )
    (tmp_path / "all.txt").write_text("there\n")
    with (tmp_path / "all.txt").open("a") as file:
        subprocess.run([sys.executable, "-c", script], stdout=file, check=True)
    assert (tmp_path / "all.txt").read_text() == "there\nbefore\ntext\nafter\n"
