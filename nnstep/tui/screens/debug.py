"""The debugger's screen: gives keys to what performs them, and the view to what paints it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar, assert_never

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.notifications import SeverityLevel

from nnstep.fault import Fault
from nnstep.session.commands import BY_NAME, COMMANDS
from nnstep.session.commands.command import Command
from nnstep.session.commands.key_names import key_text
from nnstep.session.commands.replies import (
    BeginExercise,
    ChangeSpeed,
    ChooseTheme,
    GoOnWithTour,
    HelpPage,
    Interrupt,
    MoveAlongCurve,
    NewScenario,
    OpenCommandLine,
    OpenRun,
    PaneRequest,
    PlayRun,
    Quit,
    RecordRun,
    ReloadRun,
    RunProgram,
    ScreenRequest,
    ShowPane,
    Suspend,
    TakeTour,
)
from nnstep.session.session import Session
from nnstep.tui.dialogs.closing import Fitting
from nnstep.tui.fault_net import NettedWidget, outliving
from nnstep.tui.keys.bindings import bindings, footer_items
from nnstep.tui.keys.prompts import Prompts
from nnstep.tui.layout.pane_grid import PaneGrid
from nnstep.tui.opening.beginning import Beginning
from nnstep.tui.opening.messages import AppAsked
from nnstep.tui.panes import PANES
from nnstep.tui.panes.error import error_line
from nnstep.tui.running.idle_work import IdleWork
from nnstep.tui.running.mover import Mover
from nnstep.tui.running.player import Player
from nnstep.tui.running.recorder import Recorder
from nnstep.tui.running.tour_bar import TourBar
from nnstep.tui.screens.run_start import begin_run
from nnstep.tui.view import CommandAsked, ElementPointed, PositionPointed, RepaintAsked, View
from nnstep.tui.widgets.bottom_lines import BottomLines
from nnstep.tui.widgets.curve import Curve
from nnstep.tui.widgets.key_line import KeyLine
from nnstep.tui.widgets.message_line import MessageLine
from nnstep.tui.widgets.scrubber import Scrubber
from nnstep.tui.widgets.status import StatusFacts, StatusLine

if TYPE_CHECKING:
    from nnstep.session.unsaved import Unsaved

_SHORT_BELOW = 20
"""Lines of the terminal, below which the timeline is left out."""
_COUNT_DIGITS = 6
"""How long a count before a key may be."""
_COMMAND_KEYS = frozenset(key for row in COMMANDS for key in row.keys)


class DebugScreen(NettedWidget, Fitting[None]):
    """Steps through one program."""

    AUTO_FOCUS: ClassVar[str | None] = "#operation"
    BINDINGS: ClassVar[list[BindingType]] = bindings()

    def __init__(self, session: Session, beginning: Beginning) -> None:
        """Show a session, which begins as `beginning` says."""
        super().__init__()
        self.session = session
        self.debugger = session.debugger
        self.recorder = Recorder(self, session.debugger, self._show)
        self.mover = Mover(self, session, self.recorder, self._show)
        self.tour = TourBar(session, self._show_pane)
        self.prompts = Prompts(self, session, self.mover, self._show, self.fulfil, self.tour.take)
        self.player = Player(self, session, self.mover, self._show, self.prompts.say)
        self._beginning = beginning
        self._status = StatusLine()
        self.panes = PaneGrid(PANES)
        self._idle_work = IdleWork(self, self.panes, self.mover)
        self._scrubber = Scrubber()
        self._footer = KeyLine()
        self.message = MessageLine()
        self._count = ""

    def compose(self) -> ComposeResult:
        """Yield the status line, the panes, the timeline and the footer."""
        yield self._status
        yield self.tour
        yield self.panes
        yield BottomLines(self._scrubber, self._footer, id="bottom")
        yield self.message

    def on_mount(self) -> None:
        """Show the start of the run."""
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        """Begin the run as it was asked for, and the tour where that was."""
        self._show()
        begin_run(self, self.session, self.prompts, self.mover, self._show, self._beginning)
        if self._beginning.tour:
            self.tour.begin()

    def on_resize(self, event: events.Resize) -> None:  # noqa: ARG002 - Textual's own signature
        """Arrange the panes for the new size; each paints itself anew when it has its own."""
        self.set_class(self.app.size.height < _SHORT_BELOW, "-short")
        view = self._view()
        self.panes.arrange_for(view)
        self._show_status(view)

    def on_unmount(self) -> None:
        """Close the recording, whatever way the app is left."""
        self.close()

    def on_key(self, event: events.Key) -> None:
        """Take a digit as part of the count for the next key; say so where a key is bound to nothing."""
        if event.character is not None and event.character.isdecimal() and (self._count or event.character != "0"):
            self._count = (self._count + event.character)[-_COUNT_DIGITS:]
            event.stop()
            self._show()
        elif event.key not in _COMMAND_KEYS and event.key not in self.active_bindings:  # which takes long to collect
            self.prompts.say(f"{key_text(event.key)} does nothing here; ? lists the keys")

    def action_perform(self, name: str) -> None:
        """Perform the command of this name, as its key does."""
        self.perform(BY_NAME[name])

    def action_perform_line(self, line: str) -> None:
        """Perform a command as it is typed."""
        self.prompts.command_or_notify(line)

    def perform(self, command: Command) -> None:
        """Perform a command of the table, as its key does."""
        count, self._count = self._count, ""
        if self.player.admits(command) and self.mover.admits(command):
            self.prompts.perform(command, count)
        elif count:
            self._show()

    def fulfil(self, request: ScreenRequest | HelpPage | ShowPane | Quit) -> None:
        """Do what only a screen can do."""
        match request:
            case Interrupt():
                self._interrupt()
            case OpenCommandLine():
                self.prompts.ask_line()
            case PaneRequest():
                problem = self.panes.perform(request)
                self._show()
                if problem:
                    self.prompts.say(problem)
            case PlayRun(speed, pauses_at_phases):
                self.player.toggle(speed, pauses_at_phases=pauses_at_phases)
            case ChangeSpeed(factor):
                self.player.change_speed(factor)
            case MoveAlongCurve(direction):
                self.query_one(Curve).point(direction)
            case ShowPane(pane):
                self.fulfil(PaneRequest("hide" if self.panes.focused_pane == pane else "show", pane))
            case Suspend():
                self.app.action_suspend_process()
            case BeginExercise():
                from nnstep.tui.screens.exercise_start import begin_exercise

                begin_exercise(self, self.session, self.mover, self.recorder)
            case RecordRun(file):
                self.recorder.toggle(file)
            case HelpPage(lines, name) if name:
                self.prompts.read(name, lines, wraps=True)
            case HelpPage():
                from nnstep.session.commands.help_sections import help_sections
                from nnstep.tui.dialogs.help_page import Help

                pane = self.panes.focused_pane or ""
                self.app.push_screen(Help(help_sections(self.session, COMMANDS, pane)))
            case Quit():
                self.call_later(self.quit)
            case GoOnWithTour():
                if not self.tour.go_on():
                    self.prompts.say("no tour is on; :tour begins one")
            case OpenRun() | ReloadRun() | ChooseTheme() | NewScenario() | TakeTour() | RunProgram():
                self.post_message(AppAsked(request))
            case _:
                assert_never(request)

    def _show(self) -> None:
        """Hand the present view to all that shows it, unless the screen is gone already."""
        if not self.is_attached:
            return
        running = self.mover.running
        self.set_class(self.panes.presents, "-presenting")
        self.session.display.layouts = self.panes.layout_names
        view = self._view()
        self.panes.paint(view)
        self._show_status(view)
        self._scrubber.paint(view)
        self._footer.show_items(footer_items(self.session, running=running, presents=view.presents))
        if not self.mover.busy:
            self.session.settle()  # which a fault in the next command leads back to
        self._idle_work.put_off()
        self.tour.look()

    def _show_pane(self, pane: str) -> None:
        if not self.panes.is_shown(pane):
            self.fulfil(PaneRequest("show", pane))

    def _view(self) -> View:
        return replace(View.of(self.session), presents=self.panes.presents)

    def _show_status(self, view: View) -> None:
        shown = self.panes.is_shown("error") or not view.frame.program.objective
        error = () if shown else error_line(view.frame, view.digits, view.writing)[:1]
        facts = StatusFacts(
            *(self.recorder.name, self.session.opened.replayed, self.mover.progress, error),
            *(self.session.display.other_notation, self._count, self.player.text),
        )
        self._status.paint(view, facts)

    def caught(self, error: Exception, doing: str, *, painting: bool) -> Fault:
        """Report a fault; go back to before the command, unless it came up in `painting` or during a run."""
        if painting or self.mover.busy:
            return self.session.report(error, doing)
        fault = self.session.outlive(error, doing)
        self._count = ""
        self.call_later(self._show_again)
        return fault

    def _show_again(self) -> None:
        """Show what is there after a fault; where that fails as well, try nothing more."""
        with outliving(self, painting=True):
            self._show()

    @on(PositionPointed)
    def go_to_pointed(self, message: PositionPointed) -> None:
        """Go to the operation that was clicked."""
        self.player.pause()
        self.mover.move(self.session.go_to(message.position))

    @on(ElementPointed)
    def select_pointed(self, message: ElementPointed) -> None:
        """Select the element that was clicked."""
        self.session.display.select(message.index)
        self._show()

    @on(CommandAsked)
    def perform_asked(self, message: CommandAsked) -> None:
        """Perform the typed command that a pane asks for."""
        self.player.pause()
        if self.mover.busy:
            self.mover.stop()
        else:
            self.prompts.command_or_notify(message.line, briefly=True)

    @on(RepaintAsked)
    def show_computed(self) -> None:
        """Show what a pane has computed meanwhile."""
        self._show()

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Show a message in the place of the footer; where a dialog covers that, as the framework does."""
        if self.app.screen is self:  # one below a dialog counts as current, too
            self.message.show(message, is_problem=severity != "information")
        else:
            self.app.notify(message, title=title, severity=severity, timeout=timeout, markup=markup)

    def _interrupt(self) -> None:
        """End the zoom, if there is one; a run that goes on was stopped before."""
        if self.tour.leave():
            self.prompts.say("the tour is over; :tour begins it again")
        elif self.panes.is_zoomed:
            self.panes.end_zoom()
        else:
            self.prompts.say("nothing is running; q quits")
        self._show()

    def quit(self) -> None:
        """Quit; ask first where something would be lost."""
        from nnstep.session.unsaved import unsaved

        self.leave(self.app.exit, partial(unsaved, self.session), "Quit nnstep?")

    def leave(self, then: Callable[[], object], lost: Callable[[], list[Unsaved]], question: str) -> None:
        """Do `then`; ask first where work that `lost` lists or a recording would end."""
        from nnstep.tui.dialogs.questions import leave_or_ask

        leave_or_ask(self.app, then, lost, self.recorder.so_far, question)

    def close(self) -> None:
        """End what goes on, before another run takes the place of this one."""
        self.mover.stop()
        self.recorder.close()
