"""The listing of a program at a position: signs and marks in the gutter, notes, and what is said below."""

from __future__ import annotations

import pytest

from nnstep.drawing.styled_text import StyledLine, width_of
from nnstep.session.own_program.code_listing import CodeListing, CodeLook
from nnstep.session.session import Session
from tests.session.own_program.own_net import D_H, G_W1, RIGHT, WRONG, session_with

OPS = 15


def look(session: Session, position: int, stopping: frozenset[int] = frozenset()) -> CodeLook:
    frame = session.debugger.go_to(position)
    return CodeLook(
        frame, session.display.writing, session.display.digits, bool(session.debugger.edits), False, stopping
    )


def listing_of(session: Session) -> CodeListing:
    assert session.own_program is not None
    return CodeListing(session.own_program)


def texts(lines: list[StyledLine]) -> list[str]:
    return ["".join(text for text, _ in line).rstrip() for line in lines]


def below(session: Session, position: int, width: int = 78, height: int = 12) -> str:
    return "\n".join(texts(listing_of(session).below(look(session, position), width, height)))


@pytest.mark.thorough
def test_the_line_of_the_operation_is_pointed_at_and_every_line_says_what_it_computes() -> None:
    session = session_with(WRONG)
    listing = listing_of(session)
    lines = texts(listing.lines(listing.own.files[0], look(session, 7, frozenset({9})), 78, cursor=2))
    assert lines[D_H - 1].startswith(" ▶18     d_h = (d_o @ W2.T)")
    assert lines[D_H - 1].endswith("✗ should be δ₁")
    assert lines[16].endswith("✓ δ₂, transposed")
    assert lines[G_W1 - 1].startswith("● 20 ")
    assert lines[G_W1 - 1].endswith("↓ ∂E/∂W₁, transposed")
    assert lines[1] == "   2›"
    assert [line for line in lines if "▶" in line] == [lines[D_H - 1]]


@pytest.mark.sweep
@pytest.mark.parametrize("width", [20, 33, 45, 78, 120])
def test_no_line_is_wider_than_the_pane(width: int) -> None:
    session = session_with(WRONG)
    listing = listing_of(session)
    for position in range(3 * OPS + 2):
        seen = look(session, position)
        lines = [*listing.lines(listing.own.files[0], seen, width, 3), *listing.below(seen, width, 8)]
        assert max(map(width_of, lines)) <= width


def test_what_has_not_changed_is_the_same_object() -> None:
    session = session_with()
    listing = listing_of(session)
    file = listing.own.files[0]
    before, after = (listing.lines(file, look(session, position), 78) for position in (6, 7))
    changed = [number for number, (old, new) in enumerate(zip(before, after, strict=True), 1) if old is not new]
    assert set(changed) == {17, 18}


def test_the_wrong_line_is_explained_with_both_values_and_a_question() -> None:
    said = below(session_with(WRONG), 7)
    assert said.startswith("✗ line 18, d_h: should be δ₁")
    assert "the activation's derivative is left out" in said
    assert "d_h 3×4" in said
    assert "nnstep 3×4" in said
    assert "largest difference" in said
    assert "?" in said


def test_what_follows_names_the_line_that_is_to_blame() -> None:
    assert "carried forward from line 18" in below(session_with(WRONG), 10)


def test_the_right_line_shows_both_values_without_a_difference() -> None:
    said = below(session_with(), 3, height=2)
    assert "difference" not in said
    assert "nnstep" in said


def test_a_line_for_two_operations_is_shown_at_both() -> None:
    session = session_with()
    assert "line 16" in below(session, 4)


def test_a_value_without_a_name_is_shown_where_it_is_used() -> None:
    source = RIGHT.replace("h_in = X @ W1 + b1\n", "").replace(
        "    h = f(h_in)", "h = 1 / (1 + np.exp(-(X @ W1 + b1)))"
    )
    session = session_with(source)
    listing = listing_of(session)
    lines = texts(listing.lines(listing.own.files[0], look(session, 1), 78))
    (shown,) = [line for line in lines if "▸" in line]
    assert "h = 1 / (1 + np.exp" in shown
    assert "computes x₁ from it" in below(session, 1)


def test_where_no_line_works_the_whole_is_summed_up() -> None:
    assert "no line of my_net.py was found to compute E" in below(session_with(), 5)
    assert "Goes wrong first in line 18, training step 1" in below(session_with(WRONG), 5)
    beyond = below(session_with(), 3 * OPS + 1)
    assert "not watched here: only the first 3 training steps of my_net.py were" in beyond


def test_an_exception_is_told() -> None:
    session = session_with(RIGHT.replace('print("done")', 'raise ValueError("\\x1b[31mno")'))
    said = below(session, 5)
    assert "it ended with ValueError" in said
    assert "\x1b" not in said
