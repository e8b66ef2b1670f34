"""The framework's palette of commands, which outlives keys that come before its list is on the screen."""

from __future__ import annotations

from textual.command import CommandList, CommandPalette


class QuickPalette(CommandPalette):
    """The palette; a key for its list does nothing until that has any room."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether a key may act now: a list that was never drawn has no lines to move by."""
        if action == "command_list" and not self.query_one(CommandList).scrollable_content_region:
            return False
        return super().check_action(action, parameters)
