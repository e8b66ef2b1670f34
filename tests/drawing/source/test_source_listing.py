"""Python source as styled lines, and one line of a listing."""

from __future__ import annotations

import pytest

from nnstep.drawing.source.python_words import styled_source
from nnstep.drawing.source.source_listing import CHIEF, ListedLine, listing_line
from nnstep.drawing.styled_text import width_of


def test_words_are_styled_by_their_kind() -> None:
    (line,) = styled_source(['    return "a"  # why'])
    assert line == [("    ", "plain"), ("return", "heading"), (" ", "plain"), ('"a"', "source"), ("  ", "plain"),
                    ("# why", "faint")]  # fmt: skip


def test_a_string_of_several_lines_is_one() -> None:
    assert styled_source(['x = """a', 'b"""', "y"]) == [
        [("x = ", "plain"), ('"""a', "source")],
        [('b"""', "source")],
        [("y", "plain")],
    ]


@pytest.mark.parametrize(
    "source", [["def f(:", "  x = '"], ["x = ("], ["  a", " b"], ["\x00"], ["if x:", "\tx = 1"], []]
)
def test_what_is_no_python_is_shown_all_the_same(source: list[str]) -> None:
    texts = ["".join(text for text, _ in line) for line in styled_source(source)]
    assert len(texts) == len(source)
    assert all(text.isprintable() for text in texts)


def test_what_controls_a_terminal_is_escaped() -> None:
    ((text, *_),) = [["".join(text for text, _ in line)] for line in styled_source(["x = '\x1b[31m'"])]
    assert text == r"x = '\x1b[31m'"


def test_the_note_stands_at_the_right_and_the_source_gives_way() -> None:
    line = ListedLine(7, [("a = some_long_name + another_name", "plain")], "✓ a1, transposed", "source")
    text = "".join(text for text, _ in listing_line(line, 40, 2))
    assert text == "   7 a = some_long_name +…  ✓ a1, trans…"
    assert width_of(listing_line(line, 40, 2)) == 40
    assert "".join(text for text, _ in listing_line(line, 80, 2)).endswith("✓ a1, transposed")


def test_the_line_of_the_operation_is_a_bar_with_signs() -> None:
    line = ListedLine(7, [("a = 1", "plain")], "", "faint", CHIEF, has_breakpoint=True, has_cursor=True)
    pieces = listing_line(line, 20, 1)
    assert "".join(text for text, _ in pieces) == "●▶7›a = 1           "
    assert {style for _, style in pieces[1:]} == {"now"}
