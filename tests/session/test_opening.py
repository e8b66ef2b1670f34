"""What is said of a run that is opened, and which names are those of files that can't be."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnstep.errors import CommandError
from nnstep.outputs.lock import lock
from nnstep.session.difference.explained import explained_difference
from nnstep.session.opening import RunRequest, open_program, open_run
from nnstep.traces.formats import TRACE_FORMATS
from nnstep.traces.selection import Selection
from tests.traces.recorded import record

REST = "the command recompute computes the rest"


def test_a_live_run_and_a_whole_recording_need_no_remark(tmp_path: Path) -> None:
    path = record(tmp_path / "t.jsonl", open_program("xor", 2))
    assert open_run("xor").remarks(REST) == open_run(path).remarks(REST) == []


def test_a_recording_of_a_part_that_is_cut_off_is_told_of_the_same_by_the_app_and_by_diff(tmp_path: Path) -> None:
    path = record(tmp_path / "t.jsonl", open_program("xor", 2), Selection(only=("W1", "b1")))
    path.write_bytes(path.read_bytes()[:-200])
    opened = open_run(path)
    broken_off, part = opened.remarks(REST)
    assert broken_off.startswith("the recording was broken off after 2.1.15; ")
    assert broken_off.endswith(" of a record are cut off")
    assert part == f"only a part was recorded; {REST}"
    assert opened.remarks() == [broken_off, "only a part was recorded"]
    assert explained_difference(str(path), "xor", epochs=2).a.remarks == tuple(opened.remarks())


@pytest.mark.parametrize("ending", [*sorted(TRACE_FORMATS), ".CSV"])
def test_only_traces_as_they_are_recorded_can_be_opened(ending: str, tmp_path: Path) -> None:
    if ending.startswith(".jsonl"):
        assert open_run(record(tmp_path / f"t{ending}", open_program("xor", 1))).trace is not None
    else:
        with pytest.raises(CommandError, match="only a scenario, or a trace as it is recorded") as raised:
            open_run(f"some/t{ending}")
        assert f"nnstep convert some/t{ending} t.jsonl" in raised.value.hint


def test_a_recording_that_is_still_being_written_is_told_from_one_that_was_broken_off(tmp_path: Path) -> None:
    path = record(tmp_path / "t.jsonl", open_program("xor", 2))
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    assert open_run(path).remarks()[0].startswith("the recording was broken off after 2.1.15")
    with path.open("rb") as file:
        assert lock(file.fileno())
        assert open_run(path).remarks() == ["the recording is still being written; this is what it had at 2.1.15"]


def test_what_was_asked_for_is_found_again_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert RunRequest("xor").lasting_word == RunRequest("xor.toml").lasting_word == "xor"
    (tmp_path / "xor.toml").write_text("")
    assert RunRequest("xor.toml").lasting_word == str(tmp_path / "xor.toml")
    assert RunRequest("run.jsonl").lasting_word == str(tmp_path / "run.jsonl")
    assert RunRequest("../a.toml").path == Path("../a.toml")
    with pytest.raises(CommandError, match="no scenario called"):
        _ = RunRequest("nothing").path


def test_an_archive_may_be_a_converted_trace_or_the_weights_of_a_net() -> None:
    with pytest.raises(CommandError, match="only a scenario, or a trace as it is recorded, can be opened") as caught:
        open_run("net.npz")
    assert "nnstep convert net.npz net.jsonl makes a trace" in caught.value.hint
    assert "nnstep import net.npz -o net.toml makes a scenario" in caught.value.hint
