"""A list of results written row by row is the very text that the whole list gives."""

from __future__ import annotations

from typing import Any

import pytest

from nnstep.cli.output import echo_json, echo_json_rows

ROWS: list[Any] = [{"a": 1, "b": [0.1, {"c": "two\nlines, \x1b and []"}]}, {}, [], "text"]


@pytest.mark.parametrize("count", range(len(ROWS) + 1))
def test_rows_give_the_text_of_the_list(count: int, capsys: pytest.CaptureFixture[str]) -> None:
    echo_json("check", ROWS[:count])
    whole = capsys.readouterr().out
    echo_json_rows("check", iter(ROWS[:count]))
    assert capsys.readouterr().out == whole


def test_one_row_that_is_no_utf_8_costs_the_others_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    echo_json_rows("check", [{"file": "a\udcff"}, {"file": "b"}])
    assert '"file": "a\\udcff"' in capsys.readouterr().out
