"""Files that can't be read, or hold no text."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import pytest

from nnstep import limits
from nnstep.errors import ScenarioError
from nnstep.problems import text_file as file
from nnstep.problems.text_file import read


def refusal(path: str | Path) -> tuple[str, str]:
    with pytest.raises(ScenarioError) as caught:
        read(path)
    return caught.value.message, caught.value.hint


def test_a_file_is_read_with_or_without_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes("\ufefftitle = 'é'\r\n".encode())
    assert read(path) == read(str(path)) == "title = 'é'\r\n"


def test_a_missing_file_is_named_as_it_was_given_with_the_nearest_of_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "zheng.toml").touch()
    (tmp_path / "notes.txt").touch()
    monkeypatch.chdir(tmp_path)
    assert refusal("./zhang.toml") == ("./zhang.toml: there is no such file", "did you mean zheng.toml?")
    assert refusal("zheng") == ("zheng: there is no such file", "did you mean zheng.toml?")
    assert refusal("unlike") == ("unlike: there is no such file", "")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "a.toml"
    assert refusal(path) == (f"{path}: there is no such file, and no folder {path.parent}", "")


def test_a_link_to_nothing_is_not_offered_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.symlink_to(tmp_path / "b" / "gone")
    assert refusal(path) == (f"{path}: there is no such file", "")


def test_a_folder_is_named_with_a_file_in_it(tmp_path: Path) -> None:
    assert refusal(tmp_path) == (f"{tmp_path}: this is a folder, not a scenario file", "")
    (tmp_path / "b.toml").touch()
    assert refusal(tmp_path)[1] == f"name one of its files, such as {tmp_path / 'b.toml'}"


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (PermissionError(errno.EACCES, "Permission denied"), "the file can't be read: permission denied"),
        (OSError(errno.EIO, "Input/output error"), "the file can't be read: input/output error"),
    ],
)
def test_a_file_that_can_not_be_opened_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, message: str
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(file, "read_regular", refuse)
    assert refusal(tmp_path / "a.toml") == (f"{tmp_path / 'a.toml'}: {message}", "")


def test_a_file_taken_for_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.toml").touch()
    message, _ = refusal(tmp_path / "a.toml" / "b.toml")
    assert "a.toml/b.toml: the file can't be read: not a directory" in message


def test_a_name_that_is_too_long_is_refused() -> None:
    assert refusal("x" * 5000)[0].endswith(": the file can't be read: file name too long")


def test_a_name_with_a_nul_is_refused_and_harmless() -> None:
    assert refusal("a\0b.toml") == (r"a\x00b.toml: this can't be the name of a file", "")


def test_escape_sequences_in_names_are_shown_and_not_sent(tmp_path: Path) -> None:
    (tmp_path / "a\x1b[2Jb.toml").touch()
    message, hint = refusal(tmp_path / "a\x1b[2Jbb.toml")
    assert message == f"{tmp_path}/a\\x1b[2Jbb.toml: there is no such file"
    assert hint == r"did you mean a\x1b[2Jb.toml?"


def test_a_file_that_is_too_large_is_refused_with_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b"#" * 2_000_001)
    monkeypatch.setenv(limits.VARIABLE, "text=2MB")
    assert len(read(path)) == 2_000_001
    monkeypatch.setenv(limits.VARIABLE, "text=1MB")
    said = f"{path}: the file can't be read: it has 1.91 MB, and at most 1 MB are read"
    said += " (set NNSTEP_LIMITS=text=1954KB to raise this limit)"
    assert refusal(path) == (said, "")


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
def test_a_byte_that_is_no_utf8_is_shown_with_its_line_and_place(tmp_path: Path, start: bytes) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(start + b"x = 1\r\ntitle = '\xc3\xa9 caf\xe9'\r\n")
    assert refusal(path)[0] == (
        f"{path}:2: this is not UTF-8 text: byte 16 of line 2 is 0xe9\n"
        "  |\n"
        "2 | title = 'é caf\\xe9'\n"
        "  |               ^^^^\n"
        "  = help: save it as UTF-8 in your editor\n"
        "\n"
        f"1 problem in {path}"
    )


def test_a_file_of_utf16_is_recognised(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes("title = 'T'".encode("utf-16"))
    message, _ = refusal(path)
    assert f"{path}:1: this is not UTF-8 text: byte 1 of line 1 is 0xff\n" in message
    assert "= help: it looks like UTF-16: save it as UTF-8 in your editor\n" in message
    assert r"\xff\xfet\x00i\x00t" in message
