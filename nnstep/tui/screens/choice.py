"""The list of bundled exercises, if the app was opened without one."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Footer, OptionList, Static
from textual.widgets.option_list import Option

from nnstep.scenario.bundled import bundled_paths
from nnstep.scenario.load import heading
from nnstep.tui.dialogs.closing import Closing


class Choice(Closing[str]):
    """Returns the name of the scenario that was chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("q,escape", "app.quit", "quit")]

    def compose(self) -> ComposeResult:
        """Yield the list."""
        yield Static("Choose an exercise to step through", markup=False, classes="heading")
        titles = {name: heading(str(path))[0] for name, path in bundled_paths().items()}
        texts = {name: Content.assemble((name, "bold"), "\n  ", title) for name, title in titles.items()}
        yield OptionList(*(Option(text, id=name) for name, text in texts.items()))
        yield Footer()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Return the exercise."""
        self.dismiss(event.option.id)
