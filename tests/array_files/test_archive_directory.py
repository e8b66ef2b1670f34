"""Archives are opened only where the list of their members is short."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from nnstep import limits
from nnstep.array_files.archive_directory import open_archive
from nnstep.array_files.damaged_archives import DAMAGED
from nnstep.classroom.handed_in.entries import entries_of
from nnstep.errors import CommandError, DataError, SheetError
from nnstep.grading.sheet.packed_table import PackedTable
from nnstep.importers.sources.state_dictionary import STATE_DICTIONARY

TOO_LONG = "its list of members has 5.2. KB, and at most 4.88 KB are read"


def archive(members: int, monkeypatch: pytest.MonkeyPatch, *, large: bool = False) -> bytes:
    """Return an archive; a large one has the records of those of more than 65,535 members."""
    with monkeypatch.context() as patch:
        if large:
            patch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 0)
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as written:
            for number in range(members):
                written.writestr(zipfile.ZipInfo(f"{number:03}.toml"), b"")
    assert (b"PK\x06\x06" in file.getvalue()) == large
    return file.getvalue()


@pytest.mark.parametrize("large", [False, True])
def test_a_list_that_is_too_long_is_not_read(monkeypatch: pytest.MonkeyPatch, large: bool) -> None:
    data = archive(100, monkeypatch, large=large)
    assert len(open_archive(io.BytesIO(data)).namelist()) == 100
    monkeypatch.setenv(limits.VARIABLE, "members=5_000")
    with pytest.raises(OSError, match=TOO_LONG):
        open_archive(io.BytesIO(data))


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"PK\x05\x06" + b"\xff" * 9, b"PK\x05\x06" + b"\0" * 8 + b"\x64" + b"\0" * 9]
)
def test_what_is_no_archive_is_damaged(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(data)
    with (tmp_path / "a.zip").open("rb") as file, pytest.raises(DAMAGED):
        open_archive(file)


def test_every_reader_of_archives_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = archive(100, monkeypatch)
    for name in ("a.zip", "a.pt"):
        (tmp_path / name).write_bytes(data)
    monkeypatch.setenv(limits.VARIABLE, "members=5_000")
    with pytest.raises(CommandError, match=TOO_LONG):
        entries_of(tmp_path / "a.zip", frozenset(), (".toml",))
    with pytest.raises(SheetError, match=TOO_LONG):
        PackedTable(data, "a.xlsx")
    with pytest.raises(DataError, match=TOO_LONG):
        STATE_DICTIONARY.arrays(tmp_path / "a.pt")
