"""The problems of a file that could not be opened, until they are fixed or left."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from nnstep.drawing.styled_text import StyledLine, wrapped
from nnstep.errors import CommandError, ScenarioError
from nnstep.problems.error_text import error_text
from nnstep.problems.problem import is_excerpt
from nnstep.tui.dialogs.closing import Closing
from nnstep.tui.dialogs.problem_text import problem_text
from nnstep.tui.opening.editor import edit_file
from nnstep.tui.widgets.scroll_lines import WrappedLines


class FileProblems(Closing[None]):
    """Shows what is wrong with a file, as the command line does, and opens the editor there."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit", "open the editor"),
        Binding("r,R", "read_again", "read again"),
        Binding("ctrl+o", "app.choose", "open another"),
        Binding("escape", "back", "back"),
        Binding("q", "app.quit", "quit"),
    ]

    def __init__(self, path: Path, error: ScenarioError, again: Callable[[], None], *, is_first: bool) -> None:
        """Show `error`; `again` reads the file again. Where the screen `is_first`, nothing lies below it."""
        super().__init__()
        self._path = path
        self.error = error
        self._again = again
        self._is_first = is_first
        self._text = WrappedLines()

    def compose(self) -> ComposeResult:
        """Yield the problems and the footer."""
        with Vertical(id="problems"):
            yield self._text
        yield self.key_line()

    def on_mount(self) -> None:
        """Show the problems."""
        self.show_error(self.error)

    def show_error(self, error: ScenarioError) -> None:
        """Show what is wrong with the file now."""
        self.error = error
        self._text.set_made(partial(_lines, error_text(error)))

    def action_edit(self) -> None:
        """Open the editor at the first problem, and read the file again afterwards."""
        try:
            edit_file(self.app, self._path, self.error.line)
        except CommandError as error:
            self.notify(problem_text(error), severity="error")
            return
        self.action_read_again()

    def action_read_again(self) -> None:
        """Read the file again; once it has no problems, it is opened."""
        self._again()

    async def action_back(self) -> None:
        """Go back to what was there before, or quit."""
        if self._is_first:
            await self.run_action("app.quit")
        else:
            self.dismiss()


def _lines(text: str, width: int) -> list[StyledLine]:
    """Return the text about problems, wrapped but for the quoted lines, whose marks stand below them."""
    lines: list[StyledLine] = []
    for line in text.split("\n"):
        lines += [[(line, "plain")]] if is_excerpt(line) else wrapped(line, "plain", width, indent=4)
    return lines
