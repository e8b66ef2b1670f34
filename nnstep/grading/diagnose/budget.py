"""How much the search for explanations may cost on one sheet, so that a hopeless one takes seconds.

Counted in operations run, not in seconds: a sheet has the same verdicts on every machine, and after any other sheet.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from itertools import takewhile
from typing import TypeVar

_T = TypeVar("_T")

MOST_WORK = 2_000_000
"""So many operations on small arrays take some seconds; an ordinary sheet's search takes a tenth of it, or less."""


class Budget:
    """What is left of it."""

    def __init__(self, most: int | None = None) -> None:
        self.left = MOST_WORK if most is None else most
        self._kept_for_single = self.left // 2
        self._paid: set[Hashable] = set()

    def is_spent(self, *, on_pairs: bool = False) -> bool:
        """Return whether it is at its end; pairs of mistakes leave half of it to the single ones of later numbers."""
        return self.left <= (self._kept_for_single if on_pairs else 0)

    def within(self, tries: Iterable[_T], *, on_pairs: bool = False) -> Iterator[_T]:
        """Yield what is to be tried, as long as the budget lasts."""
        return takewhile(lambda _: not self.is_spent(on_pairs=on_pairs), tries)

    def spend(self, work: int) -> None:
        """Take off what was just run."""
        self.left -= work

    def spend_once(self, run: Hashable, work: int) -> None:
        """Take off what `run` costs, the first time on this sheet only, whether or not another sheet has had it run."""
        if run not in self._paid:
            self._paid.add(run)
            self.spend(work)
