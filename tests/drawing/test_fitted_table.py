"""A table in any width: columns are left out by their rank, and a series shows as much as there is room for."""

from __future__ import annotations

from nnstep.drawing.fitted_table import TableColumn, table_lines


def column(heading: str, *texts: str, rank: int = 0, left: bool = False, latest: int | None = None) -> TableColumn:
    return TableColumn(heading, [(text, "plain") for text in texts], rank, left, latest)


COLUMNS = [
    column("name", "a", "bcdefg", left=True),
    column("n", "1", "22", rank=1),
    column("x", "9", "8", rank=3),
    column("y", "5", "66666", rank=2),
]


def texts(columns: list[TableColumn], width: int) -> list[str]:
    return ["".join(text for text, _ in line) for line in table_lines(columns, width)]


def test_texts_are_aligned_under_their_headings() -> None:
    assert texts(COLUMNS, 40) == [
        "name     n  x      y",
        "a        1  9      5",
        "bcdefg  22  8  66666",
    ]


def test_the_highest_ranks_are_left_out_first() -> None:
    assert texts(COLUMNS, 19)[0].split() == ["name", "n", "y"]
    assert texts(COLUMNS, 16)[0].split() == ["name", "n"]
    assert texts(COLUMNS, 3)[0].split() == ["name"]


def test_a_series_keeps_its_end() -> None:
    series = [column("name", "a", left=True), column("s", "12345678", left=True, latest=3)]
    assert texts(series, 40) == ["name  s       ", "a     12345678"]
    assert texts(series, 11) == ["name  s    ", "a     45678"]
    assert texts(series, 2)[1] == "a     678"
