"""Texts beside their heads: aligned, wrapped, and never wider than asked for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nnstep.drawing.hanging import hanging_lines, head_columns
from nnstep.drawing.styled_text import width_of

ROWS = [(("n →", ":next n"), "Step over the next operation, or layer, or phase"), (("", ":list"), "List them")]


def texts(width: int) -> list[str]:
    return ["".join(text for text, _ in line).rstrip() for line in hanging_lines(ROWS, width)]


def test_a_text_hangs_beside_its_heads_where_there_is_room() -> None:
    assert texts(45) == [
        "n →  :next n  Step over the next operation,",
        "              or layer, or phase",
        "     :list    List them",
    ]


def test_a_text_stands_below_its_heads_where_there_is_not() -> None:
    assert texts(30) == [
        "n →  :next n",
        "    Step over the next",
        "    operation, or layer, or",
        "    phase",
        ":list",
        "    List them",
    ]


def test_a_text_without_heads_takes_the_whole_width_and_a_single_head_all_columns() -> None:
    lines = hanging_lines([((), "Only text"), (("delta",), "a word")], 60, head_columns([ROWS]))
    assert ["".join(text for text, _ in line) for line in lines] == ["Only text", "delta         a word"]


@given(st.integers(20, 120), st.lists(st.tuples(st.text("ab", max_size=9), st.text("cd ", max_size=90)), max_size=5))
def test_no_line_is_wider_than_asked_for(width: int, rows: list[tuple[str, str]]) -> None:
    lines = hanging_lines([((head,), text) for head, text in rows], width)
    assert all(width_of(line) <= width for line in lines)
