"""The framework's list of options, which outlives keys that come while a small window has no room for it."""

from __future__ import annotations

from textual.widgets import OptionList


class PickList(OptionList):
    """A list of options; a page up or down does nothing until it has any room."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether a key may act now: a list that was never drawn has no lines to move by."""
        if action in ("page_up", "page_down") and not self.scrollable_content_region:
            return False
        return super().check_action(action, parameters)
