"""The endings of file names."""

from __future__ import annotations

import pytest

from nnstep.file_endings import ending_in


@pytest.mark.parametrize(
    ("name", "ending"),
    [("a.gz", ".gz"), ("a.jsonl.gz", ".jsonl.gz"), ("A.JSONL.GZ", ".jsonl.gz"), ("a.gz.csv", ""), ("gz", ""), ("", "")],
)
def test_the_longest_ending_that_fits_is_meant_in_any_case(name: str, ending: str) -> None:
    assert ending_in(name, (".gz", ".jsonl.gz", ".jsonl")) == ending
