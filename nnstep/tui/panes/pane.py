"""What a pane is: a widget that paints a view, and that declares its area of the screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nnstep.tui.fault_net import NettedWidget, outliving
from nnstep.tui.layout.arrangements import AreaName
from nnstep.tui.view import View

UNBOUNDED = 10_000
"""Columns or lines of a pane that can fill any room."""


class Pane(NettedWidget):
    """A widget that paints a view; each pane is one, beside what it inherits. It must be focusable itself."""

    _view: View | None = None
    """What it shows."""

    def show_view(self, view: View) -> None:
        """Show `view`, now and in every size that the pane gets."""
        self._view = view
        # Without a size it is shown for the first time, and is to be laid out yet; or it failed, and is not visible.
        if self.outer_size or self.has_class("-failed"):
            self._paint_or_hide(view)

    def on_resize(self) -> None:
        """Paint in the new size, which is known only now."""
        if self._view is not None:
            self._paint_or_hide(self._view)

    def keep_view(self, view: View) -> None:
        """Paint `view` once the pane is shown again."""
        self._view = view

    def paint(self, view: View) -> None:
        """Paint `view`; called after every step, so it must be quick."""
        raise NotImplementedError

    def wanted_columns(self, view: View) -> int:  # noqa: ARG002 - for those that override it
        """Return the columns that it can fill, the scroll bar's included.

        Like the lines, the same at every step of a run, or the panes jump; asked for where `View.lasting` has changed.
        """
        return UNBOUNDED

    def wanted_lines(self, view: View, columns: int) -> int:  # noqa: ARG002 - for those that override it
        """Return the lines that it can fill if it has so many columns."""
        return UNBOUNDED

    @property
    def has_work(self) -> bool:
        """Whether there is more to compute of what it shows, which would take too long at a step."""
        return False

    def work_on(self, seconds: float) -> None:
        """Go on with that for about `seconds`, and show it."""

    def _paint_or_hide(self, view: View) -> None:
        """Paint `view`; where that fails, nothing: what stood here before is of another position."""
        failed = True
        with outliving(self, painting=True):
            self.paint(view)
            failed = False
        self.set_class(failed, "-failed")


@dataclass(frozen=True, slots=True)
class PaneSpec:
    """How the screen makes a pane, and what it stands for there."""

    id: str
    title: str
    key: str
    """Textual's name of the key that shows it and gives it the focus; shown before the title."""
    make: type[Pane]
    area: AreaName
    """Where it stands, in every arrangement. Panes of one area take turns."""
    order: int
    """Those of lower numbers come first among the panes of an area."""
    is_needed: Callable[[View], bool] = lambda _: True
    """Whether there is something to show; a person who asks for it sees it all the same."""

    @property
    def heading(self) -> str:
        """The title with the key."""
        return f"{self.key.upper()} {self.title}"
