"""Asks for typed commands and performs them: prompts, lists, the command line, and the chain rule."""

from __future__ import annotations

from collections.abc import Callable

from textual.widget import Widget

from nnstep.errors import NNStepError
from nnstep.harmless_text import visible_lines
from nnstep.session.commands.command import Quit
from nnstep.session.plots import Plot
from nnstep.session.session import Session
from nnstep.session.typed_commands import begin, completions
from nnstep.tui.dialogs.pages import PlotPage, Reading, Rows
from nnstep.tui.dialogs.questions import CommandLine, Prompt, problem_text
from nnstep.tui.fault_net import NettedApp
from nnstep.tui.keys.acts import Listing, PromptedLine
from nnstep.tui.running.mover import Mover
from nnstep.tui.view_settings import ViewSettings

_MOST_TYPED = 200
"""How many command lines are kept."""


class Prompts:
    """What the debugger's screen asks; an answer is checked by performing it."""

    def __init__(
        self, widget: Widget, session: Session, settings: ViewSettings, mover: Mover, show: Callable[[], None]
    ) -> None:
        """`widget` shows the prompts; `show` paints the screen."""
        self._widget = widget
        self._session = session
        self._settings = settings
        self._mover = mover
        self._show = show
        self._typed: tuple[str, ...] = ()
        """The command lines typed so far, the last one last."""

    def command(self, line: str) -> str:
        """Perform a typed command and show its answer; return what is wrong with it, or with nnstep, or nothing."""
        try:
            return self._perform(line)
        except Exception as error:
            app = self._widget.app
            fault = app.fault_of(error, f":{line}") if isinstance(app, NettedApp) else None
            if fault is None:
                raise
            return fault.text

    def command_or_notify(self, line: str) -> bool:
        """Perform a typed command; return whether that was possible, and say why it was not."""
        problem = self.command(line)
        if problem:
            self._widget.notify(problem, severity="error", markup=False)
        return not problem

    def _perform(self, line: str) -> str:
        try:
            answer = begin(self._session, line)
        except NNStepError as error:
            return problem_text(error)
        match answer:
            case Plot():
                self._widget.app.push_screen(PlotPage(answer))
            case Quit():
                self._widget.call_later(self._widget.run_action, "quit")
            case list():
                self._show_answer(line, answer)
                self._show()
            case _:
                self._mover.move(answer)
        return ""

    def _show_answer(self, line: str, lines: list[str]) -> None:
        if len(lines) > 2:
            self._widget.app.push_screen(Reading(line.strip(), lines))
        elif lines:
            self._widget.app.clear_notifications()  # earlier answers may no longer hold
            self._widget.notify(visible_lines("\n".join(lines)), markup=False)

    def ask(self, asked: PromptedLine, text: str | None = None, problem: str = "") -> None:
        """Ask for the rest of a typed command, and perform it; `text` was answered before, and had this `problem`."""
        suggestion = asked.suggestion(self._settings.view())

        def perform(answer: str | None) -> None:
            if answer is None or (asked.suggests_current and suggestion and answer.split() == suggestion.split()):
                return
            found = self.command(f"{asked.word} {answer.strip()}")
            if found:
                self.ask(asked, answer, found)

        prompt = Prompt(asked.question, suggestion if text is None else text, problem=problem)
        self._widget.app.push_screen(prompt, perform)

    def ask_line(self, line: str = "", problem: str = "") -> None:
        """Ask for a command line; the arrows bring back earlier ones."""
        self._widget.app.clear_notifications()  # they would cover the line
        screen = CommandLine(self._typed, lambda text: completions(self._session, text), line, problem)
        self._widget.app.push_screen(screen, self._perform_typed)

    def _perform_typed(self, line: str | None) -> None:
        if line is None or not line.strip():
            return
        problem = self.command(line)
        if problem:
            self.ask_line(line, problem)
        else:
            self._typed = (*(known for known in self._typed if known != line), line)[-_MOST_TYPED:]

    def show_list(self, listing: Listing) -> None:
        """Show a list that keys act on."""

        def perform(line: str) -> None:
            self._widget.app.clear_notifications()
            if self.command_or_notify(line):
                self._widget.app.clear_notifications()  # the rows show the change; notifications would cover them

        self._widget.app.clear_notifications()
        self._widget.app.push_screen(Rows(listing, self._session, perform))

    def ask_derivation(self) -> None:
        """Ask for a weight and derive its gradient along all paths."""
        gradients = self._settings.gradients
        suggestion = gradients.suggestion(self._settings.view().element)
        prompt = Prompt("Derive the gradient of which weight?", suggestion, gradients.problem_of)
        self._widget.app.push_screen(prompt, self._show_derivation)

    def _show_derivation(self, text: str | None) -> None:
        if text is not None:
            lines = self._settings.gradients.derivation(text, self._settings.view())
            self._widget.app.push_screen(Reading(f"The chain rule for {text}", lines))
