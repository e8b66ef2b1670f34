"""What the last line of a trace says: why the recording ended, and the accuracies of its epochs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from nnstep.expr.array import frozen

OVER = "the run is over"
"""The reason where the run came to its planned end."""


@dataclass(frozen=True, slots=True)
class RecordingEnd:
    """The end of a recording."""

    reason: str
    accuracies: Sequence[float]
    """After each epoch of the run so far."""
    edits: int | None = None
    """How many changes by hand were recorded; None where the line does not say."""


def ending_text(end: RecordingEnd) -> str:
    """Return the end as the text of a line."""
    return orjson.dumps({"reason": end.reason, "accuracies": list(end.accuracies), "edits": end.edits}).decode()


def ending_from(text: str) -> RecordingEnd:
    """Return the end that a line's text states; raise ValueError where it states none."""
    facts = orjson.loads(text)
    if not isinstance(facts, dict) or not isinstance(facts.get("reason"), str):
        raise ValueError('there is no "reason" in it')
    edits = facts.get("edits")
    if edits is not None and (type(edits) is not int or edits < 0):
        raise ValueError('the number of "edits" is none')
    try:
        return RecordingEnd(facts["reason"], frozen(facts["accuracies"]).ravel().tolist(), edits)
    except (KeyError, TypeError):
        raise ValueError('the "accuracies" are no numbers') from None
