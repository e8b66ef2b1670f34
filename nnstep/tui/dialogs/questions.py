"""Questions: for one line of text, for a command line, and before quitting if something would be lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from os.path import commonprefix
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from nnstep.errors import NNStepError
from nnstep.session.unsaved import Unsaved
from nnstep.tui.dialogs.closing import Dialog, key_item
from nnstep.tui.dialogs.problem_text import problem_text
from nnstep.tui.widgets.plain_text import PlainText

_MOST_SHOWN = 24
"""Completions that are shown at a time."""


class Prompt(Dialog[str | None]):
    """A line that is checked before it is accepted: returns the text, or None if it was cancelled."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", "cancels")]

    def __init__(
        self, question: str, text: str, problem_of: Callable[[str], str] = lambda _: "", problem: str = ""
    ) -> None:
        """Ask `question` with `text` to begin with; `problem_of` returns what is wrong with an answer, or nothing.

        `problem` says what was wrong with `text`, if it was an answer already.
        """
        super().__init__()
        self._question = PlainText(question)
        self._input = Input(text)
        self._problem_of = problem_of
        self._problem = PlainText(problem, classes="problem")

    def compose(self) -> ComposeResult:
        """Yield the question, the line and room for a problem."""
        keys = self.key_line(key_item("enter", "accepts"))
        yield Vertical(self._question, self._input, self._problem, keys, classes="dialog")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Accept the answer, or show what is wrong with it."""
        problem = self._problem_of(event.value)
        if problem:
            self._problem.update(problem)
        else:
            self.dismiss(event.value)


def save_prompt(work: Unsaved) -> Prompt:
    """Return a prompt that saves `work` and returns the file's name."""

    def problem_of(text: str) -> str:
        try:
            work.save(text.strip())
        except NNStepError as error:
            return problem_text(error)
        return ""

    return Prompt(work.question, work.name, problem_of)


class Confirming(Dialog[bool]):
    """Returns whether the answer is yes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "dismiss(True)", "yes"),
        Binding("escape", "cancel", "no"),
        Binding("n", "cancel", "no", show=False),
    ]
    cancelled = False

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = PlainText(question)

    def compose(self) -> ComposeResult:
        """Yield the question."""
        yield Vertical(self._question, self.key_line(), classes="dialog")


class Leaving(Dialog[bool]):
    """Returns whether to leave the run, with everything saved or without."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "save", "save and leave"),
        Binding("l", "dismiss(True)", "leave without saving"),
        Binding("escape", "cancel", "stay"),
    ]
    cancelled = False

    def __init__(self, unsaved: Callable[[], list[Unsaved]], recording: str, question: str) -> None:
        """Ask `question`; list what `unsaved` returns, and the `recording` that would end, if any."""
        super().__init__()
        self._question = question
        self._unsaved = unsaved
        self._recording = recording
        self._text = PlainText("")

    def compose(self) -> ComposeResult:
        """Yield the page."""
        yield Vertical(self._text, self.key_line(), classes="dialog")

    def on_screen_resume(self) -> None:
        """List the unsaved work, again where a file's name was not given."""
        lost = [f"  not saved: {work.text}" for work in self._unsaved()]
        ending = [f"  still recording: {self._recording}"] if self._recording else []
        self._text.update("\n".join([self._question, "", *lost, *ending, ""]))

    def action_save(self) -> None:
        """Ask for a file for one thing after the other, and leave once all are saved."""
        rest = self._unsaved()
        if rest:
            self.app.push_screen(save_prompt(rest[0]), self._saved)
        else:
            self.dismiss(result=True)

    def _saved(self, name: str | None) -> None:
        if name is not None:
            self.action_save()


def leave_or_ask(
    app: App[None], then: Callable[[], object], lost: Callable[[], list[Unsaved]], recording: str, question: str
) -> None:
    """Do `then`; ask first where work that `lost` lists or a `recording` would end, unless that is asked already."""
    if not recording and not lost():
        then()
    elif not any(isinstance(screen, Leaving) for screen in app.screen_stack):

        def answered(leaves: bool | None) -> None:  # noqa: FBT001 - what the question returns
            if leaves:
                then()

        app.push_screen(Leaving(lost, recording, question), answered)


class CommandLine(Dialog[str | None]):
    """One line at the bottom of the screen; returns it, or None if it was cancelled."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", "completes", priority=True),
        Binding("up", "bring(-1)", "older", priority=True),
        Binding("down", "bring(1)", "newer", priority=True),
        Binding("escape", "cancel", "closes"),
    ]

    def __init__(
        self,
        typed: Sequence[str],
        completions: Callable[[str], list[str]],
        usage: Callable[[str], str],
        line: str = "",
        problem: str = "",
    ) -> None:
        """`typed` holds the earlier lines, the last one last; `problem` says what was wrong with `line`.

        `completions` and `usage` return how a line can continue, and how its command is used.
        """
        super().__init__()
        self._typed = (*typed, line)
        self._at = len(typed)
        self._said_of = line
        """The line that the text above it is about."""
        self._completions = completions
        self._usage = usage
        placeholder = "a command, or an expression to print; help lists all commands"
        self._input = Input(line, placeholder=placeholder, compact=True)
        self._about = PlainText(problem, classes="problem" if problem else "")

    def compose(self) -> ComposeResult:
        """Yield the text about the line, the line, and the keys."""
        yield Vertical(self._about, self._input, self.key_line(key_item("enter", "does it")))

    def on_mount(self) -> None:
        """Type into the line."""
        super().on_mount()
        self._input.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the line."""
        self.dismiss(event.value)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show how the command is used, and how the line can continue."""
        if event.value == self._said_of:
            return
        self._said_of = event.value
        ways = self._completions(event.value) if event.value else []
        shown = [self._usage(event.value), _listed(ways)]
        self._about.remove_class("problem")
        self._about.update("\n".join(filter(None, shown)))

    def action_bring(self, by: int) -> None:
        """Bring back the line so many further."""
        self._at = max(0, min(self._at + by, len(self._typed) - 1))
        self._input.value = self._typed[self._at]
        self._input.cursor_position = len(self._input.value)

    def action_complete(self) -> None:
        """Complete as far as there is only one way."""
        ways = self._completions(self._input.value)
        if not ways:
            return
        common = commonprefix(ways)  # noqa: RUF071 - of texts, character by character
        if len(ways) == 1:
            common += " " if " " not in common else ""
        self._input.value = common
        self._input.cursor_position = len(common)


def _listed(ways: Sequence[str]) -> str:
    """Return how a line can continue as a line of text: the last words."""
    more = " …" if len(ways) > _MOST_SHOWN else ""
    return "  ".join(way.rpartition(" ")[2] for way in ways[:_MOST_SHOWN]) + more
