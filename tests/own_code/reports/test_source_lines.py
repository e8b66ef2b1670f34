"""Of a long source the lines that matter are shown, with the functions that they stand in."""

from __future__ import annotations

from pathlib import Path

from nnstep.own_code.reports.source_lines import ReportedLine, SourceFile


def shown(texts: list[str], marked: set[int], *, whole: bool = False) -> list[int | None]:
    lines = tuple(
        ReportedLine(number, text, "right" if number in marked else "plain") for number, text in enumerate(texts, 1)
    )
    return [None if line is None else line.number for line in SourceFile(Path("a.py"), lines).shown(whole=whole)]


LONG = ["x = 1"] * 20 + ["def f():", *["    y = 1"] * 30]


def test_a_short_source_is_shown_whole() -> None:
    assert shown(["a", "b"], {1}) == [1, 2]


def test_a_long_one_is_shown_with_the_head_of_the_function() -> None:
    assert shown(LONG, {40}) == [None, 21, None, 40, None]


def test_small_gaps_are_shown() -> None:
    assert shown(LONG, {3, 6}) == [None, 3, 4, 5, 6, None]


def test_everything_is_shown_where_it_is_asked() -> None:
    assert shown(LONG, {3}, whole=True) == list(range(1, len(LONG) + 1))


def test_a_source_that_can_not_be_parsed_has_no_heads() -> None:
    assert shown([*LONG, "def ("], {40}) == [None, 40, None]
