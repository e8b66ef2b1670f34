"""Formulas with room around their operators and between their lines."""

from __future__ import annotations

from nnstep.drawing.spread_lines import parted, spread, spread_wrapped
from nnstep.drawing.styled_text import StyledLine, width_of


def test_operators_stand_apart_and_nothing_else_changes() -> None:
    text = "(3·115 + 1·141)·1"
    assert spread(text) == "(3 · 115  +  1 · 141) · 1"
    assert spread(text).replace(" ", "") == text.replace(" ", "")


def test_a_formula_that_is_too_long_when_spread_is_wrapped_as_it_is() -> None:
    text = "z = 1·2 + 3·4 + 5·6"
    assert spread_wrapped(text, "plain", 80) == [[("  ", "plain"), (spread(text), "plain")]]
    narrow = spread_wrapped(text, "plain", 22)
    assert "".join(piece for line in narrow for piece, _ in line).split() == text.split()
    assert all(width_of(line) <= 22 for line in narrow)


def test_empty_lines_give_way_where_room_is_short() -> None:
    a: list[StyledLine] = [[("a", "plain")]]
    b: list[StyledLine] = [[("b", "plain")], [("c", "plain")]]
    whole = [[], *a, [], *b]
    assert parted([a, [], b], 5) == whole, "a part without lines takes no room"
    assert parted([a, b], 4) == whole[1:]
    assert parted([a, b], 3) == [*a, *b]
