"""The state of a session after a command, to go back to where the next one fails."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


class Snapshot:
    """The attributes of some objects after a command, restored where the next one fails halfway.

    Only lists and dictionaries are copied, since commands change those in place.
    """

    def __init__(self, parts: Iterable[object]) -> None:
        """Keep the present state of `parts`."""
        self._kept = [(part, _copied(vars(part))) for part in parts]

    def restore(self) -> None:
        """Give the objects their attributes back."""
        for part, kept in self._kept:
            vars(part).update(_copied(kept))


def _copied(attributes: dict[str, Any]) -> dict[str, Any]:
    """Return attributes with lists and dictionaries of their own, without a snapshot among them."""
    return {
        name: value.copy() if isinstance(value, list | dict) else value
        for name, value in attributes.items()
        if not isinstance(value, Snapshot)
    }
