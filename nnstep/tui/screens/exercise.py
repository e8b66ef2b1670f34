"""Exercise mode: the next value is typed, cell by cell, and checked at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, Vertical
from textual.widgets import Input

from nnstep.errors import NNStepError
from nnstep.harmless_text import visible
from nnstep.outputs.asked import typed
from nnstep.program.addresses import address
from nnstep.session.practice.practice import Practice
from nnstep.session.practice.question import Record
from nnstep.session.practice.score import sign_of, step_signs
from nnstep.session.unsaved import answers_of
from nnstep.tui.dialogs.closing import Closing, key_item
from nnstep.tui.dialogs.help_page import Help
from nnstep.tui.dialogs.questions import save_prompt
from nnstep.tui.dialogs.score_page import Score, Way
from nnstep.tui.screens.exercise_parts import Remarks, RunSoFar, show_standing
from nnstep.tui.screens.exercise_texts import EXERCISE_HELP, HOW, HOW_AGAIN, open_cells_text
from nnstep.tui.screens.question_box import QuestionBox
from nnstep.tui.screens.verdicts import hint_lines, method_lines
from nnstep.tui.view import View
from nnstep.tui.widgets.cells import CellGrid
from nnstep.tui.widgets.key_line import KeyLine, KeyLineItem, ShownKey
from nnstep.tui.widgets.standing import Standing

_T = TypeVar("_T")
_WIDE_FROM, _SHORT_BELOW, _TALL_FROM = 100, 16, 30
_SIDE = 40
"""Columns of the program and the values beside the question."""

_FOOTER = (
    *(key_item("enter", "check"), key_item("h", "hint"), key_item("r", "right"), key_item("o", "own")),
    KeyLineItem((ShownKey("left_square_bracket", "["), ShownKey("right_square_bracket", "]")), "back, on"),
    *(key_item("s", "save"), key_item("escape", "score"), key_item("question_mark", "keys")),
)
"""As many as fit are shown, and always the last one."""


class ExerciseScreen(Closing[None]):
    """One question after the other; escape shows the score."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "check", "check, continue", key_display="enter"),
        Binding("h", "hint", "hint"),
        Binding("r", "reveal", "right method"),
        Binding("o", "own", "own"),
        Binding("left_square_bracket", "back", "back", key_display="["),
        Binding("right_square_bracket", "skip", "on", key_display="]"),
        Binding("s", "save", "save"),
        Binding("escape", "score", "score"),
        Binding("question_mark", "help", "keys", key_display="?"),
        Binding("up", "cell(-1,0)", "up", show=False, priority=True),
        Binding("down", "cell(1,0)", "down", show=False, priority=True),
    ]

    def __init__(self, practice: Practice, view: Callable[[], View], give_up: Callable[[NNStepError], None]) -> None:
        """`view` returns what the panes show; `give_up` ends a recording that could not follow."""
        super().__init__()
        self._practice = practice
        self._view = view
        self._give_up = give_up
        self._side = RunSoFar(id="side")
        self._standing = Standing()
        self._box = QuestionBox(id="question")
        self._said = Remarks(id="said")
        self._width = 0
        """The columns of the cells, when they were laid out."""
        self._continues: bool | None = None
        """Whether enter continues with your own numbers, or with the right ones; None: it checks first."""
        self._judges_open = False
        """Whether enter checks though cells are open."""

    @property
    def _grid(self) -> CellGrid | None:
        return self._box.grid

    def compose(self) -> ComposeResult:
        """Yield the program without its formulas and the values, the question, and the remarks on the answer."""
        yield self._standing
        with Horizontal():
            yield self._side
            with Vertical(id="middle"):
                yield self._box
                yield Container(self._said, id="said-frame", classes="pane")
        yield KeyLine(_FOOTER)

    async def on_mount(self) -> None:
        """Ask the first question."""
        await self._ask()

    def on_resize(self, event: events.Resize) -> None:  # noqa: ARG002 - Textual's own signature
        """Leave out what has no room: below a width the program and the values, below a height the borders."""
        self._arrange()

    def _arrange(self) -> None:
        width, height = self.app.size
        wide, short = width >= _WIDE_FROM, height < _SHORT_BELOW
        self.set_class(not wide, "-narrow")
        self.set_class(short, "-short")
        self.set_class(height < _TALL_FROM, "-low")
        edges = 0 if short else 2
        # The line above, the footer, and the remarks with at least three lines.
        self._width = self._grid.width if self._grid is not None else 0
        self._box.lay_out(width - (_SIDE if wide else 0) - edges - 2, height - 2 - 2 * edges - 3, edges)

    def on_key(self, event: events.Key) -> None:
        """Type a number into its cell wherever the focus is."""
        if self._grid is not None and event.character is not None and self._grid.type_character(event.character):
            event.stop()

    async def _ask(self, *remarks: str) -> None:
        """Ask for the present question's value."""
        question, record = self._practice.question, self._practice.record
        self._continues, self._judges_open = None, False
        if question is None or record is None:
            await self._box.end("End of the run: escape shows the score")
            self._said.say(*remarks)
        else:
            operands = self._moving(self._practice.operands)
            await self._box.ask(question, record.texts, operands, self._view())
            self._arrange()
            if record.verdicts and not record.draft:
                self._show_verdicts(record)
            else:
                self._said.say(*remarks, *(HOW_AGAIN if len(self._practice.records) > 1 else HOW))
            if self._grid is not None:
                self._grid.focus_first_open()
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
        self._side.show_view(self._view())
        show_standing(self._standing, self._practice)

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Move on to the next empty cell, or check what was typed."""
        event.stop()
        await self.action_check()

    async def action_check(self) -> None:
        """Go to the next empty cell; from there, or if there is none, check what was typed; then continue.

        It asks before it leaves out open cells.
        """
        record = self._practice.record
        if self._grid is None or record is None:
            return
        if self._continues is not None:
            await self._go_on(with_own=self._continues)
            return
        if self._grid.texts[self._grid.pointed] and self._grid.move_on():
            return
        count, missing = len(self._grid.cells), self._grid.open
        if missing == count or (missing and not self._judges_open):
            self._judges_open = missing < count
            self._said.say(open_cells_text(count, missing))
        else:
            self._said.say("checking ...")  # which can take a second
            self.call_after_refresh(self._check, record)

    def _check(self, record: Record) -> None:
        if self._grid is None or record is not self._practice.record:
            return
        try:
            self._practice.answer(self._grid.texts)
        except NNStepError as error:
            self._said.say(error.message, error.hint)
            return
        self._show_verdicts(record)
        wrong = sorted(v.index for v in record.verdicts if v.index is not None and sign_of(v) == "✗")
        if wrong:
            self._grid.type_over(wrong[0])

    def _show_verdicts(self, record: Record) -> None:
        self._mark(record)
        self._said.judge(record)
        self._paint()

    def _mark(self, record: Record) -> None:
        """Give the cells their signs; if all are right, enter continues."""
        if self._grid is not None:
            signs = {v.index: sign_of(v) for v in record.verdicts if v.index is not None and v.kind != "missing"}
            self._grid.mark(signs)
        self._continues = True if record.is_right else None

    async def on_input_changed(self) -> None:
        """Keep what is typed; it must be checked again."""
        record = self._practice.record
        if self._grid is None or record is None:
            return
        self._practice.note_draft(self._grid.texts)
        if self._grid.width != self._width:
            self._arrange()
        if record.draft or not record.typed:
            self._continues, self._judges_open = None, False

    def on_cell_grid_pointed(self, event: CellGrid.Pointed) -> None:
        """Name the element that is typed, if there are several."""
        question = self._practice.question
        if question is not None and question.size > 1:
            self._box.border_subtitle = address(question.op.target, event.index, self._practice.program)

    def on_cell_grid_filled(self, event: CellGrid.Filled) -> None:
        """Say how what was pasted was taken, or why it was not."""
        self._said.say(event.text)

    async def on_standing_pointed(self, event: Standing.Pointed) -> None:
        """Go to the question whose sign was clicked, if it was reached before."""
        place = step_signs(self._practice)[event.number][0]
        if place in self._practice.records:
            self._moving(partial(self._practice.go_to, place))
            await self._ask()
        else:
            self._said.say(f"{place[1]} comes later: ] goes on to the next question")

    async def action_own(self) -> None:
        """Continue with the typed numbers, which must have been checked."""
        record = self._practice.record
        if record is None or not record.typed or record.draft:
            self._said.say("first type the numbers and check them with enter")
            return
        await self._go_on(with_own=True)

    async def _go_on(self, *, with_own: bool) -> None:
        self._moving(partial(self._practice.go_on, with_own=with_own))
        await self._ask()

    async def action_skip(self) -> None:
        """Go to the next question; without an answer this one is skipped."""
        record = self._practice.record
        self._moving(self._practice.skip)
        id = record.question.op.target if record is not None and record.skipped else ""
        await self._ask(*([f"{id} skipped: what follows uses its right value. [ goes back to it."] if id else []))

    async def action_back(self) -> None:
        """Go to the question before."""
        if self._moving(self._practice.go_back):
            await self._ask()
        else:
            self._said.say("this is the first question")

    def action_reveal(self) -> None:
        """Show the right method; enter then continues with the right values."""
        method = self._practice.reveal(self._view().writing, self._view().digits)
        if method:
            self._continues = False
            self._said.set_made(partial(method_lines, method))
            self._paint()

    def action_hint(self) -> None:
        """Show one more hint: the words, the formula, the numbers of this cell, its value."""
        if self._grid is None:
            return
        hint = self._practice.hint(self._grid.pointed, self._view().writing, self._view().digits)
        if hint is not None:
            several = len(self._grid.cells) > 1
            more = hint.next_stage or ("h in another cell works that out" if several else "")
            self._said.set_made(partial(hint_lines, hint, more))
            self._paint()

    def action_cell(self, rows: int, columns: int) -> None:
        """Move between the cells."""
        if self._grid is not None:
            self._grid.move(rows, columns)

    def action_help(self) -> None:
        """Show the keys, and what the signs mean."""
        self.app.push_screen(Help(EXERCISE_HELP))

    def action_save(self) -> None:
        """Ask for a file and save the answers and the progress to it."""
        self.app.push_screen(save_prompt(answers_of(self._practice)), self._saved)

    def _saved(self, name: str | None) -> None:
        if name is not None:
            if self._practice.record is not None:
                self._mark(self._practice.record)  # what was not checked was checked before
            self._said.say(f"saved to {visible(typed(name)[0].name)}: --resume with that file goes on from here")

    def action_score(self) -> None:
        """Show the score, which leads back to the exercise, to a file, or to the debugger."""
        self.app.push_screen(Score(self._practice), self._scored)

    async def _scored(self, way: Way | None) -> None:
        if isinstance(way, tuple):
            self._moving(partial(self._practice.repeat, way))
            await self._ask(f"Once more: {way[1]}")
        elif way:
            self.dismiss()
