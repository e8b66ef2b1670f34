"""One field of the form: its label, what is typed or chosen, and what is wrong with it."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input

from nnstep.session.drafts.draft_fields import DraftField
from nnstep.tui.drafting.choice_line import ChoiceLine
from nnstep.tui.fault_net import Netted
from nnstep.tui.widgets.plain_text import PlainText


class FieldLine(Netted, Vertical):
    """A field; a problem stands below it."""

    DEFAULT_CSS = """
    FieldLine { height: auto; }
    FieldLine Horizontal { height: 1; }
    FieldLine .label { width: 15; }
    FieldLine .problem { height: auto; margin: 0 0 0 2; display: none; }
    FieldLine Input { width: 1fr; }
    FieldLine Input:focus { text-style: underline; }
    """

    class Filled(Message):
        """Something else is typed or chosen."""

        def __init__(self, id: str, value: str) -> None:
            super().__init__()
            self.id = id
            self.value = value

    def __init__(self, field: DraftField) -> None:
        super().__init__()
        self.field = field
        self._value = field.value
        self._label = PlainText(field.label, classes="label")
        self._problem = PlainText("", classes="problem")
        self.editor: Input | ChoiceLine
        """Where it is typed or chosen."""
        if field.choices is None:
            self.editor = Input(field.value, compact=True, select_on_focus=False)
        else:
            self.editor = ChoiceLine(f"{field.label.strip()}: {field.about}", field.value, field.choices)

    def compose(self) -> ComposeResult:
        """Yield the field in a line, and room for what is wrong with it."""
        with Horizontal():
            yield self._label
            yield self.editor
        yield self._problem

    def on_click(self, event: events.Click) -> None:
        """Give the focus to the field, wherever its line was clicked."""
        if event.widget is not self.editor:
            self.editor.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell what is typed."""
        event.stop()
        self._tell(event.value)

    def on_choice_line_chosen(self, event: ChoiceLine.Chosen) -> None:
        """Tell what is chosen."""
        event.stop()
        self._tell(event.value)

    def _tell(self, value: str) -> None:
        """Tell of a change; the framework also tells of the first value."""
        if value != self._value:
            self._value = value
            self.post_message(self.Filled(self.field.id, value))

    def show_problem(self, problem: str) -> None:
        """Show what is wrong with the field; nothing hides that."""
        self._problem.display = bool(problem)
        self._problem.update(f"! {problem}" if problem else "")
