"""The application: opens the debugger on a program, or first lets the person choose an exercise."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import App, SystemCommand

from nnstep.errors import CommandError, NNStepError
from nnstep.machine import history
from nnstep.program.compile import compile_program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load
from nnstep.session.session import Session
from nnstep.tui.commands import COMMANDS
from nnstep.tui.screens.choice import Choice
from nnstep.tui.screens.debug import DebugScreen
from nnstep.visible import visible_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.driver import Driver
    from textual.screen import Screen

    from nnstep.program.types import Program


class NNStepApp(App[None]):
    """nnstep in a terminal."""

    TITLE = "nnstep"
    CSS_PATH: ClassVar[str] = "theme.tcss"

    def __init__(
        self,
        program: Program | None = None,
        *,
        commands: Sequence[str] = (),
        commands_file: str = "",
        sheet: str | None = None,
        exercise: bool = False,
        budget: int = history.BYTES,
    ) -> None:
        """Open `program`, or the choice of exercises where there is none; perform `commands`, one a line, first.

        They are the lines of `commands_file`, which is named where one is wrong. `sheet` is laid over the run; with
        `exercise` its values are asked for. `budget` is how many bytes the history may take. Raise ScenarioError where
        a breakpoint of the scenario's own can't be set, or what `Session.lay_over` raises.
        """
        super().__init__()
        self._session = Session(program, budget=budget) if program is not None else None
        if self._session is not None and sheet is not None:
            self._session.lay_over(sheet)
        self._exercise = exercise
        self._commands = commands
        self._commands_file = commands_file
        self._budget = budget

    def on_mount(self) -> None:
        """Open the first screen."""
        if self._session is not None:
            self.push_screen(DebugScreen(self._session, self._commands, self._commands_file, exercise=self._exercise))
        else:
            self.push_screen(Choice(), self._open)

    def get_driver_class(self) -> type[Driver]:
        """Return what shows the app; raise CommandError where the environment names no such thing."""
        try:
            return super().get_driver_class()
        except (ImportError, AttributeError, ValueError, RuntimeError) as error:
            reason = f"the environment variable TEXTUAL_DRIVER names no driver: {error}"
            raise CommandError(reason, "unset it, and the app opens in the terminal") from None

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
            program = compile_program(load(find(name)))
            self.push_screen(DebugScreen(Session(program, budget=self._budget)))
        except NNStepError as error:
            self.exit(message=visible_lines(error.message))
