"""The debugger's screen: binds keys, holds the view, and hands it to the panes. No arithmetic, no file formats."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.reactive import reactive
from textual.widgets import Footer

from nnstep.errors import NNStepError
from nnstep.expr.digits import Digits
from nnstep.fault import Fault
from nnstep.session.session import Session
from nnstep.session.typed_commands import perform_all
from nnstep.session.unsaved import unsaved
from nnstep.tui.bindings import BY_ID, COMMANDS, Command, key_text
from nnstep.tui.fault_net import outlived
from nnstep.tui.gradient_views import Gradients
from nnstep.tui.long_run import LongRun
from nnstep.tui.messages import ElementPointed, PositionPointed
from nnstep.tui.panes import PANES
from nnstep.tui.panes.error import error_line
from nnstep.tui.recorder import Recording
from nnstep.tui.screens.help import Help
from nnstep.tui.screens.leaving import Leaving
from nnstep.tui.screens.mover import Travels
from nnstep.tui.screens.reading import Reading
from nnstep.tui.view import View, held_within
from nnstep.tui.widgets.scrubber import Scrubber
from nnstep.tui.widgets.status import StatusLine

NARROW_BELOW, SHORT_BELOW = 110, 20
_MOST_DIGITS = 6
"""A count before a key has no more of them."""


def _binding(command: Command) -> Binding:
    group = Binding.Group(command.group, compact=True) if command.group else None
    return Binding(
        ",".join(command.keys),
        command.action,
        command.label,
        show=command.footer,
        key_display=key_text(command.keys[0]),
        tooltip=command.help,
        id=command.id,
        group=group,
    )


class DebugScreen(Travels):
    """Steps through one program."""

    BINDINGS: ClassVar[list[BindingType]] = [_binding(command) for command in COMMANDS]
    state: reactive[tuple[bool, bool, bool]] = reactive((True, False, False), bindings=True)
    """At the start, at the end, running on: what the footer dims."""

    def __init__(
        self, session: Session, commands: Sequence[str] = (), commands_file: str = "", *, exercise: bool = False
    ) -> None:
        """Show a session; `commands`, the lines of a file, are performed first; then `exercise` asks for the values."""
        super().__init__()
        self.session = session
        self.debugger = session.debugger
        self._first, self._first_file = commands, commands_file
        self._begins_exercise = exercise
        self._run = LongRun(self._show)
        self._recording: Recording | None = None
        self._status = StatusLine()
        self._scrubber = Scrubber()
        self._panes = [(spec, spec.make(id=spec.id)) for spec in PANES]
        self._writing = session.debugger.program.writing
        self._log_axis = False
        self._gradients = Gradients(self.debugger)
        self._shows_numerical = False
        self._count = ""
        self._settle()
        self._moved_by = ""
        """The id of the command that made the last move."""

    def compose(self) -> ComposeResult:
        """Yield the status line, every pane of the folder, the timeline, and the footer."""
        yield self._status
        for spec, pane in self._panes:
            frame = Container(pane, id=f"{spec.id}-frame", classes="pane")
            frame.border_title = spec.title
            yield frame
        with Vertical(id="bottom"):
            yield self._scrubber
            yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Show the start of the run."""
        self.call_after_refresh(self._show)
        if self._first or self._begins_exercise:
            self.call_after_refresh(self._perform_first)

    def _perform_first(self) -> None:
        """Perform the commands that the app was opened with, and show their answers, before the exercise if any."""
        answers: list[str] = []
        try:
            answers.extend(perform_all(self.session, self._first, self._first_file))
        except NNStepError as error:
            self.complain(error)
        self.session.saved_edits = self.debugger.edits  # their file has them
        self._show()
        if self._begins_exercise:
            self.action_exercise()
        if answers:
            self.app.push_screen(Reading("The commands of the file", answers))

    def on_resize(self, event: events.Resize) -> None:  # noqa: ARG002 - Textual's own signature
        """Choose the arrangement for the room there is; each pane paints itself anew when it has its own."""
        size = self.app.size
        self.set_class(size.width < NARROW_BELOW, "-narrow")
        self.set_class(size.height < SHORT_BELOW, "-short")
        self._show_status(self._view())

    def on_key(self, event: events.Key) -> None:
        """Take a digit as the count for the key that follows."""
        if event.character is not None and event.character.isdecimal() and (self._count or event.character != "0"):
            self._count = (self._count + event.character)[-_MOST_DIGITS:]
            event.stop()
            self._show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Dim what can't be done here."""
        at_start, at_end, running = self.state
        if action == "stop":
            return running or bool(self._count)
        command = BY_ID.get(str(parameters[0]) if action == "move" else action)
        # While one runs on, any move stops that, whatever end the run was at when it was last painted.
        direction = command.direction if command is not None and not running else ""
        return None if (direction == "back" and at_start) or (direction == "on" and at_end) else True

    def perform(self, command: Command) -> None:
        """Do what a command of the table says."""
        if command.move is not None:
            self.action_move(command.id)
        elif command.cursor is not None:
            self.action_cursor(*command.cursor)
        else:
            getattr(self, f"action_{command.id}")()

    def action_move(self, id: str) -> None:
        """Make the move that the command of this id stands for; a long run is only stopped by it, or goes on.

        It goes on where it is the same move: a key that is held down must not stop what it has begun.
        """
        move, count = BY_ID[id].move, int(self._count or 1)
        self._count = ""
        if self._run.running:
            if id not in ("continue", "reverse") or id != self._moved_by:
                self._run.stop()
        elif move is not None:
            self._moved_by = id
            self.travel(move(self.session, count))

    def _show(self) -> None:
        """Hand the present view to the status line and the panes, unless they are gone already."""
        if not self.is_attached:
            return
        frame = self.debugger.frame
        view = self._view()
        self._show_status(view)
        self._scrubber.paint(view)
        self.set_class(bool(view.watches), "-watching")
        for _, pane in self._panes:
            pane.show_view(view)
        inside = frame.inside is not None
        self.state = (frame.at_start and not inside, frame.at_end, self._run.running)
        if not self._run.running:
            self._settle()

    def _settle(self) -> None:
        """Take note of what a fault in the next command leads back to."""
        self.session.settle()
        self._look = self._writing, self._log_axis, self._shows_numerical

    def caught(self, error: Exception, doing: str, *, painting: bool) -> Fault:
        """Report a fault; unless it was in `painting`, or a run goes on, be again what one was before the command."""
        if painting or self._run.running:
            return self.session.report(error, doing)
        fault = self.session.outlive(error, doing)
        self._writing, self._log_axis, self._shows_numerical = self._look
        self._count = ""
        self.call_later(self._show_again)
        return fault

    def _show_again(self) -> None:
        """Show what is there after a fault; where that fails as well, nothing more is tried."""
        try:
            self._show()
        except Exception as error:
            if not outlived(self, error, painting=True):
                raise

    def _show_status(self, view: View) -> None:
        recording = self._recording.name if self._recording else ""
        error = error_line(view.frame, view.digits, self._writing)[:1] if self.has_class("-short") else ()
        self._status.paint(view, recording, self._run.progress, error, self._other_notation, self._count)

    def _view(self) -> View:
        session, frame = self.session, self.debugger.frame
        element = held_within(session.element, frame.result_shape)
        numerical = self._gradients.numerical(element) if self._shows_numerical else None
        return View(
            frame,
            element,
            session.digits,
            self._writing,
            self._log_axis,
            numerical,
            level=session.stepper.level,
            stopped_by=self.debugger.stopped_by,
            watches=tuple(session.watches),
            marks=session.overlay.marks(frame.step) if session.overlay is not None else {},
            answer=tuple(session.overlay.lines(frame, element)) if session.overlay is not None else (),
            first_bad=self.debugger.first_bad,
            bookmarks=tuple(position for _, position in session.bookmarks),
            original=self.debugger.original.errors() if self.debugger.edits else None,
        )

    @property
    def _other_notation(self) -> str:
        """The notation that the formulas are in, where that is not the scenario's own."""
        return self._writing.title if self._writing is not self.debugger.program.writing else ""

    def action_stop(self) -> None:
        """Stop running on; forget a count."""
        self._run.stop()
        self._count = ""
        self._show()

    @on(PositionPointed)
    def go_to_pointed(self, message: PositionPointed) -> None:
        """Go to the operation that was clicked."""
        self.travel(self.session.go_to(message.position))

    def action_numerical(self) -> None:
        """Show or hide the numerical value of gradients."""
        self._shows_numerical = not self._shows_numerical
        if self._shows_numerical and self._view().numerical is None:
            self.notify("gradients will have their numerical value beside them; this is none", markup=False)
        self._show()

    def on_unmount(self) -> None:
        """Close the recording, whatever way the app is left."""
        self._run.stop()
        self.close_recording()

    @on(ElementPointed)
    def choose_element(self, message: ElementPointed) -> None:
        """Work out the element that was clicked."""
        self._choose(message.index)

    def _choose(self, index: tuple[int, ...]) -> None:
        self.session.element = (*index, 0, 0)[:2]
        self._show()

    def action_cursor(self, rows: int, columns: int) -> None:
        """Choose the element so many rows and columns away, as often as the count says."""
        times, self._count = int(self._count or 1), ""
        shape = self.debugger.frame.result_shape
        row, column = (*held_within(self.session.element, shape), 0, 0)[:2]
        self._choose(held_within((row + times * rows, column + times * columns), shape))

    def action_values(self) -> None:
        """Swap matrices and network values, where the screen is too narrow for both."""
        self.toggle_class("-values")

    def action_more_digits(self) -> None:
        """Show one more digit."""
        self.session.digits = Digits(min(17, self.session.digits.significant + 1))
        self._show()

    def action_fewer_digits(self) -> None:
        """Show one digit less."""
        self.session.digits = Digits(max(2, self.session.digits.significant - 1))
        self._show()

    def action_notation(self) -> None:
        """Write the formulas in the next notation, and say what is to be known of it."""
        writings = self.debugger.program.writings
        self._writing = writings[(writings.index(self._writing) + 1) % len(writings)]
        self.app.clear_notifications()  # else those of the notations before would pile up
        self.notify(self._writing.about, markup=False)
        self._show()

    def action_log_axis(self) -> None:
        """Change the axis of the error curve."""
        self._log_axis = not self._log_axis
        self._show()

    def action_zoom(self) -> None:
        """Give the focused pane the whole screen, or take it back."""
        focused = self.focused
        zoomed = not self.has_class("-zoomed") and focused is not None
        self.set_class(zoomed, "-zoomed")
        for frame in self.query(".pane"):
            frame.set_class(zoomed and focused in frame.children, "-zoomed")

    def action_suspend_process(self) -> None:
        """Give the terminal back to the shell for a while."""
        self.app.action_suspend_process()

    def action_help(self) -> None:
        """Show the help."""
        self.app.push_screen(Help(self.debugger.program, self._writing))

    def action_quit(self) -> None:
        """Leave; ask first where something would be lost, unless that is asked already."""
        recording = self._recording
        if recording is None and not unsaved(self.session):
            self.app.exit()
        elif not any(isinstance(screen, Leaving) for screen in self.app.screen_stack):
            ends = f"{recording.name} ends with the {recording.operations} operations it has" if recording else ""
            self.app.push_screen(Leaving(partial(unsaved, self.session), ends), self._leave)

    def _leave(self, leaves: bool | None) -> None:  # noqa: FBT001 - what the question returns
        if leaves:
            self.app.exit()
