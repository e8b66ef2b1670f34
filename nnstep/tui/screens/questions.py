"""What the debugger's screen asks for: a position, a file, a weight, a breakpoint, a change, a command.

Each question is a prompt whose answer is checked before it is taken, mostly by performing it: what is asked for is what
the commands of words do. No arithmetic.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from nnstep.debugger.debugger import Debugger
from nnstep.debugger.moves import Move
from nnstep.errors import NNStepError
from nnstep.harmless_text import visible, visible_lines
from nnstep.session.commands.breakpoints import breakpoint_line
from nnstep.session.commands.command import Quit, named_lines
from nnstep.session.plots import Plot
from nnstep.session.session import Session
from nnstep.session.typed_commands import begin, completions
from nnstep.tui.fault_net import Netted, NettedApp
from nnstep.tui.gradient_views import Gradients
from nnstep.tui.prompt_suggestions import breakpoint_suggestion, edit_suggestion, element_suggestion
from nnstep.tui.recorder import Recording
from nnstep.tui.screens.command_line import CommandLine
from nnstep.tui.screens.fitting import Fitting
from nnstep.tui.screens.plot import PlotPage
from nnstep.tui.screens.prompt import Prompt
from nnstep.tui.screens.reading import Reading
from nnstep.tui.screens.rows import Rows
from nnstep.tui.view import View

if TYPE_CHECKING:
    from textual.worker import Worker

_MOST_TYPED = 200
"""So many command lines are kept."""


class Questions(Netted, Fitting[None]):
    """The part of the debugger's screen that asks."""

    session: Session
    debugger: Debugger
    _recording: Recording | None
    _gradients: Gradients
    _typed: tuple[str, ...] = ()
    """The command lines typed so far, the last one last."""

    def travel(self, journey: Move | None) -> Worker[None] | None:
        """Make a journey and show where it led."""
        raise NotImplementedError

    def complain(self, error: NNStepError) -> None:
        """Say what could not be done."""
        raise NotImplementedError

    def _show(self) -> None:
        raise NotImplementedError

    def _settle(self) -> None:
        raise NotImplementedError

    def _view(self) -> View:
        raise NotImplementedError

    def _give_up_recording(self, error: NNStepError) -> None:
        raise NotImplementedError

    def command(self, line: str) -> str:
        """Perform a line of words and show its answer; return what is wrong with it, or with nnstep, or nothing."""
        try:
            return self._perform(line)
        except Exception as error:
            app = self.app
            fault = app.fault_of(error, f":{line}") if isinstance(app, NettedApp) else None
            if fault is None:
                raise
            return fault.text

    def _perform(self, line: str) -> str:
        try:
            answer = begin(self.session, line)
        except NNStepError as error:
            return visible_lines("\n".join(filter(None, [error.message, error.hint])))
        if isinstance(answer, Plot):
            self.app.push_screen(PlotPage(answer))
        elif isinstance(answer, Quit):
            self.call_later(self.run_action, "quit")
        elif isinstance(answer, list):
            self._answer(line, answer)
            self._show()
        else:
            self.travel(answer)
        return ""

    def _answer(self, line: str, lines: list[str]) -> None:
        if len(lines) > 2:
            self.app.push_screen(Reading(line.strip(), lines))
        elif lines:
            self.app.clear_notifications()  # what was answered before may hold no more
            self.notify(visible_lines("\n".join(lines)), markup=False)

    def _ask(self, question: str, suggestion: str, word: str, problem: str = "", *, stands: str = "") -> None:
        """Ask for what a command of words takes, and perform it.

        `stands` says how things are, in the digits that are shown: only to repeat that changes nothing.
        """

        def perform(text: str | None) -> None:
            if text is None or (stands and text.split() == stands.split()):
                return
            found = self.command(f"{word} {text.strip()}")
            if found:
                self._ask(question, text, word, found, stands=stands)

        self.app.push_screen(Prompt(question, suggestion, problem=problem), perform)

    def action_command_line(self, line: str = "", problem: str = "") -> None:
        """Ask for a command, with what was typed before to be had again."""
        session = self.session
        self.app.clear_notifications()  # they would lie over the line
        screen = CommandLine(self._typed, lambda text: completions(session, text), line, problem)
        self.app.push_screen(screen, self._perform_typed)

    def _perform_typed(self, line: str | None) -> None:
        if line is None or not line.strip():
            return
        problem = self.command(line)
        if problem:
            self.action_command_line(line, problem)
        else:
            self._typed = (*(known for known in self._typed if known != line), line)[-_MOST_TYPED:]

    def action_go_to(self) -> None:
        """Ask for a position and go there."""
        last = self.debugger.program.last_position
        question = f"Go to which position? epoch.step.operation, 0 to {last} operations, a bookmark, start or end"
        here = str(self.debugger.frame.place)
        self._ask(question, here, "goto", stands=here)

    def action_breakpoint(self) -> None:
        """Ask where runs are to stop."""
        question = "Stop runs where? An operation, layer 2, phase update, epoch 3, if E < 0.01, W1[0,2] changes sign"
        self._ask(question, breakpoint_suggestion(self.debugger.frame), "break")

    def action_breakpoints(self) -> None:
        """Show the breakpoints, to be taken away or disabled."""
        breakpoints = self.debugger.breakpoints

        def rows() -> list[tuple[str, str]]:
            return [(str(point.number), breakpoint_line(point)) for point in breakpoints]

        keys = {"d": ("take away", "delete"), "space": ("disable or enable", "toggle")}
        self._list("Breakpoints", "there are none; b makes one", rows, keys)

    def action_watch(self) -> None:
        """Ask for an expression to watch."""
        self._ask("Watch which expression? Such as E, W1[0,:] or abs(delta2).max()", "", "watch")

    def action_watches(self) -> None:
        """Show the watches, to be plotted or taken away."""
        session = self.session

        def rows() -> list[tuple[str, str]]:
            return [
                (str(number), "\n   ".join(named_lines(f"{number}: {watch.text}", watch.value, session.digits)))
                for number, watch in enumerate(session.watches, start=1)
            ]

        keys = {"p": ("plot over the training steps", "plot"), "d": ("take away", "unwatch")}
        self._list("Watches", "there are none; w makes one", rows, keys)

    def action_edit(self) -> None:
        """Ask for a change."""
        question = "Change what from here on? Such as W2[0,1] = 0.4, x[0] = 2 or lr = lr / 10"
        stands = edit_suggestion(self._view())
        self._ask(question, stands, "set", stands=stands)

    def action_undo(self) -> None:
        """Take the last change back."""
        self._command_or_complain("undo")

    def action_redo(self) -> None:
        """Make it again."""
        self._command_or_complain("redo")

    def action_who(self) -> None:
        """Ask for an element, and go to what last changed it."""
        self._ask("Go to what last changed which element?", element_suggestion(self._view()), "who")

    def action_earlier(self) -> None:
        """Go back to where one stopped before."""
        self._command_or_complain("earlier")

    def action_later(self) -> None:
        """Go forward again."""
        self._command_or_complain("later")

    def action_bookmark(self) -> None:
        """Ask for the name of a bookmark."""
        self._ask("Mark this position with which name? Left empty, it gets one", "", "bookmark")

    def action_bookmarks(self) -> None:
        """Show the bookmarks, to go to one or take it away."""
        session = self.session

        def rows() -> list[tuple[str, str]]:
            program = session.debugger.program
            return [(name, f"{name}: {program.place(position)}") for name, position in session.bookmarks]

        keys = {"enter": ("go there", "goto"), "d": ("take away", "unmark")}
        self._list("Bookmarks", "there are none; M makes one", rows, keys)

    def _list(self, title: str, empty: str, rows: Rows.Source, keys: dict[str, tuple[str, str]]) -> None:
        """Show rows that commands of words act on, by keys."""

        def perform(line: str) -> None:
            # The rows show what has become of them; notes would cover them.
            self.app.clear_notifications()
            problem = self.command(line)
            if problem:
                self.notify(problem, severity="error", markup=False)
            else:
                self.app.clear_notifications()

        self.app.clear_notifications()
        self.app.push_screen(Rows(title, empty, rows, keys, perform))

    def _command_or_complain(self, line: str) -> None:
        problem = self.command(line)
        if problem:
            self.notify(problem, severity="error", markup=False)

    def action_difference(self) -> None:
        """Go to the next operation whose answer differs."""
        self._command_or_complain("difference")

    def action_exercise(self) -> None:
        """Let the next values be typed in place of being shown, from here on."""
        from nnstep.tui.screens.exercise import ExerciseScreen

        self.travel(None)  # which ends a run that is going on
        try:
            practice = self.session.exercise()
        except NNStepError as error:
            self.complain(error)
            return

        def view() -> View:
            self._settle()  # whoever looks is between two moves
            return replace(self._view(), frame=practice.shown(self.debugger.frame), hides=True)

        def left(_: None) -> None:
            self.travel(None)

        self.app.push_screen(ExerciseScreen(practice, view, self._give_up_recording), left)

    def action_record(self) -> None:
        """Start a recording in a file to be named, or stop the one that runs."""
        if self._recording is None:
            question = "Record to which file? Each operation done from here on is written; end with ! to overwrite"
            prompt = Prompt(question, f"{visible(self.debugger.program.name)}.jsonl", self._start_recording)
            self.app.push_screen(prompt, lambda _: self._show())
            return
        recording = self._recording
        if self.close_recording():
            self.notify(f"{recording.operations} operations recorded to {recording.name}", markup=False)
        self._show()

    def close_recording(self, why: str = "") -> bool:
        """Close the recording, if there is one; return whether all of it is on the disk."""
        recording, self._recording = self._recording, None
        if recording is None:
            return True
        try:
            recording.stop()
        except NNStepError as error:
            self._give_up_recording(error)
            return False
        if why:
            self.notify(f"{why}: {recording.operations} operations in {recording.name}", markup=False)
        return True

    def _end_recording(self) -> None:
        """Close the recording where the run is changed: its operations are those of one run."""
        self.close_recording("the run was changed, so the recording has ended")

    def _start_recording(self, text: str) -> str:
        """Start recording to the file named in `text`; return what is wrong with it, or nothing."""
        try:
            self._recording = Recording(self.debugger, text, at_change=self._end_recording)
        except NNStepError as error:
            return visible_lines(f"{error.message}\n{error.hint}")
        return ""

    def action_chain_rule(self) -> None:
        """Ask for a weight and derive its gradient along all paths."""
        suggestion = self._gradients.suggestion(self._view().element)
        prompt = Prompt("Derive the gradient of which weight?", suggestion, self._gradients.problem_of)
        self.app.push_screen(prompt, self._show_derivation)

    def _show_derivation(self, text: str | None) -> None:
        if text is not None:
            self.app.push_screen(Reading(f"The chain rule for {text}", self._gradients.derivation(text, self._view())))

    def action_save(self) -> None:
        """Save the weights, or the exercise, as they are at the present position, to a file to be named."""
        question = "Save to which file? .npz: the weights; .toml: the exercise as it is now. End with ! to overwrite"
        self._ask(question, f"{visible(self.debugger.program.name)}.npz", "save")
