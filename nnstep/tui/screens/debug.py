"""The debugger's screen: binds keys, holds the view, and hands it to the panes. No arithmetic, no file formats."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.reactive import reactive
from textual.widgets import Footer

from nnstep.errors import NNStepError
from nnstep.expr.digits import Digits
from nnstep.machine import history
from nnstep.machine.debugger import Debugger
from nnstep.tui.commands import BY_ID, COMMANDS, Command, key_text
from nnstep.tui.gradients import Gradients
from nnstep.tui.long_run import LongRun
from nnstep.tui.messages import ElementPointed, PositionPointed
from nnstep.tui.panes import PANES
from nnstep.tui.panes.error import error_line
from nnstep.tui.recording import Recording
from nnstep.tui.screens.help import Help
from nnstep.tui.screens.questions import Questions
from nnstep.tui.view import View, held_within
from nnstep.tui.widgets.status import StatusLine
from nnstep.visible import visible_lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events
    from textual.app import ComposeResult

    from nnstep.program.types import Program

NARROW_BELOW, SHORT_BELOW = 110, 20


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


class DebugScreen(Questions):
    """Steps through one program."""

    BINDINGS: ClassVar[list[BindingType]] = [_binding(command) for command in COMMANDS]
    state: reactive[tuple[bool, bool, bool]] = reactive((True, False, False), bindings=True)
    """At the start, at the end, running on: what the footer dims."""

    def __init__(self, program: Program, *, budget: int = history.BYTES) -> None:
        super().__init__()
        self.debugger = Debugger(program, budget=budget)
        self._run = LongRun(self.debugger, self._show)
        self._recording: Recording | None = None
        self._status = StatusLine()
        self._panes = [(spec, spec.make(id=spec.id)) for spec in PANES]
        self._element: tuple[int, ...] = (0, 0)
        self._digits = Digits()
        self._writing = program.writing
        self._log_axis = False
        self._gradients = Gradients(self.debugger)
        self._shows_numerical = False

    def compose(self) -> ComposeResult:
        """Yield the status line, every pane of the folder, and the footer."""
        yield self._status
        for spec, pane in self._panes:
            frame = Container(pane, id=f"{spec.id}-frame", classes="pane")
            frame.border_title = spec.title
            yield frame
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Show the start of the run."""
        self.call_after_refresh(self._show)

    def on_resize(self, event: events.Resize) -> None:
        """Choose the arrangement for the room there is."""
        self.set_class(event.size.width < NARROW_BELOW, "-narrow")
        self.set_class(event.size.height < SHORT_BELOW, "-short")
        self.call_after_refresh(self._show)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Dim what can't be done here."""
        at_start, at_end, running = self.state
        if action == "stop":
            return running
        command = BY_ID.get(str(parameters[0]) if action == "move" else action)
        direction = command.direction if command is not None else ""
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
        """Make the move of the debugger that the command of this id stands for."""
        move = BY_ID[id].move
        if move is not None:
            self._move(lambda: move(self.debugger))

    def _show(self) -> None:
        """Hand the present view to the status line and the panes, unless they are gone already."""
        if not self.is_attached:
            return
        frame = self.debugger.frame
        view = self._view()
        recording = self._recording.name if self._recording else ""
        error = error_line(frame, self._digits, self._writing)[:1] if self.has_class("-short") else ()
        self._status.paint(frame, recording, self._run.progress, error, self._other_notation)
        for _, pane in self._panes:
            pane.paint(view)
        self.state = (frame.at_start, frame.at_end, self._run.running)

    def _view(self) -> View:
        frame = self.debugger.frame
        element = held_within(self._element, frame.result_shape)
        numerical = self._gradients.numerical(element) if self._shows_numerical else None
        return View(frame, element, self._digits, self._writing, self._log_axis, numerical)

    @property
    def _other_notation(self) -> str:
        """The notation that the formulas are in, where that is not the scenario's own."""
        return self._writing.title if self._writing is not self.debugger.program.writing else ""

    def _move(self, move: Callable[[], object]) -> None:
        """Make a move of the debugger and show where it led; a long run is only stopped by it."""
        if self._run.running:
            self._run.stop()
            return
        if not self._guarded(move):
            move()  # the move itself is possible; only the recording could not follow it
        self._show()

    def _guarded(self, move: Callable[[], object]) -> bool:
        """Make a move and say whether it was made; where the recording can't follow, stop recording and say why."""
        try:
            move()
        except NNStepError as error:
            self._give_up_recording(error)
            return False
        return True

    def _give_up_recording(self, error: NNStepError) -> None:
        self.debugger.observe(None)
        self._recording = None
        self._complain(error)

    def _complain(self, error: NNStepError) -> None:
        self.notify(visible_lines(". ".join(filter(None, [error.message, error.hint]))), severity="error", markup=False)

    def action_continue(self) -> None:
        """Run on to the end, in slices, so that keys are still heard."""
        if not self._run.running:
            self._run_in_slices(self.debugger.program.last_position)

    def _run_in_slices(self, position: int) -> None:
        self.run_worker(self._run_to(position), exclusive=True)

    async def _run_to(self, position: int) -> None:
        try:
            await self._run.to(position)
        except NNStepError as error:
            self._give_up_recording(error)
        self._show()

    def action_stop(self) -> None:
        """Stop running on."""
        self._run.stop()

    def go_to(self, position: int) -> None:
        """Go to any position: at once, or in slices where that takes long."""
        if self.debugger.is_far(position) and not self._run.running:
            self._run_in_slices(position)
        else:
            self._move(lambda: self.debugger.go_to(position))

    @on(PositionPointed)
    def go_to_pointed(self, message: PositionPointed) -> None:
        """Go to the operation that was clicked."""
        self.go_to(message.position)

    def action_numerical(self) -> None:
        """Show or hide the numerical value of gradients."""
        self._shows_numerical = not self._shows_numerical
        if self._shows_numerical and self._view().numerical is None:
            self.notify("gradients will have their numerical value beside them; this is none", markup=False)
        self._show()

    def on_unmount(self) -> None:
        """Close the recording, whatever way the app is left."""
        self._run.stop()
        if self._recording is not None:
            self._guarded(self._recording.stop)

    @on(ElementPointed)
    def choose_element(self, message: ElementPointed) -> None:
        """Work out the element that was clicked."""
        self._choose(message.index)

    def _choose(self, index: tuple[int, ...]) -> None:
        self._element = (*index, 0, 0)[:2]
        self._show()

    def action_cursor(self, rows: int, columns: int) -> None:
        """Choose the element so many rows and columns away."""
        shape = self.debugger.frame.result_shape
        row, column = (*held_within(self._element, shape), 0, 0)[:2]
        self._choose(held_within((row + rows, column + columns), shape))

    def action_values(self) -> None:
        """Swap matrices and network values, where the screen is too narrow for both."""
        self.toggle_class("-values")
        self.call_after_refresh(self._show)

    def action_more_digits(self) -> None:
        """Show one more digit."""
        self._digits = Digits(min(17, self._digits.significant + 1))
        self._show()

    def action_fewer_digits(self) -> None:
        """Show one digit less."""
        self._digits = Digits(max(2, self._digits.significant - 1))
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
        self.call_after_refresh(self._show)

    def action_help(self) -> None:
        """Show the help."""
        self.app.push_screen(Help(self.debugger.program, self._writing))

    def action_quit(self) -> None:
        """Leave."""
        self.app.exit()
