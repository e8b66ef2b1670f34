"""Each size of the terminal has a designed arrangement."""

from __future__ import annotations

from collections import Counter
from typing import get_args

import pytest

from nnstep.tui.layout.arrangements import ARRANGEMENTS, AreaName, Arrangement, arrangement_for
from nnstep.tui.layout.splits import areas


@pytest.mark.parametrize(
    ("size", "name"),
    [
        ((200, 60), "huge"),
        ((170, 39), "tall"),
        ((120, 40), "tall"),
        ((110, 33), "wide"),
        ((110, 17), "short"),
        ((109, 50), "standard"),
        ((80, 24), "standard"),
        ((80, 19), "short"),
        ((60, 12), "short"),
        ((80, 11), "beside"),
        ((59, 50), "alone"),
        ((1, 1), "alone"),
    ],
)
def test_the_size_of_the_terminal_chooses_the_arrangement(size: tuple[int, int], name: str) -> None:
    assert arrangement_for(*size).name == name


@pytest.mark.parametrize("arrangement", ARRANGEMENTS, ids=lambda arrangement: arrangement.name)
def test_every_arrangement_has_one_place_for_every_area(arrangement: Arrangement) -> None:
    names = Counter(name for area in areas(arrangement.root) for name in area.names)
    assert names == Counter(get_args(AreaName))
