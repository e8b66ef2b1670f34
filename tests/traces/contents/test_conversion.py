"""Conversion: every format holds every record, and gives the same bytes back."""

from __future__ import annotations

import gzip
import os
from itertools import product
from pathlib import Path

import numpy as np
import orjson
import pytest

from nnstep import limits
from nnstep.engine.timeline import Timeline
from nnstep.errors import DataError, FileTakenError, OutputError
from nnstep.session.opening import open_program
from nnstep.traces.compression import COMPRESSIONS
from nnstep.traces.contents.conversion import ENDINGS, convert, records_of
from nnstep.traces.formats import TRACE_FORMATS
from nnstep.traces.reading.trace_file import TraceFile
from nnstep.traces.record import TraceRecord, line_of
from nnstep.traces.replay.recorded_program import program_of
from nnstep.traces.replay.recorded_timeline import RecordedTimeline
from tests.traces.recorded import lines_of, record
from tests.traces.varied import VARIED

OTHERS = [ending for ending in ENDINGS if ending != ".jsonl"]


def converted(source: Path, ending: str) -> tuple[Path, list[str]]:
    """Return the trace in another format, and what was remarked."""
    remarks: list[str] = []
    target = source.with_name(f"converted{ending}")
    convert(source, target, remarks.append, overwrite=True)
    return target, remarks


def test_the_formats_that_are_promised_are_there() -> None:
    assert set(ENDINGS) == {".jsonl", ".jsonl.gz", ".jsonl.zst", ".csv", ".npz", ".parquet"}


@pytest.mark.sweep
@pytest.mark.parametrize("name", VARIED)
def test_there_and_back_gives_the_same_bytes(name: str, tmp_path: Path) -> None:
    whole = VARIED[name](tmp_path / "t.jsonl")
    for ending in ENDINGS:
        there, remarks = converted(whole, ending)
        back = tmp_path / "back.jsonl"
        convert(there, back, remarks.append, overwrite=True)
        assert not remarks
        assert back.read_bytes() == whole.read_bytes(), ending


@pytest.mark.thorough
def test_any_format_becomes_any_other(tmp_path: Path) -> None:
    whole = VARIED["nonfinite"](tmp_path / "t.jsonl")
    for one, other in product(OTHERS, OTHERS):
        there, _ = converted(whole, one)
        second = tmp_path / f"second{other}"
        convert(there, second, print, overwrite=True)
        convert(second, tmp_path / "back.jsonl", print, overwrite=True)
        assert (tmp_path / "back.jsonl").read_bytes() == whole.read_bytes(), (one, other)


@pytest.mark.parametrize("ending", OTHERS)
def test_the_same_trace_becomes_the_same_file(ending: str, tmp_path: Path) -> None:
    whole = VARIED["small"](tmp_path / "t.jsonl")
    first = converted(whole, ending)[0].read_bytes()
    os.utime(whole, (0, 0))
    assert converted(whole, ending)[0].read_bytes() == first


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_trace_that_was_cut_off_is_converted_to_its_last_complete_record(ending: str, tmp_path: Path) -> None:
    whole = record(tmp_path / "t.jsonl", open_program("xor", 4)).read_bytes()
    cut = tmp_path / "cut.jsonl"
    cut.write_bytes(whole[:-1700])
    complete = whole[: whole.rindex(b"\n", 0, -1700) + 1]
    there, remarks = converted(cut, ending)
    last = orjson.loads(complete.splitlines()[-1])
    assert remarks == [
        f"its last record is not complete: its {len(cut.read_bytes()) - len(complete)} bytes are left out",
        f"the recording was broken off after {last['epoch']}.{last['step']}.{last['op']}",
    ]
    again: list[str] = []
    convert(there, tmp_path / "back.jsonl", again.append)
    assert again == remarks[1:]
    assert (tmp_path / "back.jsonl").read_bytes() == complete


@pytest.mark.sweep
@pytest.mark.parametrize("ending", [".jsonl.gz", ".jsonl.zst", ".csv"])
def test_a_file_cut_off_anywhere_gives_its_complete_records(ending: str, tmp_path: Path) -> None:
    lines = VARIED["remarks"](tmp_path / "t.jsonl").read_bytes()
    compress = COMPRESSIONS[ending].compress if ending in COMPRESSIONS else None
    if compress is None:
        there, first = converted(tmp_path / "t.jsonl", ending)[0].read_bytes(), 7000
    else:
        third = len(lines) // 3
        parts = [compress(lines[:third]), compress(lines[third:-third]), compress(lines[-third:])]
        there, first = b"".join(parts), len(parts[0])
    cut = tmp_path / f"cut{ending}"
    for end in range(first, len(there), 13):
        cut.write_bytes(there[:end])
        found = b"".join(map(line_of, records_of(cut, lambda text: None)))
        assert lines.startswith(found)
        assert len(lines) // 4 < len(found) < len(lines) + (compress is not None)  # only its checksum may be missing


@pytest.mark.thorough
@pytest.mark.parametrize("ending", OTHERS)
def test_a_broken_file_is_refused_with_its_name_and_leaves_nothing(ending: str, tmp_path: Path) -> None:
    whole = VARIED["small"](tmp_path / "t.jsonl")
    there = bytearray(converted(whole, ending)[0].read_bytes())
    random = np.random.default_rng(1)
    broken = tmp_path / f"broken{ending}"
    refusals = []
    for place in map(int, random.integers(0, len(there), 60)):
        changed = bytearray(there)
        changed[place] ^= 1 << int(random.integers(8))
        broken.write_bytes(changed)
        try:
            convert(broken, tmp_path / "back.jsonl", lambda text: None, overwrite=True)
        except DataError as error:
            refusals.append(error.message)
    assert all(f"broken{ending}" in refusal for refusal in refusals)
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".nnstep")]


