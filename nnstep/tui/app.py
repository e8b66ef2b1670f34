"""The application: opens the debugger on a program, or first the list of exercises; or takes a picture of it."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, assert_never

from rich.console import RenderableType
from textual import events, on
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import SuspendNotSupported, SystemCommand
from textual.driver import Driver
from textual.filter import Monochrome, NoColor
from textual.geometry import Size
from textual.screen import Screen

from nnstep.engine import history
from nnstep.errors import CommandError
from nnstep.fault import Fault, Faults
from nnstep.process_exit import status_of
from nnstep.program.program import Program
from nnstep.session.commands import COMMANDS
from nnstep.session.commands.key_names import keys_text
from nnstep.session.commands.replies import ChooseTheme, NewScenario, OpenRun, ReloadRun, RunProgram, TakeTour
from nnstep.session.opening import OpenedRun, RunRequest
from nnstep.session.remembered.state_file import StateFile
from nnstep.tui import themes
from nnstep.tui.changed_cells import ChangedCells, TerminalCells
from nnstep.tui.dialogs.option_lists import QuickPalette
from nnstep.tui.dialogs.problem_text import problem_text
from nnstep.tui.fault_net import NettedApp
from nnstep.tui.keys.typed_ahead import TypedAhead
from nnstep.tui.opening.beginning import Beginning
from nnstep.tui.opening.messages import AppAsked
from nnstep.tui.opening.opener import THEME, Opener
from nnstep.tui.screens.debug import DebugScreen

if TYPE_CHECKING:
    from nnstep.session.own_program.own_program import OwnProgram

_LOOK_SECONDS = 10.0
"""Between two looks at whether a file has changed while no key is pressed: each wakes the process."""

_SIXTEEN_COLOURS = "standard"
"""Other themes' colours would be rounded to the sixteen, each to any of them."""


_LEAST_WIDTH = 8
"""Cells that the screen is taken to have in a row at least: the framework's lists fail where no text has any room."""


