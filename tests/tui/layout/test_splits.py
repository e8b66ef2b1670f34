"""How parts of the screen share its room: by what they want, without holes and without overlaps."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import pytest
from textual.geometry import Region

from nnstep.tui.layout.splits import BORDER, Claim, PaneArea, Split, area, areas, columns, fitted, regions, rows

A, B, C, D = (area(name) for name in "abcd")
ROOM = Region(0, 2, 80, 20)


@dataclass(frozen=True)
class Wants:
    """Content of a fixed size."""

    width: int = 1000
    height: int = 1000

    def wanted_columns(self) -> int:
        return self.width

    def wanted_lines(self, columns: int) -> int:
        return self.height


@pytest.mark.parametrize(
    ("room", "wants", "claims", "sizes"),
    [
        pytest.param(30, [99, 99], [Claim(2), Claim(1)], [20, 10], id="by shares where both lack room"),
        pytest.param(30, [5, 99], [Claim(2), Claim(1)], [5, 25], id="none gets more than it wants while one lacks"),
        pytest.param(30, [5, 10], [Claim(2), Claim(1)], [15, 15], id="what is left over goes by shares"),
        pytest.param(30, [12, 99], [Claim(0), Claim()], [12, 18], id="one without a share is served first"),
        pytest.param(30, [50, 99], [Claim(0, 0.5), Claim()], [15, 15], id="but not beyond its bound"),
        pytest.param(30, [4, 5], [Claim(0), Claim(0)], [4, 26], id="the last of those without a share fills the room"),
        pytest.param(7, [99, 99], [Claim(), Claim()], [3, 4], id="whole cells"),
        pytest.param(30, [99], [Claim(1, 0.5)], [30], id="a part by itself has all the room"),
        pytest.param(0, [9, 9], [Claim(0), Claim()], [0, 0], id="no room"),
    ],
)
def test_parts_get_what_they_want_and_share_what_is_short_or_left(
    room: int, wants: list[int], claims: list[Claim], sizes: list[int]
) -> None:
    assert fitted(room, wants, claims) == sizes


def test_parts_stand_side_by_side_or_one_below_the_other_in_reading_order() -> None:
    root = columns(A, rows(B, C))
    placed = regions(root, ROOM, {A: Wants(width=20 - BORDER), B: Wants(height=3), C: Wants()})
    assert placed == {A: Region(0, 2, 20, 20), B: Region(20, 2, 60, 5), C: Region(20, 7, 60, 15)}
    assert list(areas(root)) == list(placed) == [A, B, C]


def test_an_area_without_content_leaves_its_room_to_the_others() -> None:
    root = columns(rows(A, B), C)
    assert regions(root, ROOM, {B: Wants()}) == {B: ROOM}
    assert regions(root, ROOM, {}) == {}


def test_lines_are_wanted_for_the_columns_that_a_part_has() -> None:
    class Wrapped(Wants):
        def wanted_lines(self, columns: int) -> int:
            return 240 // columns

    wide, narrow = (regions(rows(A, B), Region(0, 0, width, 99), {A: Wrapped(), B: Wants()}) for width in (62, 32))
    assert (wide[A].height, narrow[A].height) == (4 + BORDER, 8 + BORDER)


def test_whatever_is_shown_and_wanted_every_cell_belongs_to_one_area() -> None:
    kinds = [Wants(5, 3), Wants(30, 10), Wants()]
    for root in (columns(A, rows(B, columns(C, D))), rows(columns(A, area("b", share=0, most=0.3)), C, D)):
        all_areas = list(areas(root))
        for chosen in product([None, *kinds], repeat=4):
            contents = {a: c for a, c in zip(all_areas, chosen, strict=True) if c is not None}
            placed = regions(root, ROOM, contents)
            assert set(placed) == set(contents)
            assert not contents or sum(r.area for r in placed.values()) == ROOM.area
            assert all(ROOM.contains_region(r) for r in placed.values())
            assert not any(a.overlaps(b) for a in placed.values() for b in placed.values() if a is not b)


def test_splits_are_data() -> None:
    assert columns(A, B, share=2, most=0.5) == Split("columns", (A, B), Claim(2, 0.5))
    assert area("a", "b") == PaneArea(("a", "b"), Claim())
