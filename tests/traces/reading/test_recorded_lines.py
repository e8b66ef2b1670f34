"""The lines of a trace, one after another."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnstep.errors import DataError
from nnstep.session.opening import open_program
from nnstep.traces.reading.recorded_lines import RecordedLines
from tests.traces.recorded import record


def test_where_a_record_is_missing_the_line_after_it_is_named(tmp_path: Path) -> None:
    trace = record(tmp_path / "run.jsonl", open_program("zheng-exercise-1"))
    whole = trace.read_bytes().splitlines(keepends=True)
    assert len(list(RecordedLines(trace).lines(body=False))) == len(whole)
    trace.write_bytes(b"".join(whole[:7] + whole[8:]))
    with pytest.raises(DataError, match=r"run\.jsonl:8: records are missing: number 8 follows number 6"):
        list(RecordedLines(trace).lines())
