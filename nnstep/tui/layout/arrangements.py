"""The designed arrangements of the panes: which areas stand where, by the room that the terminal has."""

# HUGE (from 170x40)             TALL (from 110x34)             WIDE (from 110 columns)
# listing │ formula │ picture    listing │ formula │ numbers    listing │ formula │ state, picture
#         │         │ curve      picture           │ state              │ numbers │ curve
# state   │ numbers │ layers     notes, layers     │ curve              │ notes, layers
#         │ notes   │
#
# PRESENTER (from 12 lines): formula, below it one of the others, the picture first
#
# STANDARD (from 60x20)                         SHORT (from 60x12)          BESIDE             ALONE
# listing │ formula                             listing │ formula           listing │ one of   one
#         │ numbers, state, picture, layers             │ one of the others         │ the      of
#         │ notes                                                                   │ others   all
#         │ curve

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from nnstep.tui.layout.splits import Part, area, columns, rows

AreaName: TypeAlias = Literal["code", "listing", "formula", "picture", "numbers", "state", "curve", "layers", "notes"]
"""What a pane shows: a person's own program; the program; the operation; the network drawn; the operands; all values;
the course of the error; one line a layer, such as its gradients; what a person noted, such as watches."""

_LISTING = area("listing", share=0, most=0.42)
"""As wide as the longest formula, within bounds."""
_NOTES = area("notes", share=0, most=0.4)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Areas for a terminal of at least this size."""

    name: str
    least_columns: int
    least_lines: int
    root: Part


ALONE = Arrangement(
    *("alone", 0, 0), area("code", "formula", "listing", "numbers", "picture", "state", "curve", "layers", "notes")
)
"""One pane at a time: on tiny screens, and where a pane is zoomed to the full screen."""

_OTHERS = area("code", "formula", "numbers", "picture", "state", "curve", "layers", "notes")
BESIDE = Arrangement(*("beside", 60, 0), columns(_LISTING, _OTHERS))
"""One pane beside the program, on screens of few lines."""

HALF = (Arrangement(*("wide half", 110, 0), columns(area("listing", share=0, most=0.3), _OTHERS)), BESIDE, ALONE)
"""Where a pane is zoomed to half of the screen: no pane is smaller than in the usual arrangement."""

ARRANGEMENTS = (
    Arrangement(
        *("huge", 170, 40),
        columns(
            rows(area("listing", share=0, most=0.6), area("state"), share=0, most=0.28),
            rows(area("formula"), area("numbers"), _NOTES, share=4),
            rows(area("code", "picture", share=3), area("curve", share=2), area("layers", share=0, most=0.3), share=5),
        ),
    ),
    Arrangement(
        *("tall", 110, 34),
        columns(
            rows(
                columns(area("listing", share=0, most=0.42), area("formula"), share=4),
                area("code", "picture", share=3),
                area("notes", "layers", share=0, most=0.3),
            ),
            rows(
                area("numbers", share=0, most=0.35), area("state", share=4), area("curve", share=3), share=0, most=0.3
            ),
        ),
    ),
    Arrangement(
        *("wide", 110, 18),
        columns(
            area("listing", share=0, most=0.3),
            rows(
                area("code", "formula", share=3),
                area("numbers", share=2),
                area("notes", "layers", share=0, most=0.3),
                share=3,
            ),
            rows(area("state", "picture", share=3), area("curve", share=2), share=0, most=0.32),
        ),
    ),
    Arrangement(
        *("standard", 60, 20),
        columns(
            _LISTING,
            rows(
                area("code", "formula", share=6),
                area("numbers", "state", "picture", "layers", share=4),
                area("notes", share=0, most=0.4),
                area("curve", share=0, most=0.25),
            ),
        ),
    ),
    Arrangement(
        *("short", 60, 12),
        columns(
            _LISTING, rows(area("code", "formula"), area("numbers", "picture", "state", "curve", "layers", "notes"))
        ),
    ),
    BESIDE,
    ALONE,
)
"""The first one that the terminal has the room for is taken."""


PRESENTER_ARRANGEMENTS = (
    Arrangement(
        *("presenter", 0, 12),
        rows(
            area("code", "formula", share=4),
            area("picture", "numbers", "state", "curve", "layers", "notes", "listing", share=3),
        ),
    ),
    ALONE,
)
"""For a projector: little on the screen, with room around it. The first one that there is the room for is taken."""

BaseLayout: TypeAlias = Literal["automatic", "presenter"]
LAYOUTS: Mapping[BaseLayout, Sequence[Arrangement]] = {
    "automatic": ARRANGEMENTS,
    "presenter": PRESENTER_ARRANGEMENTS,
}
"""The arrangements of each layout, the first one that the terminal has the room for to be taken."""


def arrangement_for(width: int, height: int, among: Sequence[Arrangement] = ARRANGEMENTS) -> Arrangement:
    """Return the arrangement for a terminal of this size."""
    return next(a for a in among if width >= a.least_columns and height >= a.least_lines)
