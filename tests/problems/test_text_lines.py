"""Lines and columns of a text."""

from __future__ import annotations

from nnstep.problems.text_lines import Span, TextLines, TextPlace


def test_lines_and_columns_count_from_one() -> None:
    lines = TextLines("ab\ncd\n")
    assert lines.place(Span(0, 2)) == TextPlace(1, 1, 3)
    assert lines.place(Span(4, 5)) == TextPlace(2, 2, 3)


def test_the_end_of_the_text_has_a_place() -> None:
    assert TextLines("ab").place(Span(2, 2)) == TextPlace(1, 3, 3)
    assert TextLines("ab\n").place(Span(3, 3)) == TextPlace(2, 1, 1)


def test_only_a_line_feed_ends_a_line() -> None:
    assert TextLines("a\x85\u2028\x0cb\nc").text(1) == "a\x85\u2028\x0cb"
    assert TextLines("a\nc").text(2) == "c"


def test_a_place_leads_back_to_its_offset() -> None:
    lines = TextLines("ab\ncd\n")
    assert lines.offset(lines.place(Span(4, 5))) == 4
