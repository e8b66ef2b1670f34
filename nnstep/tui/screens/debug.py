"""The debugger's screen: gives keys to what performs them, and the view to what paints it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar, assert_never

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.reactive import reactive
from textual.widgets import Footer

from nnstep.errors import NNStepError
from nnstep.fault import Fault
from nnstep.program.addresses import address
from nnstep.session.session import Session
from nnstep.session.typed_commands import perform_all
from nnstep.session.unsaved import unsaved
from nnstep.tui.dialogs.closing import Fitting
from nnstep.tui.dialogs.pages import Help, Reading
from nnstep.tui.dialogs.questions import Leaving, problem_text
from nnstep.tui.fault_net import outliving
from nnstep.tui.keys import acts
from nnstep.tui.keys.bindings import BY_ID, COMMANDS, Command, key_text
from nnstep.tui.keys.prompts import Prompts
from nnstep.tui.pane_grid import SHORT_BELOW, PaneGrid
from nnstep.tui.panes import PANES
from nnstep.tui.panes.error import error_line
from nnstep.tui.running.mover import Mover
from nnstep.tui.running.recorder import Recorder
from nnstep.tui.view import ElementPointed, PositionPointed, QuantityPointed, View
from nnstep.tui.view_settings import ViewSettings
from nnstep.tui.widgets.scrubber import Scrubber
from nnstep.tui.widgets.status import StatusLine

_COUNT_DIGITS = 6
"""How long a count before a key may be."""


def _binding(command: Command) -> Binding:
    group = Binding.Group(command.group, compact=True) if command.group else None
    keys, shown = ",".join(command.keys), bool(group or command.footer)
    binding = Binding(keys, command.action, command.title, shown, key_text(command.keys[0]), id=command.id, group=group)
    return replace(binding, tooltip=command.help)


class DebugScreen(Fitting[None]):
    """Steps through one program."""

    BINDINGS: ClassVar[list[BindingType]] = [_binding(command) for command in COMMANDS]
    state: reactive[tuple[bool, bool, bool]] = reactive((True, False, False), bindings=True)
    """Whether the run is at its start, at its end, and going on: the footer dims keys accordingly."""

    def __init__(
        self, session: Session, commands: Sequence[str] = (), commands_file: str = "", *, exercise: bool = False
    ) -> None:
        """Show a session; perform `commands`, the lines of a file, first; then begin the exercise if asked to."""
        super().__init__()
        self.session = session
        self.debugger = session.debugger
        self.settings = ViewSettings(session)
        self.recorder = Recorder(self, session.debugger, self._show)
        self.mover = Mover(self, session, self.recorder, self._show)
        self.prompts = Prompts(self, session, self.settings, self.mover, self._show)
        self._first, self._first_file = commands, commands_file
        self._begins_exercise = exercise
        self._status = StatusLine()
        self._grid = PaneGrid(PANES)
        self._scrubber = Scrubber()
        self._count = ""

    def compose(self) -> ComposeResult:
        """Yield the status line, the panes, the timeline and the footer."""
        yield self._status
        yield self._grid
        with Vertical(id="bottom"):
            yield self._scrubber
            yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Show the start of the run."""
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        """Perform the commands that the app was opened with, and show their answers."""
        self._show()
        for text in self.session.opened.remarks("the command recompute computes the rest"):
            self.notify(text, severity="warning", markup=False)
        answers: list[str] = []
        try:
            answers.extend(perform_all(self.session, self._first, self._first_file))
        except NNStepError as error:
            self.notify(problem_text(error), severity="error", markup=False)
        self.session.saved_edits = self.debugger.edits  # their file has them
        self._show()
        if self._begins_exercise:
            self.action_exercise()
        if answers:
            self.app.push_screen(Reading("Commands from the file", answers))

    def on_resize(self, event: events.Resize) -> None:  # noqa: ARG002 - Textual's own signature
        """Arrange the panes for the new size; each paints itself anew when it has its own."""
        self.set_class(self.app.size.height < SHORT_BELOW, "-short")
        view = self.settings.view()
        self._grid.arrange_for(view)
        self._show_status(view)

    def on_unmount(self) -> None:
        """Close the recording, whatever way the app is left."""
        self.mover.stop()
        self.recorder.close()

    def on_key(self, event: events.Key) -> None:
        """Take a digit as part of the count for the next key."""
        if event.character is not None and event.character.isdecimal() and (self._count or event.character != "0"):
            self._count = (self._count + event.character)[-_COUNT_DIGITS:]
            event.stop()
            self._show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Dim what can't be done here."""
        at_start, at_end, running = self.state
        if action == "stop":
            return running or bool(self._count)
        act = BY_ID[str(parameters[0])].act if action == "perform" else None
        if running or not isinstance(act, acts.SessionMove):  # any move stops a run, whatever end it was painted at
            return True
        return None if (at_start if act.direction == "back" else at_end) else True

    def action_perform(self, id: str) -> None:
        """Perform the command of this id."""
        self.perform(BY_ID[id])

    def perform(self, command: Command) -> None:
        """Perform a command of the table."""
        match command.act:
            case acts.SessionMove() as move:
                self.mover.perform(move, self._taken_count())
            case acts.CursorMove(rows, columns):
                count = self._taken_count()
                self.settings.move_cursor(count * rows, count * columns)
                self._show()
            case acts.SettingsChange(change):
                said = change(self.settings)
                if said:
                    self.app.clear_notifications()  # those of earlier notations would pile up
                    self.notify(said, markup=False)
                self._show()
            case str() as line:
                self.prompts.command_or_notify(line)
            case acts.PromptedLine() as asked:
                self.prompts.ask(asked)
            case acts.Listing() as listing:
                self.prompts.show_list(listing)
            case None:
                getattr(self, f"action_{command.id}")()
            case _:
                assert_never(command.act)

    def _taken_count(self) -> int:
        count, self._count = int(self._count or 1), ""
        return count

    def _show(self) -> None:
        """Hand the present view to all that shows it, unless the screen is gone already."""
        if not self.is_attached:
            return
        frame, running = self.debugger.frame, self.mover.running
        view = self.settings.view()
        self._show_status(view)
        self._scrubber.paint(view)
        self._grid.paint(view)
        self.state = (frame.at_start and frame.inside is None, frame.at_end, running)
        if not running:
            self._settle()

    def _show_status(self, view: View) -> None:
        error = error_line(view.frame, view.digits, view.writing)[:1] if self.has_class("-short") else ()
        other_notation = self.settings.other_notation
        replayed = self.session.opened.replayed
        self._status.paint(view, self.recorder.name, self.mover.progress, error, other_notation, self._count, replayed)

    def _settle(self) -> None:
        """Keep everything as it is, for a fault in the next command to lead back to."""
        self.session.settle()
        self.settings.settle()

    def caught(self, error: Exception, doing: str, *, painting: bool) -> Fault:
        """Report a fault; go back to before the command, unless it came up in `painting` or during a run."""
        if painting or self.mover.running:
            return self.session.report(error, doing)
        fault = self.session.outlive(error, doing)
        self.settings.restore()
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
        self.mover.move(self.session.go_to(message.position))

    @on(ElementPointed)
    def select_pointed(self, message: ElementPointed) -> None:
        """Select the element that was clicked."""
        self.settings.select(message.index)
        self._show()

    @on(QuantityPointed)
    def go_to_last_write(self, message: QuantityPointed) -> None:
        """Go to the operation that last wrote the element that was clicked."""
        self.prompts.command_or_notify(f"lastwrite {address(message.id, message.index, self.debugger.program)}")

    def action_stop(self) -> None:
        """Interrupt the run; forget a count."""
        self.mover.stop()
        self._count = ""
        self._show()

    def action_command_line(self) -> None:
        """Ask for a typed command."""
        self.prompts.ask_line()

    def action_chain_rule(self) -> None:
        """Ask for a weight and derive its gradient."""
        self.prompts.ask_derivation()

    def action_record(self) -> None:
        """Start or stop recording."""
        self.recorder.toggle()

    def action_exercise(self) -> None:
        """Let the next values be typed instead of being shown, from here on."""
        from nnstep.tui.screens.exercise import ExerciseScreen

        self.mover.move(None)  # which ends a run that is going on
        try:
            practice = self.session.exercise()
        except NNStepError as error:
            self.notify(problem_text(error), severity="error", markup=False)
            return

        def view() -> View:
            self._settle()  # the exercise asks for it between two moves only
            return replace(self.settings.view(), frame=practice.shown(self.debugger.frame), hides=True)

        def left(_: None) -> None:
            self.mover.move(None)

        self.app.push_screen(ExerciseScreen(practice, view, self.recorder.give_up), left)

    def action_values(self) -> None:
        """Show the next of the panes that take turns."""
        self._grid.next_turn()
        self._show()

    def action_zoom(self) -> None:
        """Give the focused pane the whole screen, or take it back."""
        self._grid.zoom(self.focused)
        self._show()

    def action_suspend_process(self) -> None:
        """Give the terminal back to the shell for a while."""
        self.app.action_suspend_process()

    def action_help(self) -> None:
        """Show the help."""
        self.app.push_screen(Help(self.debugger.program, self.settings.writing))

    def action_quit(self) -> None:
        """Leave; ask first where something would be lost, unless that is asked already."""
        recording = self.recorder.recording
        if recording is None and not unsaved(self.session):
            self.app.exit()
        elif not any(isinstance(screen, Leaving) for screen in self.app.screen_stack):
            ends = f"{recording.operations} operations in {self.recorder.name} so far" if recording else ""
            self.app.push_screen(Leaving(partial(unsaved, self.session), ends), self._leave)

    def _leave(self, leaves: bool | None) -> None:  # noqa: FBT001 - what the question returns
        if leaves:
            self.app.exit()
