"""What a pane is: a widget that paints a view, and that declares where it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nnstep.tui.arrangement import ArrangementName, PanePlace
from nnstep.tui.fault_net import NettedWidget, outlived
from nnstep.tui.view import View


class Pane(NettedWidget):
    """A widget that paints a view; each pane is one, beside what it inherits."""

    _view: View | None = None
    """What it shows."""

    def show_view(self, view: View) -> None:
        """Show `view`, now and in every size that the pane gets."""
        self._view = view
        self._paint_or_hide(view)

    def on_resize(self) -> None:
        """Paint in the new size, which is known only now."""
        if self._view is not None:
            self._paint_or_hide(self._view)

    def paint(self, view: View) -> None:
        """Paint `view`; called after every step, so it must be quick."""
        raise NotImplementedError

    def _paint_or_hide(self, view: View) -> None:
        """Paint `view`; where that fails, nothing: what stood here before is of another position."""
        failed = False
        try:
            self.paint(view)
        except Exception as error:
            failed = True
            if not outlived(self, error, painting=True):
                raise
        self.set_class(failed, "-failed")


@dataclass(frozen=True, slots=True)
class PaneSpec:
    """How the screen makes a pane, and where it stands in each arrangement; None: not shown there."""

    id: str
    title: str
    make: type[Pane]
    order: int
    """Where several panes share a column, those of lower numbers stand above."""
    wide: PanePlace | None
    narrow: PanePlace | None
    short: PanePlace | None
    is_needed: Callable[[View], bool] = lambda _: True
    """Whether there is something to show."""

    def place(self, arrangement: ArrangementName) -> PanePlace | None:
        """Return its place in an arrangement."""
        return {"wide": self.wide, "narrow": self.narrow, "short": self.short}[arrangement]
