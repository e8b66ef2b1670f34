"""How a position of a run is shown: which parts of it, with how many digits, light or dark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from nnstep.drawing.svg.picture_theme import PictureTheme
from nnstep.errors import CommandError
from nnstep.notebook.run_figure import Shown
from nnstep.problems.did_you_mean import meant
from nnstep.problems.message_text import listed

_MOST_DIGITS = 17
_LEAST_SIZE, _LARGEST_SIZE = (20, 5), (500, 200)


@dataclass(frozen=True, slots=True)
class PictureLook:
    """What `nnstep.show` is asked for."""

    what: Shown
    digits: int
    """Significant digits."""
    theme: PictureTheme
    size: tuple[int, int]
    """Columns and lines of a screen."""

    def check(self) -> None:
        """Raise CommandError where there is no such picture."""
        _check_known("picture of", self.what, get_args(Shown))
        _check_known("theme", self.theme, get_args(PictureTheme))
        if not 1 <= self.digits <= _MOST_DIGITS:
            raise CommandError(f"digits is {self.digits}", f"show 1 to {_MOST_DIGITS} significant digits")
        columns, lines = self.size
        (least, fewest), (most, highest) = _LEAST_SIZE, _LARGEST_SIZE
        if not (least <= columns <= most and fewest <= lines <= highest):
            hint = f"a screen has {least} to {most} columns and {fewest} to {highest} lines"
            raise CommandError(f"size is {columns} by {lines}", hint)


def _check_known(kind: str, word: str, known: Sequence[str]) -> None:
    if word not in known:
        raise CommandError(f"there is no {kind} {word!r}", meant(word, known) or f"choose {listed(known, 'or')}")
