"""The question of an exercise: the matrices that its operation reads, and the cells for its result."""

from __future__ import annotations

from collections.abc import Mapping

from textual.app import ComposeResult
from textual.containers import HorizontalScroll, ScrollableContainer

from nnstep.drawing.matrix.fitting import GAP, MatrixStyle, fitted
from nnstep.drawing.matrix.map_plan import Room
from nnstep.drawing.matrix.shown_array import ShownArray
from nnstep.expr.array import Array
from nnstep.expr.walks.shape import shape_text
from nnstep.program.addresses import address
from nnstep.session.practice.question import Question
from nnstep.tui.view import View
from nnstep.tui.widgets.canvas import Canvas, placed
from nnstep.tui.widgets.cells import CellGrid
from nnstep.tui.widgets.plain_text import PlainText, plain_content

_BETWEEN = 3
"""Columns between the operands and the cells beside them."""
_LEAST_WIDTH, _LEAST_HEIGHT = 20, 3
_FOR_REMARKS = 4
"""Lines that matrices too tall to be shown whole leave to the remarks."""


class QuestionBox(ScrollableContainer, can_focus=False):
    """Operands and cells, side by side where there is room, else one above the other."""

    DEFAULT_CSS = """
    QuestionBox { height: auto; layout: horizontal; overflow-x: hidden; }
    QuestionBox.-stacked { layout: vertical; }
    QuestionBox > HorizontalScroll { layout: vertical; scrollbar-size-horizontal: 1; }
    QuestionBox > HorizontalScroll > Static { width: auto; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._operands = Canvas()
        self._arrays: list[ShownArray] = []
        self._style: MatrixStyle | None = None
        self._heading = PlainText("")
        self._answer = HorizontalScroll(self._heading, can_focus=False)
        self.grid: CellGrid | None = None

    def compose(self) -> ComposeResult:
        """Yield the operands and the cells."""
        yield self._operands
        yield self._answer

    async def ask(
        self, question: Question, texts: Mapping[tuple[int, ...], str], operands: Mapping[str, Array], view: View
    ) -> None:
        """Show a question, with texts in its cells to begin with."""
        program, symbols = view.frame.program, view.writing.symbols
        id = question.op.target
        symbol = symbols(id)
        shape = f"  {shape_text(question.shape)}" if question.shape else ""
        layer = f", layer {question.op.layer}" if question.op.layer else ""
        name = symbol if symbol == id else f"{symbol} ({id})"
        self.border_title = plain_content(f"{name} = ?{shape} · {question.op.role}{layer}")
        self.border_subtitle = ""
        self._arrays = [ShownArray(symbols(own), value.shape, value) for own, value in operands.items()]
        self._style = self._operands.matrix_style(view)
        labels = () if question.is_whole else [address(id, index, program) for index in question.asked]
        few = "" if question.is_whole else f", {question.size} of its elements"
        self._heading.update(f"{symbol} = ?{few}")
        await self._replace(CellGrid(question.shape, question.asked, texts, labels))

    async def end(self, text: str) -> None:
        """Show that there is no more question."""
        self.border_title = self.border_subtitle = ""
        self._arrays = []
        self._heading.update(text)
        await self._replace(None)

    async def _replace(self, grid: CellGrid | None) -> None:
        before, self.grid = self.grid, grid
        if grid is not None:
            await self._answer.mount(grid)
        if before is not None:
            await before.remove()

    def lay_out(self, width: int, height: int, edges: int) -> None:
        """Lay out the question in so many columns and lines; the border has `edges` lines more."""
        grid_width, grid_height = (self.grid.width, self.grid.height) if self.grid is not None else (0, 0)
        room = Room(max(_LEAST_WIDTH, width - 1), max(_LEAST_HEIGHT, height))
        drawings = fitted(self._arrays, room, self._style, self._operands.measured) if self._style is not None else []
        in_line = sum(drawing.width for drawing in drawings) + GAP * max(0, len(drawings) - 1)
        beside = in_line + _BETWEEN + max(grid_width, self._heading_width) <= width
        flowing = placed(drawings, in_line + 1 if beside else width - 1)
        tall = max((each.bottom for each in flowing), default=0)
        answer_width = min(width, max(grid_width, self._heading_width))
        answer_height = 1 + grid_height + (grid_width > width)
        lines = height if beside else height - answer_height
        if tall > lines:  # they are scrolled anyway, so the remarks get more
            lines -= _FOR_REMARKS
        self.set_class(not beside, "-stacked")
        self._operands.display = bool(drawings)
        self._operands.styles.width = in_line + _BETWEEN if beside else width
        self._operands.styles.height = max(1, min(tall, max(_LEAST_HEIGHT, lines)))
        self._operands.set_drawings(flowing)
        self._answer.styles.width, self._answer.styles.height = answer_width, answer_height
        self.styles.max_height = height + edges

    @property
    def _heading_width(self) -> int:
        return len(str(self._heading.content))
