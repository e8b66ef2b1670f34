"""What a session was when its last command was over, to be taken up again where one fails half way."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


class Standing:
    """The attributes of some objects as they were; what the objects share with others is not copied.

    Lists and dictionaries are, since those are what commands change in place.
    """

    def __init__(self, parts: Iterable[object]) -> None:
        """Keep how `parts` are now."""
        self._kept = [(part, _copied(vars(part))) for part in parts]

    def take_up(self) -> None:
        """Make the objects again what they were."""
        for part, kept in self._kept:
            vars(part).update(_copied(kept))


def _copied(attributes: dict[str, Any]) -> dict[str, Any]:
    """Return attributes with lists and dictionaries of their own, without a standing that is kept among them."""
    return {
        name: value.copy() if isinstance(value, list | dict) else value
        for name, value in attributes.items()
        if not isinstance(value, Standing)
    }
