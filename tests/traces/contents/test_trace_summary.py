"""What is in a trace: counted from its bytes as from its records, in every format."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from nnstep.errors import DataError
from nnstep.traces.contents.conversion import convert
from nnstep.traces.contents.record_counts import RecordCounts, counts_of_lines
from nnstep.traces.contents.trace_summary import shapes_by_quantity, summary_of
from nnstep.traces.reading.trace_file import TraceFile
from tests.traces.recorded import lines_of
from tests.traces.varied import VARIED


def plain(counts: RecordCounts) -> tuple[object, ...]:
    return counts.kinds, counts.values, counts.steps


@pytest.mark.parametrize("name", VARIED)
def test_the_counts_are_those_of_the_lines(name: str, tmp_path: Path) -> None:
    path = VARIED[name](tmp_path / "t.jsonl")
    lines = lines_of(path)
    with TraceFile(path) as trace:
        counts = counts_of_lines(trace)
    assert counts.kinds == Counter(line["kind"] for line in lines)
    assert counts.values == Counter((line["target"], tuple(line["shape"])) for line in lines if line["target"])
    assert counts.steps == len({(line["epoch"], line["step"]) for line in lines if line["kind"] == "op"})


@pytest.mark.parametrize("ending", [".jsonl.gz", ".jsonl.zst", ".csv", ".npz", ".parquet"])
@pytest.mark.parametrize("name", ["part", "remarks", "epochs"])
def test_it_is_the_same_in_every_format(name: str, ending: str, tmp_path: Path) -> None:
    path = VARIED[name](tmp_path / "t.jsonl")
    convert(path, other := tmp_path / f"t{ending}", print)
    mine, theirs = summary_of(path), summary_of(other)
    assert plain(mine.counts) == plain(theirs.counts)
    same = {"path": path, "format": "", "counts": mine.counts, "bytes": 0, "unpacked": 0}
    assert replace(mine, **same) == replace(theirs, **same)


def test_a_whole_recording_says_why_it_ended(tmp_path: Path) -> None:
    summary = summary_of(VARIED["small"](tmp_path / "t.jsonl"))
    assert summary.is_whole
    assert summary.reason == "the run is over"
    assert summary.last_position == summary.header.last_position == 15
    assert summary.cut_off == ""
    assert shapes_by_quantity(summary.counts)["W1"] == {(4, 3): 2}


@pytest.mark.parametrize("ending", [".jsonl", ".csv"])
def test_a_recording_that_was_broken_off_says_where(ending: str, tmp_path: Path) -> None:
    whole = VARIED["remarks"](tmp_path / "t.jsonl")
    convert(whole, path := tmp_path / f"other{ending}", print)
    path.write_bytes(path.read_bytes()[:-2100])
    summary = summary_of(path)
    assert not summary.is_whole
    assert "its last record is not complete" in summary.cut_off
    assert 15 < summary.last_position < 44


def test_lines_that_another_program_wrote_are_counted_too(tmp_path: Path) -> None:
    path = VARIED["part"](tmp_path / "t.jsonl")
    before = summary_of(path)
    path.write_bytes(path.read_bytes().replace(b'","epoch":', b'", "epoch": '))
    assert plain(summary_of(path).counts) == plain(before.counts)


@pytest.mark.parametrize("text", ["", "[]", "{}", "over"])
def test_an_end_that_does_not_say_why_is_an_error_with_the_file(text: str, tmp_path: Path) -> None:
    path = VARIED["small"](tmp_path / "t.jsonl")
    *lines, end = map(orjson.loads, path.read_bytes().splitlines())
    path.write_bytes(b"".join(orjson.dumps(line) + b"\n" for line in [*lines, {**end, "text": text}]))
    with pytest.raises(DataError, match=r"t\.jsonl:\d+: this does not say why|its last record does not say why"):
        summary_of(path)
