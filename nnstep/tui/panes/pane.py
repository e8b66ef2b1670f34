"""What a pane is: a widget that paints a view, and that declares where it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from nnstep.tui.fault_net import NettedWidget, outliving
from nnstep.tui.view import View

ArrangementName: TypeAlias = Literal["wide", "narrow", "short"]


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
class PanePlace:
    """Where a pane stands in one arrangement: in its column, below the panes that come before it there."""

    column: int
    height: str = "1fr"
    """As in a style sheet. Panes that begin in one line share the first one's; a column's last pane fills it."""
    to_the_right: bool = False
    """Whether it takes all columns from its own to the right edge, below the panes that take one."""
    takes_turns: bool = False
    """Whether it is shown in turn with the others that do so."""


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