class NNStepApp(NettedApp):
    """nnstep in a terminal."""

    TITLE = "nnstep"
    CSS_PATH: ClassVar[str] = "theme.tcss"

    def __init__(
        self,
        opened: OpenedRun | Program | None = None,
        beginning: Beginning | None = None,
        *,
        request: RunRequest | None = None,
        sheet: str | None = None,
        beside: str | None = None,
        resume: str | None = None,
        own_program: OwnProgram | None = None,
        memory: StateFile | None = None,
        folder: Path | None = None,
        budget: int = history.BYTES,
        outlives_faults: bool = True,
    ) -> None:
        """Open a run, or the list of exercises, with the files of `folder`, if there is none.

        The `request` that the run was opened with opens it again. `sheet` is compared with the run; the errors of the
        run `beside` are drawn with its own; `resume` is a file with a saved exercise;
        `own_program` is shown beside the run. Without a `memory` nothing is
        remembered. `budget` is the memory for stepping back, in bytes. A fault of nnstep itself ends the app unless it
        `outlives_faults`. Raise ScenarioError if a breakpoint of the scenario can't be set, or what `Session.lay_over`,
        `Session.draw_beside` and `Session.resume_exercise` raise.
        """
        super().__init__(outlives_faults=outlives_faults)
        if isinstance(opened, Program):
            opened = OpenedRun(opened)
        self._beginning = beginning or Beginning()
        self._request = request
        self._folder = folder
        self.faults = Faults()
        """The faults met so far."""
        self.opener = Opener(self, memory or StateFile(), budget, self.faults)
        """What is open."""
        self._session = self.opener.begin(opened) if opened is not None else None
        if self._session is not None and sheet is not None:
            self._session.lay_over(sheet)
        if self._session is not None and beside is not None:
            self._session.draw_beside(beside)
        if self._session is not None and own_program is not None:
            self._session.own_program = own_program
        if self._session is not None and resume is not None:
            self._session.resume_exercise(resume)
        for theme in themes.OWN:
            self.register_theme(theme)
        remembered = self.opener.memory.remembered.settings.get(THEME)
        if remembered in self.available_themes:
            self.theme = str(remembered)
        self._cells = TerminalCells()
        self._typed_ahead = TypedAhead(self)

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        """Write only the cells that changed, as the framework would not."""
        if isinstance(renderable, ChopsUpdate | LayoutUpdate):
            renderable = ChangedCells(renderable, self._cells)
        super()._display(screen, renderable)

    @property
    def debugging(self) -> DebugScreen | None:
        """The debugger's screen, if it is open."""
        return next((screen for screen in self.screen_stack if isinstance(screen, DebugScreen)), None)

    def caught(self, error: Exception, doing: str, *, painting: bool) -> Fault | None:
        """Report a fault and, unless it was in `painting`, undo the command; None if no screen can go on."""
        if self.debugging is not None:
            return self.debugging.caught(error, doing, painting=painting)
        from nnstep.tui.screens.choice import Choice
        from nnstep.tui.screens.file_problems import FileProblems

        choosing = any(isinstance(screen, Choice | FileProblems) for screen in self.screen_stack)
        return self.faults.take(error, doing) if choosing else None

    def on_mount(self) -> None:
        """Open the first screen, and listen to signals."""
        is_chosen = THEME in self.opener.memory.remembered.settings
        if not is_chosen and not self.is_headless and self.console.color_system == _SIXTEEN_COLOURS:
            self.theme = themes.TERMINAL.name
        self.opener.theme_before = self.theme
        if sys.platform != "win32" and not self.is_headless:
            from nnstep.tui.signals import listen_to_signals, notice_hangup

            listen_to_signals(self._end_by, self._stop, partial(self._stop, None))
            notice_hangup(partial(self._end_by, signal.SIGHUP))
        if self._session is not None:
            self.opener.show(self._session, self._request, self._beginning)
        elif self._request is not None:
            self.opener.open(self._request, self._beginning)
        else:
            self.opener.choose(self._folder)
        self.set_interval(_LOOK_SECONDS, self.opener.look)

    def _watch_theme(self, theme_name: str) -> None:
        """Take away colours as the theme needs it: the framework keeps to the theme that it began with.

        Shades of grey in the place of the terminal's own colours would be black on black.
        """
        if self.no_color:
            kept = [each for each in self._filters if not isinstance(each, NoColor | Monochrome)]
            self._filters = [*kept, NoColor() if self.native_ansi_color else Monochrome()]
        super()._watch_theme(theme_name)

    def on_app_focus(self) -> None:
        """See whether a file was changed in another window."""
        self.opener.look(at_once=True)

    def action_choose(self) -> None:
        """Show what can be opened."""
        self.opener.choose()

    @on(AppAsked)
    def fulfil(self, message: AppAsked) -> None:
        """Do what goes beyond one run."""
        match message.request:
            case OpenRun(word):
                self.opener.open_word(word)
            case ReloadRun():
                self.opener.reload()
            case NewScenario():
                self.opener.fill_in()
            case TakeTour():
                self.opener.take_tour()
            case ChooseTheme(name):
                self._choose_theme(name)
            case RunProgram():
                from nnstep.tui.dialogs.program_dialogs import run_program

                if self.debugging is not None:
                    run_program(self, self.debugging, message.request)
            case _:
                assert_never(message.request)

    def _choose_theme(self, name: str) -> None:
        try:
            self.theme = themes.theme_id(name, self.available_themes) if name else self.theme
        except CommandError as error:
            self.screen.notify(problem_text(error), severity="error")
        else:
            self.screen.notify(f"the theme is {self.theme}")

    async def on_event(self, event: events.Event) -> None:
        """Handle one key after the other.

        Hide the message at the next key or click, and see whether a file was changed meanwhile.
        """
        is_typed = isinstance(event, events.Key | events.Paste) and not event.is_forwarded
        if is_typed and not (self.screen_stack and self._typed_ahead.admits(event)):
            return  # it comes again, or the app is being closed
        is_new = isinstance(event, events.Key | events.MouseDown) and not event.is_forwarded
        if is_new and self.debugging is not None:
            self.debugging.message.clear()
        if isinstance(event, events.Resize) and event.size.width < _LEAST_WIDTH:
            event = _widened(event)
        await super().on_event(event)
        if is_new:
            self.opener.look()

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

    def action_command_palette(self) -> None:
        """Show the palette of commands."""
        if self.use_command_palette and not isinstance(self.screen, QuickPalette):
            self.push_screen(QuickPalette(id="--command-palette"))

    def action_help_quit(self) -> None:
        """Say how to quit, where ctrl+c has nothing to stop."""
        keys = [key for key, active in self.active_bindings.items() if active.binding.action in ("quit", "app.quit")]
        if keys:
            self.notify(f"nothing is running; {'ctrl+q' if 'ctrl+q' in keys else keys[0]} quits")

    async def action_quit(self) -> None:
        """Quit; the debugger asks first if something would be lost."""
        if self.debugging is None:
            self.exit()
        else:
            self.debugging.quit()

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
            self.notify("the app can't be suspended here")

    def _end_by(self, number: int) -> None:
        """End with the exit status of a signal, without a question; a recording is broken off."""
        from nnstep.tui.signals import terminal_is_gone

        if self.debugging is not None:
            self.debugging.recorder.close(is_whole=False)
        if terminal_is_gone():
            os._exit(status_of(number))  # the framework would wait for ever to write to it
        self.exit(return_code=status_of(number))


def _widened(event: events.Resize) -> events.Resize:
    """Return the event of a window with a screen large enough to be laid out; the terminal cuts off the rest."""
    size = Size(_LEAST_WIDTH, event.size.height)
    return events.Resize(size, size, size, event.pixel_size)
