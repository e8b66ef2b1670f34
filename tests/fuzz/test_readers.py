"""Whatever a file holds, it is read, or refused in one clear message; `python -m tests.fuzz` tries many more files."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.fuzzed_reader import ROOT, FuzzedReader
from tests.fuzz.judged_input import judge
from tests.fuzz.minimizing import minimized
from tests.fuzz.mutation import mutated, packed, unpacked
from tests.fuzz.readers import READERS
from tests.fuzz.strategies import inputs_of

CORPUS = sorted(path for path in (ROOT / "tests" / "hostile").glob("[!_]*/*") if path.is_file())
QUICK = settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))


def readers_of(path: Path) -> list[FuzzedReader]:
    return [row for row in READERS.values() if row.kind == path.parent.name and path.name.endswith(row.ending)]


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_any_input_is_read_or_refused_in_one_clear_message(reader: FuzzedReader, tmp_path: Path) -> None:
    @QUICK
    @given(data=inputs_of(reader))
    def look_at(data: bytes) -> None:
        found = judge(reader, data, tmp_path)
        assert not found.fault, f"{found.fault}\n{found.told}"

    look_at()


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_was_found_once_is_read_or_refused_in_one_clear_message(path: Path, tmp_path: Path) -> None:
    for reader in readers_of(path):
        found = judge(reader, path.read_bytes(), tmp_path)
        assert not found.fault, f"{reader.name}: {found.fault}\n{found.told}"


def test_each_folder_of_the_corpus_has_readers() -> None:
    assert {path.parent.name for path in CORPUS if not readers_of(path)} <= {"__pycache__"}


@pytest.mark.parametrize("name", ["scenario", "arrays.npz", "trace.jsonl.gz", "sheet.xlsx"])
def test_each_reader_reads_some_of_its_seeds(name: str, tmp_path: Path) -> None:
    reader = READERS[name]
    found = [judge(reader, data, tmp_path) for data in list(reader.seeds())[:6]]
    assert not all(one.is_mistake for one in found)


def test_a_fault_is_seen_and_named_by_its_place(tmp_path: Path) -> None:
    def read(path: Path) -> object:
        return 1 / (path.read_bytes().count(b"x") - 1)

    reader = FuzzedReader("faulty", "none", ".txt", read, lambda: [b"x"])
    found = judge(reader, b"axb", tmp_path)
    assert found.fault.startswith("ZeroDivisionError in ")
    assert minimized(reader, b"aaaaxbbbb", found.fault, tmp_path) == b"x"


def test_a_message_must_name_the_file_and_control_nothing(tmp_path: Path) -> None:
    def read(path: Path) -> object:
        raise ValueError(path.read_text())

    reader = FuzzedReader("teller", "none", ".txt", read, lambda: [b"x"], mistakes=(ValueError,))
    assert "name the file" in judge(reader, b"something", tmp_path).fault
    assert "control characters" in judge(reader, b"input.txt: \x1b[2J", tmp_path).fault
    assert "empty" in judge(reader, b" ", tmp_path).fault
    assert judge(reader, b"input.txt: wrong", tmp_path).is_mistake


def test_the_members_of_an_archive_are_changed_and_keep_their_checksums() -> None:
    seed = READERS["arrays.npz"].seeds()[0]
    members = unpacked(seed)
    again = packed(seed, members, "", Random(1))
    assert unpacked(again) == members
    changed = [mutated([seed], (), Random(number)) for number in range(40)]
    assert any(inside and inside != members for inside in map(unpacked, changed))


@given(st.randoms(use_true_random=False), st.binary(max_size=50))
@QUICK
def test_anything_can_be_changed(random: Random, data: bytes) -> None:
    assert isinstance(mutated([data], (), random), bytes)
