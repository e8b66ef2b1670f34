"""Working an exercise: the next value is typed, cell by cell, and judged at once. No judging of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, Vertical, VerticalScroll
from textual.screen import Screen
from textual.widgets import Footer, Static

from nnstep.check.report import explanation_lines
from nnstep.check.verdict import MEANINGS
from nnstep.errors import NNStepError
from nnstep.session.practice import HINTS
from nnstep.tui.panes.program import ProgramPane
from nnstep.tui.panes.values import ValuesPane
from nnstep.tui.screens.score import Score
from nnstep.tui.widgets.cells import CellGrid
from nnstep.visible import visible_lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events
    from textual.app import ComposeResult
    from textual.widgets import Input

    from nnstep.check.verdict import Verdict
    from nnstep.session.practice import Practice, Question
    from nnstep.tui.view import View

_NARROW_BELOW = 100
_HOW = [
    "type the numbers with as many digits as you have; fractions such as 1/3 are numbers, too",
    "enter goes to the next cell, and has all of them judged after the last; arrows move, a matrix can be pasted",
    "h gives a hint: the formula, then its numbers, then one element worked out",
]
_LOOKS = {"correct": "right", "rounded": "right", "carried": "carried"}


class ExerciseScreen(Screen[None]):
    """One question after the other; escape leads to the score."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "check", "check, go on", key_display="enter"),
        Binding("question_mark,h", "hint", "hint", key_display="h"),
        Binding("r", "right", "go on with the right value"),
        Binding("o", "own", "go on with my own"),
        Binding("up", "cell(-1,0)", "up", show=False, priority=True),
        Binding("down", "cell(1,0)", "down", show=False, priority=True),
        Binding("escape", "score", "score"),
    ]
    DEFAULT_CSS = """
    ExerciseScreen #left { width: 7fr; }
    ExerciseScreen #middle { width: 12fr; }
    ExerciseScreen #right { width: 7fr; }
    ExerciseScreen .pane { height: 1fr; }
    ExerciseScreen #question { height: auto; max-height: 50%; border: round $border-blurred; padding: 0 1; }
    ExerciseScreen #said { height: 1fr; border: round $border-blurred; padding: 0 1; }
    ExerciseScreen.-narrow #left { display: none; }
    """

    def __init__(self, practice: Practice, view: Callable[[], View]) -> None:
        """`view` gives what the panes show."""
        super().__init__()
        self._practice = practice
        self._view = view
        self._program = ProgramPane()
        self._values = ValuesPane()
        self._asked = Static("", markup=False)
        self._question = VerticalScroll(self._asked, id="question")
        self._said = Static("", markup=False)
        self._grid: CellGrid | None = None
        self._judged = False

    def compose(self) -> ComposeResult:
        """Yield the program without its formulas, the question with what is said of the answer, and the values."""
        with Horizontal():
            with Container(self._program, id="left", classes="pane") as left:
                left.border_title = "program"
            with Vertical(id="middle"):
                yield self._question
                yield VerticalScroll(self._said, id="said", can_focus=False)
            with Container(self._values, id="right", classes="pane") as right:
                right.border_title = "network values"
        yield Footer(compact=True, show_command_palette=False)

    async def on_mount(self) -> None:
        """Ask the first question."""
        await self._ask()

    def on_resize(self, event: events.Resize) -> None:
        """Leave the program out where there is no room for it beside the values, which one needs."""
        self.set_class(event.size.width < _NARROW_BELOW, "-narrow")
        self.call_after_refresh(self._paint)

    async def _ask(self) -> None:
        """Ask for the next value; go over what is too large to be typed."""
        question = self._practice.question
        while question is not None and not question.is_askable:
            self._practice.go_on(with_own=False)
            question = self._practice.question
        if self._grid is not None:
            await self._grid.remove()
            self._grid = None
        self._judged = False
        self._paint()
        if question is None:
            self._asked.update("The run is at its end: escape shows the score")
            return
        self._asked.update(self._text(question))
        self._say(_HOW)
        self._grid = CellGrid(question.shape)
        await self._question.mount(self._grid)
        self._grid.focus_first_open()

    def _paint(self) -> None:
        view = self._view()
        self._program.paint(view)
        self._values.paint(view)

    def _text(self, question: Question) -> str:
        symbol = self._view().writing.symbols(question.op.target)
        shape = "×".join(map(str, question.shape))
        layer = f", layer {question.op.layer}" if question.op.layer else ""
        sizes = f"  {shape}" if shape else ""
        return f"training step {question.step}: {question.op.role}{layer}\n\n{symbol} = ?{sizes}"

    def _say(self, lines: list[str]) -> None:
        self._said.update(visible_lines("\n".join(lines)))

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Move on to the next empty cell, or judge what was typed."""
        event.stop()
        if self._grid is not None and event.value and self._grid.move_on():
            return
        await self.action_check()

    async def action_check(self) -> None:
        """Judge what was typed; go on, where all of it was right and has been seen to be."""
        record = self._practice.record
        if self._grid is None or record is None:
            return
        if self._judged and record.is_right:
            await self._go_on(with_own=True)
            return
        try:
            verdicts = self._practice.answer(self._grid.texts)
        except NNStepError as error:
            self._say([error.message, error.hint])
            return
        self._judged = True
        looks = {v.index: _LOOKS.get(v.kind, "wrong") for v in verdicts if v.index is not None and v.kind != "missing"}
        self._grid.mark(looks)
        self._say(_verdict_lines(verdicts, right=record.is_right))

    async def on_input_changed(self) -> None:
        """Have what is changed judged anew."""
        self._judged = False

    async def action_right(self) -> None:
        """Go on with the right value."""
        await self._go_on(with_own=False)

    async def action_own(self) -> None:
        """Go on with one's own numbers, which must have been judged."""
        record = self._practice.record
        if record is None or not record.typed or not self._judged:
            self._say(["first type the numbers and let them be judged: enter"])
            return
        await self._go_on(with_own=True)

    async def _go_on(self, *, with_own: bool) -> None:
        self._practice.go_on(with_own=with_own)
        await self._ask()

    def action_hint(self) -> None:
        """Show one hint more: the formula, the numbers put in, one element worked out."""
        if self._grid is None:
            return
        lines = self._practice.hint(self._grid.pointed, self._view().writing)
        record = self._practice.record
        more = record is not None and record.hints < len(HINTS)
        self._say([*lines, "", "h shows more" if more else "that is all there is"])

    def action_cell(self, rows: int, columns: int) -> None:
        """Move between the cells."""
        if self._grid is not None:
            self._grid.move(rows, columns)

    def action_score(self) -> None:
        """Show the score; from there back to the exercise, to a file, or to the debugger."""
        self.app.push_screen(Score(self._practice), self._scored)

    def _scored(self, leaves: bool | None) -> None:  # noqa: FBT001 - what the score page returns
        if leaves:
            self.dismiss()


def _verdict_lines(verdicts: tuple[Verdict, ...], *, right: bool) -> list[str]:
    """Return what is said of each number, the same things once."""
    said: dict[str, list[str]] = {}
    for verdict in verdicts:
        said.setdefault(_said_of(verdict), []).append(verdict.address)
    lines = [line for text, places in said.items() for line in (f"{', '.join(places)}: {text}", "")]
    return [
        *lines,
        "enter goes on" if right else "mend it and press enter, or r / o to go on with the right value / your own",
    ]


def _said_of(verdict: Verdict) -> str:
    """Return what is to be said of a number, but not the right value, which is there for the asking."""
    lines = explanation_lines(verdict, most=3, reveals=False)
    return "\n  ".join([f"{verdict.kind}: {MEANINGS[verdict.kind]}", *lines])
