"""The file of settings: what is written is read again, whatever else is found there, and whoever else writes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from nnstep.session.remembered.remembered import Remembered, Visit, remembered_from
from nnstep.session.remembered.state_file import OFFERED, StateFile


def visit(word: str, position: int = 1) -> Visit:
    return Visit(word, f"1.1.{position}", position, 1.7e9)


def visited(position: str = "1", when: str = "1") -> bytes:
    """Return a file with one run that was opened."""
    stated = f'{{"word": "x", "place": "1.1.1", "position": {position}, "when": {when}}}'
    return f'{{"version": 1, "settings": {{}}, "lines": [], "visits": [{stated}]}}'.encode()


def test_what_was_changed_is_there_the_next_time(tmp_path: Path) -> None:
    file = tmp_path / "new" / "state.json"
    state = StateFile(file)
    state.update(lambda old: old.with_settings({"theme": "nord", "hidden": ["error"], "digits": 9}))
    state.update(lambda old: old.with_visit(visit("xor")).with_lines(["break E", "next 3"]))
    again = StateFile(file).remembered
    assert again == state.remembered
    assert again.settings == {"theme": "nord", "hidden": ["error"], "digits": 9}
    assert again.visits == (visit("xor"),)
    assert again.lines == ("break E", "next 3")
    assert state.remark == StateFile(file).remark == ""


def test_the_first_start_is_told_from_later_ones_and_from_those_that_keep_nothing(tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    assert StateFile(file).is_first
    assert not StateFile().is_first
    offered = StateFile(file)
    offered.update(lambda old: old.with_settings({OFFERED: "yes"}))
    assert not offered.is_first
    assert not StateFile(file).is_first
    known = StateFile(tmp_path / "other.json")
    known.update(lambda old: old.with_visit(visit("xor")))
    assert not known.is_first
    broken = tmp_path / "broken.json"
    broken.write_text("{")
    assert not StateFile(broken).is_first


def test_without_a_file_changes_last_as_long_as_the_process(tmp_path: Path) -> None:
    state = StateFile()
    state.update(lambda old: old.with_lines(["next"]))
    assert state.remembered.lines == ("next",)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b'{"version": 1}',
        b'{"version": "1", "settings": {}, "lines": [], "visits": []}',
        b'{"version": 1, "settings": {"theme": {}}, "lines": [], "visits": []}',
        b'{"version": 1, "settings": {}, "lines": [3], "visits": []}',
        b'{"version": 1, "settings": {}, "lines": [], "visits": [{"word": "xor"}]}',
        visited(position="-1"),
        visited(when="1e99"),
    ],
)
def test_a_broken_file_is_ignored_with_one_line_and_replaced(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    file.write_bytes(content)
    state = StateFile(file)
    assert state.remembered == Remembered()
    assert state.remark.startswith(f"{file} is ignored: ")
    assert "\n" not in state.remark
    state.update(lambda old: old.with_lines(["next"]))
    assert StateFile(file).remembered.lines == ("next",)


def test_the_file_of_a_later_version_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    file.write_bytes(content := b'{"version": 2}')
    state = StateFile(file)
    assert "a later nnstep wrote it" in state.remark
    state.update(lambda old: old.with_lines(["next"]))
    assert file.read_bytes() == content


def test_a_file_too_large_or_none_at_all_is_ignored(tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    file.write_bytes(b" " * (1 << 21))
    assert "is ignored" in StateFile(file).remark
    assert "is ignored" in StateFile(tmp_path).remark


def test_where_nothing_can_be_written_one_line_says_so(tmp_path: Path) -> None:
    (tmp_path / "no-folder").write_text("")
    state = StateFile(tmp_path / "no-folder" / "state.json")
    state.update(lambda old: old.with_lines(["next"]))
    assert state.remark.startswith("settings and positions are not remembered: ")


_WRITER = """
import sys
from pathlib import Path
from nnstep.session.remembered.state_file import OFFERED, StateFile
state = StateFile(Path(sys.argv[1]))
for number in range(20):
    state.update(lambda old: old.with_lines([f"{sys.argv[2]} {number}"]))
print(state.remark)
"""


def test_two_programs_at_once_lose_nothing_of_each_other(tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    writers = [
        subprocess.Popen([sys.executable, "-c", _WRITER, str(file), name], stdout=subprocess.PIPE, text=True)
        for name in ("one", "two")
    ]
    assert [writer.communicate()[0] for writer in writers] == ["\n", "\n"]
    lines = StateFile(file).remembered.lines
    assert set(lines) == {f"{name} {number}" for name in ("one", "two") for number in range(20)}


def test_all_of_it_is_bounded() -> None:
    many = Remembered().with_lines(f"print {number}" for number in range(1000)).with_lines(["x" * 10_000])
    for number in range(1000):
        many = many.with_visit(visit(f"{number}.toml"))
    many = many.with_visit(visit("x" * 10_000)).with_visit(visit("\udcff.toml"))
    assert many.lines[-1] == "print 999"
    assert len(many.lines) == 200
    assert many.visits[0].word == "999.toml"
    assert len(many.visits) == 50
    assert len(many.as_json()) < 50_000
    assert remembered_from(many.as_json()) == many


def test_a_line_or_a_run_that_comes_again_is_there_once_as_the_last() -> None:
    kept = (
        Remembered()
        .with_lines(["a", "b", "a"])
        .with_visit(visit("x", 1))
        .with_visit(visit("y"))
        .with_visit(visit("x", 2))
    )
    assert kept.lines == ("b", "a")
    assert kept.visits == (visit("x", 2), visit("y"))
    assert kept.visit_of("x") == visit("x", 2)
    assert kept.visit_of("z") is None
