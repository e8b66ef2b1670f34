"""The score of an exercise, with what to practise; it leads back, to a question, to a file, or out of the exercise."""

from __future__ import annotations

from typing import ClassVar, TypeAlias

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll

from nnstep.harmless_text import visible
from nnstep.outputs.asked import typed
from nnstep.problems.message_text import counted
from nnstep.session.practice.answer_grading import AnswerPlace
from nnstep.session.practice.practice import Practice
from nnstep.session.practice.score import SIGNS, score_of
from nnstep.session.unsaved import answers_of
from nnstep.tui.dialogs.closing import Dialog
from nnstep.tui.dialogs.questions import save_prompt
from nnstep.tui.widgets.plain_text import PlainText

Way: TypeAlias = "bool | AnswerPlace"
"""Out of the exercise, back to it, or to a question to repeat."""


class Score(Dialog[Way]):
    """The score page; before it leads out with answers that are not saved, it asks."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,b", "dismiss(False)", "back to the exercise"),
        Binding("q,enter", "leave", "leave the exercise"),
        Binding("l", "dismiss(True)", "leave without saving"),
        Binding("s", "save", "save the answers"),
        *(Binding(str(number), f"repeat({number})", "repeat", show=False) for number in range(1, 10)),
    ]

    cancelled = False

    def __init__(self, practice: Practice) -> None:
        super().__init__()
        self._practice = practice
        self._score = score_of(practice)
        self._leaving = False
        self._keys = PlainText("")

    def compose(self) -> ComposeResult:
        """Yield the page."""
        with Vertical(classes="dialog"):
            *lines, total = self._score.lines
            yield PlainText(f"Score: {total}\n")
            with VerticalScroll():
                yield PlainText("\n".join(lines))
                yield PlainText(self._legend())
                if self._score.advice:
                    yield PlainText("\nPractise: a digit repeats a question")
                for number, advice in enumerate(self._score.advice, start=1):
                    yield PlainText(f"{number}  {advice.text}")
            yield self._keys

    def _legend(self) -> str:
        """Return what the signs of the lines mean."""
        used = {line[:1] for line in self._score.lines}
        return "   ".join(f"{sign} {meaning}" for sign, meaning in SIGNS.items() if sign in used)

    def on_mount(self) -> None:
        """Show the keys."""
        super().on_mount()
        self._show_keys()

    def _show_keys(self) -> None:
        unsaved = len(self._practice.unsaved)
        if self._leaving:
            text = f"{counted(unsaved, 'answer')} not saved: s saves and leaves, l leaves without saving, escape stays"
        else:
            text = "s saves the answers as a sheet, q leaves the exercise, escape returns to it"
        self._keys.update(f"\n{text}")

    def action_leave(self) -> None:
        """Leave the exercise; ask first where answers are not saved."""
        if self._leaving or not self._practice.unsaved:
            self.dismiss(result=True)
            return
        self._leaving = True
        self._show_keys()

    def action_repeat(self, number: int) -> None:
        """Go to a question that should be practised."""
        if number <= len(self._score.advice):
            self.dismiss(self._score.advice[number - 1].place)

    def action_save(self) -> None:
        """Ask for a file and save the answers to it."""
        self.app.push_screen(save_prompt(answers_of(self._practice)), self._saved)

    def _saved(self, name: str | None) -> None:
        if name is None:
            return
        self.notify(f"saved to {visible(typed(name)[0].name)}")
        if self._leaving:
            self.dismiss(result=True)
