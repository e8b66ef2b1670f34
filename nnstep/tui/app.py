"""The application: opens the debugger on a program, or first the list of exercises; or takes a picture of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from functools import partial
from typing import ClassVar

from rich.console import RenderableType
from textual import events
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import SuspendNotSupported, SystemCommand
from textual.driver import Driver
from textual.screen import Screen

from nnstep.engine import history
from nnstep.errors import CommandError, NNStepError
from nnstep.fault import Fault, Faults
from nnstep.harmless_text import visible_lines
from nnstep.process_exit import status_of
from nnstep.program.program import Program
from nnstep.session.commands import COMMANDS
from nnstep.session.commands.key_names import keys_text
from nnstep.session.opening import OpenedRun, open_run
from nnstep.session.session import Session
from nnstep.tui.changed_cells import ChangedCells, TerminalCells
from nnstep.tui.fault_net import NettedApp
from nnstep.tui.screens.choice import Choice
from nnstep.tui.screens.debug import DebugScreen

SIXTEEN_COLOURS, SIXTEEN_COLOURS_THEME = "standard", "ansi-dark"
"""Other themes' colours would be rounded to the sixteen, each to any of them."""


class NNStepApp(NettedApp):
    """nnstep in a terminal."""

    TITLE = "nnstep"
    CSS_PATH: ClassVar[str] = "theme.tcss"

    def __init__(
        self,
        opened: OpenedRun | Program | None = None,
        *,
        commands: Sequence[str] = (),
        commands_file: str = "",
        sheet: str | None = None,
        exercise: bool = False,
        resume: str | None = None,
        budget: int = history.BYTES,
        outlives_faults: bool = True,
    ) -> None:
        """Open a run, or the list of exercises if there is none; perform `commands`, the lines of a file, first.

        Messages name `commands_file`. `sheet` is compared with the run; `exercise` begins with exercise mode,
        as it was saved in the file `resume`, if that is given. `budget` is the memory for stepping back, in bytes. A
        fault of nnstep itself ends the app unless it `outlives_faults`. Raise ScenarioError if a breakpoint of the
        scenario can't be set, or what `Session.lay_over` and `Session.resume_exercise` raise.
        """
        super().__init__(outlives_faults=outlives_faults)
        if isinstance(opened, Program):
            opened = OpenedRun(opened)
        self._session = Session.of(opened, budget) if opened is not None else None
        if self._session is not None and sheet is not None:
            self._session.lay_over(sheet)
        if self._session is not None and resume is not None:
            self._session.resume_exercise(resume)
        self._exercise = exercise
        self._commands = commands
        self._commands_file = commands_file
        self._budget = budget
        self._faults = Faults()
        self._cells = TerminalCells()

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        """Write only the cells that changed, as the framework would not."""
        if isinstance(renderable, ChopsUpdate | LayoutUpdate):
            renderable = ChangedCells(renderable, self._cells)
        super()._display(screen, renderable)

    @property
    def faults(self) -> Faults:
        """The faults met so far."""
        return self._faults if self._session is None else self._session.faults

    @property
    def debugging(self) -> DebugScreen | None:
        """The debugger's screen, if it is open."""
        return next((screen for screen in self.screen_stack if isinstance(screen, DebugScreen)), None)

    def caught(self, error: Exception, doing: str, *, painting: bool) -> Fault | None:
        """Report a fault and, unless it was in `painting`, undo the command; None if no screen can go on."""
        if self.debugging is not None:
            return self.debugging.caught(error, doing, painting=painting)
        choosing = any(isinstance(screen, Choice) for screen in self.screen_stack)
        return self._faults.take(error, doing) if choosing else None

    def on_mount(self) -> None:
        """Open the first screen, and listen to signals."""
        if not self.is_headless and self.console.color_system == SIXTEEN_COLOURS:
            self.theme = SIXTEEN_COLOURS_THEME
        if sys.platform != "win32" and not self.is_headless:
            from nnstep.tui.signals import listen_to_signals

            listen_to_signals(self._end_by, self._stop, partial(self._stop, None))
        if self._session is not None:
            self.push_screen(DebugScreen(self._session, self._commands, self._commands_file, exercise=self._exercise))
        else:
            self.push_screen(Choice(), self._open)

    async def on_event(self, event: events.Event) -> None:
        """Hide the message at the next key or click."""
        is_new = isinstance(event, events.Key | events.MouseDown) and not event.is_forwarded
        if is_new and self.debugging is not None:
            self.debugging.message.clear()
        await super().on_event(event)

    def get_driver_class(self) -> type[Driver]:
        """Return the driver; raise CommandError if the environment names none that exists."""
        try:
            return super().get_driver_class()
        except (ImportError, AttributeError, ValueError, RuntimeError) as error:
            reason = f"the environment variable TEXTUAL_DRIVER names no driver: {error}"
            raise CommandError(reason, "unset it to open the app in the terminal") from None

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Yield the entries of the palette: the debugger's commands, then the framework's own."""
        if isinstance(screen, DebugScreen):
            for command in COMMANDS:
                title = f"{command.name}   {keys_text(command.keys)}".rstrip()
                yield SystemCommand(title, command.help, partial(screen.perform, command))
        yield from super().get_system_commands(screen)

    async def action_quit(self) -> None:
        """Quit; the debugger asks first if something would be lost."""
        if self.debugging is None:
            self.exit()
        else:
            self.debugging.leave()

    def action_suspend_process(self) -> None:
        """Give the terminal back to the shell until that continues the whole job."""
        self._stop(0)

    def _stop(self, process: int | None) -> None:
        """Give the terminal back, stop `process` (if any) until it is continued, then repaint everything.

        Without `process`: the app was stopped from outside, so what the terminal shows now is unknown, too.
        """
        if sys.platform == "win32":
            return
        from nnstep.tui.signals import stop

        try:
            with self.suspend():
                if process is not None:
                    stop(process)
        except SuspendNotSupported:
            self.notify("the app can't be suspended here", markup=False)

    def _end_by(self, signal: int) -> None:
        """End with the exit status of a signal, without a question; recordings are closed."""
        from nnstep.tui.signals import terminal_is_gone

        if self.debugging is not None:
            self.debugging.recorder.close()
        if terminal_is_gone():
            os._exit(status_of(signal))  # the framework would wait for ever to write to it
        self.exit(return_code=status_of(signal))

    def _open(self, name: str | None) -> None:
        if name is None:
            self.exit()
            return
        try:
            self._session = Session.of(open_run(name), self._budget)
            self.push_screen(DebugScreen(self._session))
        except NNStepError as error:
            self.exit(message=visible_lines(error.message))
