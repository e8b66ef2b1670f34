"""The framework's lists of options, which outlive keys and clicks that come before there is room for them."""

from __future__ import annotations

from textual.command import CommandList, CommandPalette
from textual.errors import NoWidget
from textual.geometry import Region
from textual.widget import Widget
from textual.widgets import OptionList


class PickList(OptionList):
    """A list of options; a page up or down does nothing until it has any room."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether a key may act now: a list that was never drawn has no lines to move by."""
        if action in ("page_up", "page_down") and not self.scrollable_content_region:
            return False
        return super().check_action(action, parameters)


class QuickPalette(CommandPalette):
    """The palette of commands; a key for its list does nothing until that has any room."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether a key may act now, as `PickList` does."""
        if action == "command_list" and not self.query_one(CommandList).scrollable_content_region:
            return False
        return super().check_action(action, parameters)

    def get_widget_at(self, x: int, y: int) -> tuple[Widget, Region]:
        """Return the widget at a place and its region; the palette itself where nothing was drawn yet."""
        try:
            return super().get_widget_at(x, y)
        except NoWidget:
            return self, self.region
