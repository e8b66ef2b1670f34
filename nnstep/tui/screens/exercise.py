"""Exercise mode: the next value is typed, cell by cell, and checked at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, ScrollableContainer, Vertical, VerticalScroll
from textual.widgets import Footer, Input, Static

from nnstep.drawing.styled_text import StyledLine, wrapped
from nnstep.errors import NNStepError
from nnstep.harmless_text import visible, visible_lines
from nnstep.outputs.asked import typed
from nnstep.program.addresses import address
from nnstep.session.practice.practice import Practice, score_lines
from nnstep.session.practice.question import MOST_CELLS, MOST_HINTS, Question
from nnstep.session.unsaved import answers_of
from nnstep.tui.dialogs.closing import Closing, Dialog
from nnstep.tui.dialogs.questions import save_prompt
from nnstep.tui.panes.program import ProgramPane
from nnstep.tui.panes.values import ValuesPane
from nnstep.tui.screens.verdicts import hint_lines, verdict_lines
from nnstep.tui.view import View
from nnstep.tui.widgets.cells import CellGrid
from nnstep.tui.widgets.scroll_lines import WrappedLines

_T = TypeVar("_T")
_NARROW_BELOW = 100
_HOW = (
    "Type the numbers with all the digits you have; fractions such as 1/3 are fine, and so is a pasted matrix.",
    "enter goes to the next empty cell, and after the last one checks them all; arrows move.",
    "h gives a hint: the formula, then its numbers, then one element worked out.",
)
_LOOKS = {"correct": "right", "rounded": "right", "single": "right", "carried": "carried"}


class ExerciseScreen(Closing[None]):
    """One question after the other; escape shows the score."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "check", "check, continue", key_display="enter"),
        Binding("question_mark,h", "hint", "hint", key_display="h"),
        Binding("r", "go_on(False)", "use the correct value"),
        Binding("o", "own", "use my own"),
        Binding("up", "cell(-1,0)", "up", show=False, priority=True),
        Binding("down", "cell(1,0)", "down", show=False, priority=True),
        Binding("escape", "score", "score"),
    ]

    def __init__(self, practice: Practice, view: Callable[[], View], give_up: Callable[[NNStepError], None]) -> None:
        """`view` returns what the panes show; `give_up` ends a recording that could not follow."""
        super().__init__()
        self._practice = practice
        self._view = view
        self._give_up = give_up
        self._program = ProgramPane()
        self._values = ValuesPane()
        self._asked = Static("", markup=False)
        self._question = ScrollableContainer(self._asked, id="question", can_focus=False)
        self._said = WrappedLines(id="said")
        self._grid: CellGrid | None = None
        self._judged = False

    def compose(self) -> ComposeResult:
        """Yield the program without its formulas, the question and the remarks on the answer, and the values."""
        with Horizontal():
            with Container(self._program, id="left", classes="pane") as left:
                left.border_title = "program"
            with Vertical(id="middle"):
                yield self._question
                yield Container(self._said, id="said-frame", classes="pane")
            with Container(self._values, id="right", classes="pane") as right:
                right.border_title = "network values"
        yield Footer(compact=True, show_command_palette=False)

    async def on_mount(self) -> None:
        """Ask the first question."""
        await self._ask()

    def on_resize(self, event: events.Resize) -> None:  # noqa: ARG002 - Textual's own signature
        """On a narrow screen leave out the program: the values are needed."""
        self.set_class(self.app.size.width < _NARROW_BELOW, "-narrow")

    def on_key(self, event: events.Key) -> None:
        """Type a number into its cell wherever the focus is."""
        if self._grid is not None and event.character is not None and self._grid.type_character(event.character):
            event.stop()

    async def _ask(self) -> None:
        """Ask for the next value; skip what is too large to type."""
        passed = self._moving(self._practice.pass_over)
        question, record = self._practice.question, self._practice.record
        before, self._grid, self._judged = self._grid, None, False
        self._question.border_title = None
        if question is None or record is None:
            self._asked.update("End of the run: escape shows the score")
            self._say(*_passed_over(passed))
        else:
            self._asked.update(self._text(question))
            self._say(*_passed_over(passed), *_HOW)
            texts = record.draft or {index: str(written) for index, written in record.typed.items()}
            self._grid = CellGrid(question.shape, texts)
            await self._question.mount(self._grid)
            self._grid.focus_first_open()
        if before is not None:
            await before.remove()
        # Only once the focus is in the new cells: a pane that has it does not scroll.
        self.call_after_refresh(self._paint)

    def _moving(self, move: Callable[[], _T]) -> _T:
        """Make a move; if only the recording can't follow it, end the recording."""
        try:
            return move()
        except NNStepError as error:
            self._give_up(error)
            return move()

    def _paint(self) -> None:
        view = self._view()
        self._program.show_view(view)
        self._values.show_view(view)

    def _text(self, question: Question) -> str:
        id = question.op.target
        symbol = self._view().writing.symbols(id)
        name = symbol if symbol == id else f"{symbol} ({id})"
        shape = "×".join(map(str, question.shape))
        layer = f", layer {question.op.layer}" if question.op.layer else ""
        return f"training step {question.step}: {question.op.role}{layer}\n\n{name} = ?  {shape}".rstrip()

    def _say(self, *texts: str) -> None:
        shown = [line for text in texts for line in visible_lines(text).split("\n")]
        self._say_lines(lambda width: [line for text in shown for line in wrapped(text, "plain", width)])

    def _say_lines(self, lines: Callable[[int], list[StyledLine]]) -> None:
        self._said.set_made(lines)
        self._paint()

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Move on to the next empty cell, or check what was typed."""
        event.stop()
        if self._grid is not None and event.value and self._grid.move_on():
            return
        await self.action_check()

    async def action_check(self) -> None:
        """Check what was typed; continue if it was found correct before."""
        record = self._practice.record
        if self._grid is None or record is None:
            return
        if self._judged and record.is_right:
            await self.action_go_on(with_own=True)
            return
        if not any(text.strip() for text in self._grid.texts.values()):
            self._say("nothing typed yet: h gives a hint, r uses the correct value")
            return
        try:
            verdicts = self._practice.answer(self._grid.texts)
        except NNStepError as error:
            self._say(error.message, error.hint)
            return
        self._judged = True
        looks = {v.index: _LOOKS.get(v.kind, "wrong") for v in verdicts if v.index is not None and v.kind != "missing"}
        self._grid.mark(looks)
        wrong = sorted(v.index for v in verdicts if v.index is not None and looks.get(v.index, "wrong") == "wrong")
        if wrong:
            self._grid.type_over(wrong[0])
        self._say_lines(partial(verdict_lines, verdicts, record.is_right))

    async def on_input_changed(self) -> None:
        """Keep what is typed; it must be checked again."""
        self._judged = False
        if self._grid is not None:
            self._practice.note_draft(self._grid.texts)

    def on_cell_grid_pointed(self, event: CellGrid.Pointed) -> None:
        """Name the element that is typed, if there are several."""
        question = self._practice.question
        if question is not None and question.size > 1:
            self._question.border_title = address(question.op.target, event.index, self._practice.program)

    def on_cell_grid_refused(self, event: CellGrid.Refused) -> None:
        """Say why what was pasted was not taken."""
        self._say(event.text)

    async def action_own(self) -> None:
        """Continue with the typed numbers, which must have been checked."""
        record = self._practice.record
        if record is None or not record.typed or not self._judged:
            self._say("first type the numbers and check them with enter")
            return
        await self.action_go_on(with_own=True)

    async def action_go_on(self, with_own: bool) -> None:  # noqa: FBT001 - an action's parameters have no names
        """Continue, with the typed numbers or with the correct value."""
        self._moving(partial(self._practice.go_on, with_own=with_own))
        await self._ask()

    def action_hint(self) -> None:
        """Show one more hint: the formula, its numbers, one element worked out."""
        record = self._practice.record
        if self._grid is None or record is None:
            return
        hint = self._practice.hint(self._grid.pointed, self._view().writing)
        if hint is not None:
            more = "h shows more" if record.hints < MOST_HINTS else "h works out the element of another cell, too"
            self._say_lines(partial(hint_lines, hint, more if record.question.size > 1 or hint.element == () else ""))

    def action_cell(self, rows: int, columns: int) -> None:
        """Move between the cells."""
        if self._grid is not None:
            self._grid.move(rows, columns)

    def action_score(self) -> None:
        """Show the score, which leads back to the exercise, to a file, or to the debugger."""
        self.app.push_screen(Score(self._practice), self._scored)

    def _scored(self, leaves: bool | None) -> None:  # noqa: FBT001 - what the score page returns
        if leaves:
            self.dismiss()


class Score(Dialog[bool]):
    """The score by question, from which the answers can be saved as a sheet; returns whether to leave the exercise."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "save", "save the answers"),
        Binding("q,enter", "dismiss(True)", "leave the exercise"),
        Binding("escape,b", "cancel", "back to the exercise"),
    ]
    cancelled = False

    def __init__(self, practice: Practice) -> None:
        super().__init__()
        self._practice = practice

    def compose(self) -> ComposeResult:
        """Yield the page."""
        with Vertical(classes="dialog"):
            yield Static("Score", markup=False)
            with VerticalScroll():
                yield Static("\n".join(score_lines(self._practice)), markup=False)
            yield self.key_line()

    def on_mount(self) -> None:
        """Show the total, at the end of the list."""
        super().on_mount()
        self.query_one(VerticalScroll).scroll_end(animate=False)

    def action_save(self) -> None:
        """Ask for a file and save the answers to it."""
        self.app.push_screen(save_prompt(answers_of(self._practice)), self._saved)

    def _saved(self, name: str | None) -> None:
        if name is not None:
            self.notify(f"saved to {visible(typed(name)[0].name)}", markup=False)


def _passed_over(ids: list[str]) -> list[str]:
    return [f"skipped, since there are more than {MOST_CELLS} numbers to type: {', '.join(ids)}", ""] if ids else []
