"""What an answer sheet states, whatever its format: answers by id, as text, and where they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from nnstep.grading.sheet.number_forms import Comma
from nnstep.problems.toml_positions import KeyPath, Positions


@dataclass(frozen=True, slots=True, eq=False)
class SheetDocument:
    """What a sheet states, as text, before anything is known of the quantities that there are."""

    answers: Mapping[str, object]
    """By id or element, as in ``[answers]`` of a scenario."""
    positions: Positions | None = None
    """Where they stand, in a format that has lines."""
    comma: Comma = "unknown"
    """What a comma before three digits means, where no number of the sheet shows it."""
    is_table: bool = False
    """Whether the numbers are cells of a table, which one program saved."""
    is_trimmed: bool = False
    """Whether empty cells at the ends of its rows are missing."""
    takes_null: bool = False
    """Whether null stands for what was left open."""
    remarks: tuple[str, ...] = ()
    """What a person should know of what was left out."""
    without: Callable[[Iterable[KeyPath]], SheetDocument] | None = None
    """Returns the document without what can't be read at some keys, where answers stand among sentences."""
    ended: Callable[[Mapping[KeyPath, int]], SheetDocument] | None = None
    """Returns the document with the answers at these keys ended after so many of their lines."""
    joined: Callable[[], SheetDocument] | None = None
    """Returns the document with all answers in the first training step, where ``Step 2`` may mean a step of the
    calculation."""
    has_places: bool = False
    """Whether an empty place is a number that was left open; it says nothing where lines are only written."""