@pytest.mark.parametrize("ending", OTHERS)
@pytest.mark.parametrize("content", [b"", b"\n", b"n,kind\n1,2\n", b"PK\x05\x06" + bytes(18), b"PAR1PAR1"])
def test_what_is_no_trace_is_refused(ending: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / f"no{ending}"
    path.write_bytes(content)
    with pytest.raises(DataError, match=f"no{ending}"):
        convert(path, tmp_path / "x.jsonl", print)
    assert not (tmp_path / "x.jsonl").exists()


@pytest.mark.parametrize("ending", OTHERS)
def test_a_converted_file_whose_header_is_another_records_is_refused(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"t{ending}"
    with path.open("wb") as file:
        row = TraceRecord(n=0, kind="note", place=next(records_of(VARIED["small"](tmp_path / "t.jsonl"), print)).place)
        TRACE_FORMATS[ending].write([row], file)
    with pytest.raises(DataError, match="header"):
        convert(path, tmp_path / "x.csv", print)


def test_a_file_that_exists_stays_unless_forced(tmp_path: Path) -> None:
    whole = VARIED["small"](tmp_path / "t.jsonl")
    taken = tmp_path / "taken.csv"
    taken.write_text("mine")
    with pytest.raises(FileTakenError):
        convert(whole, taken, print)
    assert taken.read_text() == "mine"
    convert(whole, taken, print, overwrite=True)
    assert taken.read_text().startswith("n,kind,")


def test_a_trace_is_not_converted_into_itself(tmp_path: Path) -> None:
    whole = VARIED["small"](tmp_path / "t.jsonl")
    with pytest.raises(OutputError, match="is read"):
        convert(whole, whole, print, overwrite=True)


def test_lines_that_another_program_wrote_are_converted_with_a_remark(tmp_path: Path) -> None:
    lines = VARIED["small"](tmp_path / "t.jsonl").read_bytes().splitlines(keepends=True)
    lines[3] = lines[3].replace(b'"kind"', b' "kind"')
    (tmp_path / "t.jsonl").write_bytes(b"".join(lines))
    there, remarks = converted(tmp_path / "t.jsonl", ".parquet")
    assert remarks == ["1 line is not written as nnstep writes: converted back to .jsonl, other bytes would be there"]
    assert len(list(records_of(there, print))) == len(lines)


def test_arrays_that_are_too_large_are_refused_with_the_size_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = VARIED["batches"](tmp_path / "t.jsonl")
    size = sum(value.nbytes for value in np.load(converted(whole, ".npz")[0]).values())
    monkeypatch.setenv(limits.VARIABLE, "trace-arrays=100_000")
    with pytest.raises(OutputError) as refused:
        convert(whole, tmp_path / "large.npz", print)
    assert f"take {limits.bytes_text(size)}, and at most 97.7 KB are kept" in refused.value.message
    assert not (tmp_path / "large.npz").exists()


FORMAT_1 = [
    {
        "nnstep_trace": 1,
        "version": "0.1.0",
        "scenario": "zheng-exercise-1",
        "title": "Exercise 1",
        "epochs": 1,
        "steps_per_epoch": 1,
        "first_position": 0,
    },
]


def test_format_1_becomes_format_2(tmp_path: Path) -> None:
    program = open_program("zheng-exercise-1", None)
    run = Timeline(program)
    ops = [
        {"op": n, "phase": op.phase, "layer": op.layer, "target": op.target, "numpy": op.source}
        for n, op in enumerate(program.ops, start=1)
    ]
    start = {id: value.tolist() for id, value in program.start.items()}
    lines: list[object] = [{**FORMAT_1[0], "ops": ops, "start": start, "edits": []}]
    for position in range(1, program.last_position + 1):
        frame = run.seek(position)
        assert frame.op is not None
        assert frame.result is not None
        value = frame.result
        facts = {"epoch": 1, "step": 1, "op": position, "phase": frame.op.phase, "layer": frame.op.layer}
        lines.append(
            {
                "position": position - 1,
                **facts,
                "target": frame.op.target,
                "shape": value.shape,
                "value": value.tolist(),
            }
        )
    old, new = tmp_path / "old.jsonl", tmp_path / "new.jsonl"
    old.write_bytes(b"".join(orjson.dumps(line) + b"\n" for line in lines))
    remarks: list[str] = []
    convert(old, new, remarks.append)
    assert "it is of format 1" in remarks[0]
    assert [line["n"] for line in lines_of(new)] == list(range(1 + len(start) + len(ops)))
    with TraceFile(new) as trace:
        replayed = RecordedTimeline(trace, program_of(trace))
        for position in range(1, program.last_position + 1):
            result, mine = run.seek(position).result, replayed.seek(position)
            assert result is not None
            assert mine.values[program.ops[position - 1].target].tolist() == result.tolist()


def test_frames_of_a_compressed_file_are_small_enough_to_seek(tmp_path: Path) -> None:
    whole = record(tmp_path / "t.jsonl", open_program("digits", 1))
    packed = converted(whole, ".jsonl.gz")[0].read_bytes()
    assert gzip.decompress(packed) == whole.read_bytes()
    assert packed.count(b"\x1f\x8b\x08\x00\x00\x00\x00\x00") >= len(whole.read_bytes()) // (3 << 20)


def test_progress_is_told_from_0_to_1(tmp_path: Path) -> None:
    parts: list[float] = []
    source = record(tmp_path / "t.jsonl", open_program("xor", 60))
    convert(source, tmp_path / "t.csv", print, lambda _, part: parts.append(part))
    assert len(parts) > 3
    assert parts == sorted(parts)
    assert 0 < parts[0] < 0.4
    assert 0.7 < parts[-1] <= 1
