"""Parts of the exercise screen around the question: the remarks on an answer, and the run so far."""

from __future__ import annotations

from functools import partial

from textual.app import ComposeResult
from textual.containers import Container, Vertical

from nnstep.drawing.styled_text import wrapped
from nnstep.harmless_text import visible_lines
from nnstep.session.practice.practice import Practice
from nnstep.session.practice.question import Record
from nnstep.session.practice.score import points_so_far, step_signs
from nnstep.tui.panes.program import ProgramPane
from nnstep.tui.panes.values import ValuesPane
from nnstep.tui.screens.verdicts import verdict_lines
from nnstep.tui.view import View
from nnstep.tui.widgets.scroll_lines import WrappedLines
from nnstep.tui.widgets.standing import Standing


class Remarks(WrappedLines):
    """What is said of the question and of the answer to it."""

    def say(self, *texts: str) -> None:
        """Show texts."""
        shown = [line for text in texts for line in visible_lines(text).split("\n")]
        self.set_made(lambda width: [line for text in shown for line in wrapped(text, "plain", width)])

    def judge(self, record: Record) -> None:
        """Show the verdicts on the numbers typed last."""
        self.set_made(partial(verdict_lines, record.verdicts, record.is_right))


def show_standing(standing: Standing, practice: Practice) -> None:
    """Show in the line above which question it is, the signs of its training step, and the points."""
    signs, question = step_signs(practice), practice.question
    if question is None:
        standing.show("end of the run", [sign for _, sign in signs], len(signs), points_so_far(practice))
        return
    here = [place for place, _ in signs].index(question.place)
    step = f"step {question.step} · " if practice.program.schedule.steps > 1 else ""
    where = f"{step}{here + 1} of {len(signs)}"
    standing.show(where, [sign for _, sign in signs], here, points_so_far(practice))


class RunSoFar(Vertical):
    """The program without its later formulas, and the values."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._program = ProgramPane()
        self._values = ValuesPane()

    def compose(self) -> ComposeResult:
        """Yield the two panes."""
        for pane, title, id in ((self._program, "program", "left"), (self._values, "network values", "right")):
            frame = Container(pane, classes="pane", id=id)
            frame.border_title = title
            yield frame

    def show_view(self, view: View) -> None:
        """Show `view`."""
        self._program.show_view(view)
        self._values.show_view(view)
