"""Styled text cut to a window, and text wrapped to a width."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstep.drawing.styled_text import RankedPart, cut, fitted, shortened, width_of, wrapped
from nnstep.harmless_text import cells

LINE = [("abc", "plain"), ("", "faint"), ("defg", "strong"), ("h", "plain")]

lines = st.lists(st.tuples(st.text("abc ·→", max_size=6), st.sampled_from(["plain", "strong"])), max_size=6)
columns = st.integers(-3, 40)


def text_of(line: object) -> str:
    return "".join(text for text, _ in line)  # type: ignore[attr-defined]


def test_a_line_is_as_wide_as_its_pieces_together() -> None:
    assert width_of(LINE) == 8
    assert width_of([]) == 0


def test_a_cut_keeps_each_piece_in_its_style() -> None:
    assert cut(LINE, 2, 5) == [("c", "plain"), ("de", "strong")]
    assert cut(LINE, 7, 99) == [("h", "plain")]
    assert cut(LINE, 3, 3) == []
    assert cut(LINE, 8, 12) == []


@given(lines, columns, columns)
def test_a_cut_is_the_slice_of_the_whole_text(line: list[tuple[str, str]], begin: int, end: int) -> None:
    kept = cut(line, begin, end)
    assert text_of(kept) == text_of(line)[max(0, begin) : max(0, end)]
    assert all(text for text, _ in kept)


def test_a_text_that_fits_stays_one_line() -> None:
    assert wrapped("x = W a", "accent", 7) == [[("x = W a", "accent")]]


def test_a_longer_text_is_broken_at_spaces_and_later_lines_are_indented() -> None:
    assert [text_of(line) for line in wrapped("z = W·x + W·x + b", "plain", 10)] == ["z = W·x +", "  W·x + b"]
    assert [text_of(line) for line in wrapped("z = W·x + W·x", "plain", 10, indent=4)] == ["z = W·x +", "    W·x"]


def test_a_word_that_is_too_long_is_broken_anywhere() -> None:
    assert [text_of(line) for line in wrapped("abcdefghijkl", "plain", 8)] == ["abcdefgh", "  ijkl"]


def test_all_lines_have_the_style() -> None:
    assert {style for line in wrapped("a " * 20, "faint", 10) for _, style in line} == {"faint"}


@given(st.text("abcd +=·", max_size=80), st.integers(7, 30))
def test_no_line_is_wider_than_asked_and_no_word_is_lost(text: str, width: int) -> None:
    broken = [text_of(line) for line in wrapped(text, "plain", width)]
    assert all(len(line) <= width for line in broken)
    assert "".join("".join(broken).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("width", "text"),
    [
        (30, "δ₂ = (x₂ − y) ⊙ linear′(z₂)"),
        (20, "δ₂ = (x₂ − y) ⊙…(z₂)"),
        (5, "δ₂ …)"),
        (1, "…"),
        (0, ""),
    ],
)
def test_a_formula_is_shortened_in_its_middle(width: int, text: str) -> None:
    assert shortened("δ₂ = (x₂ − y) ⊙ linear′(z₂)", width) == text
    assert cells(text) <= width


def test_wide_characters_are_counted_in_what_is_shortened() -> None:
    assert shortened("二層のネットワーク", 9) == "二層の…ク"


def test_the_parts_of_the_highest_rank_give_way_first_and_one_may_be_shown_in_part() -> None:
    parts = [
        RankedPart([("position", "strong")], 0),
        RankedPart([("  state", "plain")], 2),
        RankedPart([("  place", "plain")], 1),
        RankedPart([("  a long title of something", "faint")], 3, shortens=True),
    ]

    def shown(width: int) -> str:
        return "".join(text for text, _ in fitted(parts, width))

    assert shown(60) == "position  state  place  a long title of something"
    assert shown(40) == "position  state  place  a long title of…"
    assert shown(30) == "position  state  place"
    assert shown(20) == "position  place"
    assert shown(8 + 7 + 20) == "position  state  place  a long tit…"
    assert shown(8) == "position"
    assert shown(3) == ""
