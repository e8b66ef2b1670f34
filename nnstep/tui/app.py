"""The application: opens the debugger on a program, or first lets the person choose an exercise."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import App, SystemCommand

from nnstep.errors import NNStepError
from nnstep.machine import history
from nnstep.program.compile import compile_program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load
from nnstep.tui.commands import COMMANDS
from nnstep.tui.screens.choice import Choice
from nnstep.tui.screens.debug import DebugScreen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.screen import Screen

    from nnstep.program.types import Program


class NNStepApp(App[None]):
    """nnstep in a terminal."""

    TITLE = "nnstep"
    CSS_PATH: ClassVar[str] = "theme.tcss"

    def __init__(self, program: Program | None = None, *, budget: int = history.BYTES) -> None:
        """Open `program`, or the choice of exercises where there is none; a history takes about `budget` bytes."""
        super().__init__()
        self._program = program
        self._budget = budget

    def on_mount(self) -> None:
        """Open the first screen."""
        if self._program is not None:
            self.push_screen(DebugScreen(self._program, budget=self._budget))
        else:
            self.push_screen(Choice(), self._open)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Yield what the palette offers: the debugger's commands, then the framework's own."""
        if isinstance(screen, DebugScreen):
            for command in COMMANDS:
                yield SystemCommand(command.id.replace("_", " "), command.help, partial(screen.perform, command))
        yield from super().get_system_commands(screen)

    def _open(self, name: str | None) -> None:
        if name is None:
            self.exit()
            return
        try:
            self.push_screen(DebugScreen(compile_program(load(find(name))), budget=self._budget))
        except NNStepError as error:
            self.exit(message=error.message)
