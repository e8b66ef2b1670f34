"""What a session saves, on a disk that fails: the old file or the whole new one."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnstep.session.opening import open_program
from nnstep.session.remembered.remembered import Remembered
from nnstep.session.remembered.state_file import StateFile
from nnstep.session.session import Session
from nnstep.session.typed_commands import perform
from tests.outputs.faulty_disk import Fault, FaultyDisk, KilledError
from tests.outputs.test_faults import OLD, at_every_call, content
from tests.outputs.test_whole import names_in

FAULTS: tuple[Fault, ...] = ("ENOSPC", "EIO", "full", "kill")
SESSION = Session(open_program("sigmoid-2-2-2", 2))


def save_state(path: Path) -> None:
    perform(SESSION, f"save {path.with_suffix('.nns')}!")


def save_weights(path: Path) -> None:
    perform(SESSION, f"save {path.with_suffix('.npz')}!")


def save_exercise(path: Path) -> None:
    perform(SESSION, f"save {path.with_suffix('.toml')}!")


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(("save", "ending"), [(save_state, ".nns"), (save_weights, ".npz"), (save_exercise, ".toml")])
def test_what_is_saved_is_the_old_file_or_the_whole_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, save: object, ending: str, fault: Fault
) -> None:
    assert callable(save)
    save(tmp_path / "right.py")
    new = (tmp_path / "right").with_suffix(ending).read_bytes()
    for disk, path, problem in at_every_call(monkeypatch, tmp_path, save, fault, None, beside=ending):
        saved = path.with_suffix(ending)
        assert content(saved) in ({new} if problem is None else {OLD, new}), disk.failed
        if not isinstance(problem, KilledError) and disk.failed != "unlink":
            assert names_in(path.parent) == [saved.name]


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_remembered_is_what_was_or_all_that_is_new_and_a_failure_is_a_remark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    old, new = Remembered({"theme": "old"}), Remembered({"theme": "new"})
    for failing in range(1000):
        path = tmp_path / f"{failing}" / "state.json"
        StateFile(path).update(lambda _: old)
        with monkeypatch.context() as patch:
            disk, file = FaultyDisk(patch, failing, fault), StateFile(path)
            try:
                file.update(lambda _: new)
            except KilledError:
                disk.release()
        again = StateFile(path)
        assert again.remark == ""
        assert again.remembered in ((old, new) if disk.failed else (new,)), disk.failed
        assert again.remembered == new or disk.is_dead or "not remembered: " in file.remark
        if not disk.failed:
            return
