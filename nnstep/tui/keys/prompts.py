"""Performs commands, by key or typed, and shows their answers; asks for what they need."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from textual.widget import Widget

from nnstep.debugger.moves import Move
from nnstep.errors import CommandError, NNStepError
from nnstep.session.commands.command import Command, KeyQuestion
from nnstep.session.commands.replies import Computation, HelpPage, Listing, Quit, Reply, ScreenRequest, ShowPane
from nnstep.session.copied_text import CopiedText
from nnstep.session.pictures.plots import Plot
from nnstep.session.session import Session
from nnstep.session.typed_commands import begin, completions, usage_of
from nnstep.tui.dialogs.problem_text import problem_text
from nnstep.tui.fault_net import NettedApp
from nnstep.tui.running.mover import Mover

_MOST_TYPED = 200
"""How many command lines are kept."""


class Prompts:
    """What the debugger's screen asks; an answer is checked by performing it."""

    def __init__(
        self,
        widget: Widget,
        session: Session,
        mover: Mover,
        show: Callable[[], None],
        fulfil: Callable[[ScreenRequest | HelpPage | ShowPane | Quit], None],
        performing: Callable[[str], None],
    ) -> None:
        """`widget` shows the prompts; `show` paints the screen; `fulfil` does what only the screen can do.

        `performing` is told each line that can be performed, before what it does is shown.
        """
        self._widget = widget
        self._session = session
        self._mover = mover
        self._show = show
        self._fulfil = fulfil
        self._performing = performing
        self.typed: tuple[str, ...] = ()
        """The command lines typed so far, the last one last."""

    def perform(self, command: Command, count: str = "") -> None:
        """Perform a command of the table as its key does: with the count typed before, or asking for what it needs."""
        obstacle = command.obstacle(self._session) if not self._mover.running else ""
        if obstacle:
            self.say(obstacle)
        elif command.question is not None and not count:
            self._ask(command, command.question)
        else:
            self.command_or_notify(f"{command.name} {count if command.usage else ''}")

    def command(self, line: str, *, briefly: bool = False) -> str:
        """Perform a typed command and show its answer, or `briefly` the first line of that.

        Return what is wrong with it, or with nnstep, or nothing.
        """
        try:
            return self._perform(line, briefly=briefly)
        except Exception as error:
            app = self._widget.app
            fault = app.fault_of(error, f":{line}") if isinstance(app, NettedApp) else None
            if fault is None:
                raise
            return fault.text

    def command_or_notify(self, line: str, *, briefly: bool = False) -> None:
        """Perform a typed command, and say what is wrong with it."""
        problem = self.command(line, briefly=briefly)
        if problem:
            self._widget.notify(problem, severity="error")

    def say(self, text: str) -> None:
        """Show a message; where a list is open, its rows show the change."""
        if self._widget.app.screen is self._widget.screen:
            self._widget.notify(text)

    def _perform(self, line: str, *, briefly: bool) -> str:
        try:
            reply = begin(self._session, line)
            self._performing(line)
            self._take(reply, line, briefly=briefly)
        except NNStepError as error:
            return problem_text(error)
        return ""

    def _take(self, reply: Reply, line: str, *, briefly: bool) -> None:
        """Show an answer, make a move, or have the screen do what it asks for."""
        match reply:
            case Plot():
                from nnstep.tui.dialogs.pages import PlotPage  # dialogs come after the first frame

                self._widget.app.push_screen(PlotPage(reply))
            case Computation():
                self._compute(reply, line)
            case CopiedText():
                self._widget.app.copy_to_clipboard(reply.text)
                self.say(reply.said)
            case Listing():
                self._show_list(reply)
            case list():
                self._show_answer(line, reply[:1] if briefly else reply)
                self._show()
            case Move() | None:
                self._mover.move(reply)
            case _:
                self._fulfil(reply)

    def _compute(self, computation: Computation, line: str) -> None:
        """Find an answer beside the app; a run that this needs stays where it is meanwhile."""
        from nnstep.tui.dialogs.waiting import wait_for

        if computation.uses_run and self._mover.busy:
            raise CommandError("a run is going on", "press escape to stop it, then try again")
        is_late = False

        def show(found: Callable[[], Callable[[], list[str]]]) -> None:
            self._mover.lent = False
            try:
                self._show_answer(line, found()())
            except NNStepError as error:
                if not is_late:
                    raise  # as of any other command
                self._widget.notify(problem_text(error), severity="error")
            self._mover.rest()

        def say_stopped() -> None:
            self._mover.lent = False
            self._mover.rest()
            self.say("stopped: nothing was changed")

        self._mover.lent = computation.uses_run
        is_left = not computation.uses_run
        wait_for(self._widget.app, computation.what, computation.find, show, say_stopped, is_left=is_left)
        is_late = True

    def _show_answer(self, line: str, lines: list[str]) -> None:
        if len(lines) > 2:
            self.read(line.strip(), lines)
        elif lines:
            self.say("\n".join(lines))

    def read(self, title: str, lines: Sequence[str], *, wraps: bool = False) -> None:
        """Show lines on a page of their own."""
        from nnstep.tui.dialogs.pages import Reading

        self._widget.app.push_screen(Reading(title, list(lines), wraps=wraps))

    def _ask(self, command: Command, asked: KeyQuestion, text: str | None = None, problem: str = "") -> None:
        """Ask for the rest of a command, and perform it; `text` was answered before, and had this `problem`."""
        from nnstep.tui.dialogs.questions import Prompt

        suggestion = asked.suggestion(self._session)

        def perform(answer: str | None) -> None:
            if answer is None or (asked.suggests_current and suggestion and answer.split() == suggestion.split()):
                return
            found = self.command(f"{command.name} {answer.strip()}")
            if found:
                self._ask(command, asked, answer, found)

        prompt = Prompt(asked.text, suggestion if text is None else text, problem=problem)
        self._widget.app.push_screen(prompt, perform)

    def ask_line(self, line: str = "", problem: str = "") -> None:
        """Ask for a command line; the arrows bring back earlier ones."""
        from nnstep.tui.dialogs.questions import CommandLine

        screen = CommandLine(
            *(self.typed, partial(completions, self._session), partial(usage_of, self._session), line, problem)
        )
        self._widget.app.push_screen(screen, self._perform_typed)

    def _perform_typed(self, line: str | None) -> None:
        if line is None or not line.strip():
            return
        problem = self.command(line)
        if problem:
            self.ask_line(line, problem)
        else:
            self.typed = (*(known for known in self.typed if known != line), line)[-_MOST_TYPED:]

    def _show_list(self, listing: Listing) -> None:
        """Show a list that keys act on."""
        from nnstep.tui.dialogs.pages import Rows

        self._widget.app.push_screen(Rows(listing, self._session, self.command_or_notify))
