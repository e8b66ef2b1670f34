"""A screen divided into areas: splits of splits, whose parts get the room that their content asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, Protocol, TypeAlias, assert_never

from textual.geometry import Region

BORDER = 2
"""Cells that a frame takes, on both sides together."""


class Content(Protocol):
    """What stands in an area: it says how much room it can use."""

    def wanted_columns(self) -> int:
        """Return the columns it can fill."""

    def wanted_lines(self, columns: int) -> int:
        """Return the lines it can fill if it has so many columns."""


@dataclass(frozen=True, slots=True)
class Claim:
    """How a part competes with its neighbours for room."""

    share: int = 1
    """Its weight when room is short, and when some is left over. 0: it gets what it wants first, and never more."""
    most: float = 1.0
    """The largest fraction of the room it gets, however much it wants."""


@dataclass(frozen=True, slots=True)
class PaneArea:
    """Room for one pane; those whose area is among `names` take turns in it, the first name's first."""

    names: tuple[str, ...]
    claim: Claim = Claim()


@dataclass(frozen=True, slots=True)
class Split:
    """Parts side by side or one below the other."""

    way: Literal["columns", "rows"]
    parts: tuple[Part, ...]
    claim: Claim = Claim()


Part: TypeAlias = PaneArea | Split


def area(*names: str, share: int = 1, most: float = 1.0) -> PaneArea:
    """Return an area for panes that name one of `names`."""
    return PaneArea(names, Claim(share, most))


def columns(*parts: Part, share: int = 1, most: float = 1.0) -> Split:
    """Return parts side by side."""
    return Split("columns", parts, Claim(share, most))


def rows(*parts: Part, share: int = 1, most: float = 1.0) -> Split:
    """Return parts one below the other."""
    return Split("rows", parts, Claim(share, most))


def areas(part: Part) -> Iterator[PaneArea]:
    """Yield the areas of a part in reading order."""
    match part:
        case PaneArea():
            yield part
        case Split():
            for inner in part.parts:
                yield from areas(inner)
        case _:
            assert_never(part)


def regions(part: Part, room: Region, contents: Mapping[PaneArea, Content]) -> dict[PaneArea, Region]:
    """Return the region of every area that has content; they fill `room`, and the other areas take none of it."""
    match part:
        case PaneArea():
            return {part: room} if part in contents else {}
        case Split():
            shown = _used(part, contents)
            placed: dict[PaneArea, Region] = {}
            for inner, piece in zip(shown, _pieces(part, shown, room, contents), strict=True):
                placed |= regions(inner, piece, contents)
            return placed
        case _:
            assert_never(part)


def fitted(room: int, wants: Sequence[int], claims: Sequence[Claim]) -> list[int]:
    """Return sizes that add up to `room`: none above what is wanted while another lacks something."""
    limits = [min(want, int(claim.most * room)) for want, claim in zip(wants, claims, strict=True)]
    sizes = [0] * len(limits)
    rest = room
    for i, claim in enumerate(claims):
        if claim.share == 0:
            sizes[i] = min(limits[i], rest)
            rest -= sizes[i]
    lacking = [i for i, claim in enumerate(claims) if claim.share]
    while lacking:
        weight = sum(claims[i].share for i in lacking)
        content = [i for i in lacking if limits[i] * weight <= rest * claims[i].share]
        if not content:
            break
        for i in content:
            sizes[i] = limits[i]
        rest -= sum(limits[i] for i in content)
        lacking = [i for i in lacking if i not in content]
    takers = lacking or [i for i, claim in enumerate(claims) if claim.share] or [len(sizes) - 1]
    for i, more in zip(takers, _shared(rest, [max(1, claims[i].share) for i in takers]), strict=True):
        sizes[i] += more
    return sizes


def _shared(room: int, weights: Sequence[int]) -> list[int]:
    """Return whole numbers in the ratio of `weights`, as nearly as they add up to `room`."""
    ends = [0]
    for weight in weights:
        ends.append(ends[-1] + weight)
    return [b - a for a, b in pairwise(room * end // ends[-1] for end in ends)]


def _used(split: Split, contents: Mapping[PaneArea, Content]) -> list[Part]:
    return [part for part in split.parts if any(inner in contents for inner in areas(part))]


def _pieces(split: Split, parts: Sequence[Part], room: Region, contents: Mapping[PaneArea, Content]) -> list[Region]:
    """Return the room of each of the parts of a split that are used."""
    if not parts:
        return []
    claims = [part.claim for part in parts]
    if split.way == "columns":
        wants = [_wanted_columns(part, contents) for part in parts]
        pieces, x = [], room.x
        for width in fitted(room.width, wants, claims):
            pieces.append(Region(x, room.y, width, room.height))
            x += width
        return pieces
    wants = [_wanted_lines(part, room.width, contents) for part in parts]
    pieces, y = [], room.y
    for height in fitted(room.height, wants, claims):
        pieces.append(Region(room.x, y, room.width, height))
        y += height
    return pieces


def _wanted_columns(part: Part, contents: Mapping[PaneArea, Content]) -> int:
    match part:
        case PaneArea():
            return contents[part].wanted_columns() + BORDER
        case Split():
            wants = [_wanted_columns(inner, contents) for inner in _used(part, contents)]
            return sum(wants) if part.way == "columns" else max(wants)
        case _:
            assert_never(part)


def _wanted_lines(part: Part, width: int, contents: Mapping[PaneArea, Content]) -> int:
    match part:
        case PaneArea():
            return contents[part].wanted_lines(max(0, width - BORDER)) + BORDER
        case Split():
            used = _used(part, contents)
            if part.way == "rows":
                return sum(_wanted_lines(inner, width, contents) for inner in used)
            pieces = _pieces(part, used, Region(0, 0, width, 0), contents)
            return max(_wanted_lines(inner, piece.width, contents) for inner, piece in zip(used, pieces, strict=True))
        case _:
            assert_never(part)
