"""The places of a screen's widgets, compared with those that are painted, whoever asks for a place meanwhile."""

from __future__ import annotations

from textual._compositor import Compositor, CompositorMap, ReflowResult
from textual.geometry import Size
from textual.widget import Widget


class LastingMap(Compositor):
    """Finds all that a new layout has changed.

    The framework compares a layout with the places that were known last. Where a widget's place is asked for after
    something was shown or hidden and before the layout is made, those are the new places already: nothing seems to have
    changed, so what was shown is not painted, what was hidden stays on the terminal, and no widget learns its new size.
    """

    def __init__(self) -> None:
        super().__init__()
        self._laid_out: CompositorMap = {}
        """The places after the last layout; what scrolling has moved since is painted once more."""

    def reflow(self, parent: Widget, size: Size) -> ReflowResult:
        """Return what a new layout hides, shows and resizes, and have it painted."""
        meanwhile, self._full_map = self._full_map, self._laid_out
        result = super().reflow(parent, size)
        self._laid_out = self._full_map
        if meanwhile is not self._laid_out:
            # What was hidden for a moment has changed, too: while it was, nothing of it could be marked for painting.
            changes = meanwhile.items() ^ self._laid_out.items()
            self._dirty_regions.update(place.clip.intersection(place.region) for _, place in changes)
        return result

    def clear(self) -> None:
        """Forget all places."""
        super().clear()
        self._laid_out = {}
