"""The columns of a graph: each node to the right of all that it is computed from, in an order with few crossings.

Source: K. Sugiyama, S. Tagawa, M. Toda, Methods for Visual Understanding of Hierarchical System Structures (1981).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias

Link: TypeAlias = tuple[int, int]
"""From a node to one that is computed from it, by their numbers."""
_SWEEPS = 6


@dataclass(frozen=True, slots=True)
class Levels:
    """Columns of slots. A slot is a node, or lets a link pass that leads from further left to further right."""

    columns: tuple[tuple[int, ...], ...]
    """From top to bottom; nodes by their numbers, others by numbers beyond those."""
    routes: dict[Link, tuple[int, ...]]
    """By link: the slots that it passes, both of its nodes included."""


@lru_cache(maxsize=16)
def levels_of(count: int, links: tuple[Link, ...]) -> Levels:
    """Return the columns of `count` nodes; each link leads to a node of a higher number."""
    level = _depths(count, links)
    columns: list[list[int]] = [[] for _ in range(max(level, default=0) + 1)]
    for node in range(count):
        columns[level[node]].append(node)
    routes, following = {}, count
    for source, target in links:
        passed = list(range(following, following + level[target] - level[source] - 1))
        following += len(passed)
        for column, slot in enumerate(passed, start=level[source] + 1):
            columns[column].append(slot)
        routes[source, target] = (source, *passed, target)
    _order(columns, routes.values())
    return Levels(tuple(map(tuple, columns)), routes)


def _depths(count: int, links: Iterable[Link]) -> list[int]:
    """Return the column of each node; what is computed from nothing stands just left of its first reader."""
    depth = [0] * count
    read = {target for _, target in links}
    for source, target in sorted(links, key=lambda link: link[1]):
        depth[target] = max(depth[target], depth[source] + 1)
    for node in range(count):
        readers = [depth[target] for source, target in links if source == node]
        if node not in read and readers:
            depth[node] = min(readers) - 1
    return depth


def _order(columns: list[list[int]], routes: Iterable[Sequence[int]]) -> None:
    """Sort each column by the mean place of a slot's neighbours in the one before, forwards and backwards in turn."""
    before: dict[int, list[int]] = {}
    after: dict[int, list[int]] = {}
    for route in routes:
        for left, right in pairwise(route):
            after.setdefault(left, []).append(right)
            before.setdefault(right, []).append(left)
    for sweep in range(_SWEEPS):
        forward = sweep % 2 == 0
        beside = before if forward else after
        for column in columns if forward else reversed(columns):
            place = {slot: at / max(1, len(c) - 1) for c in columns for at, slot in enumerate(c)}
            mean = {slot: _mean([place[other] for other in beside.get(slot, ())], place[slot]) for slot in column}
            column.sort(key=mean.__getitem__)


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise
