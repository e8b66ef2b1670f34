"""The form: fields on the left, the file on the right, below them what the exercise has."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, VerticalScroll
from textual.timer import Timer
from textual.widgets import Input

from nnstep.drawing.styled_text import StyledLine
from nnstep.errors import FileTakenError, NNStepError
from nnstep.harmless_text import visible
from nnstep.problems.message_text import counted
from nnstep.session.commands.help_sections import explained
from nnstep.session.drafts.checked_draft import CheckedDraft, checked, with_numbers_typed
from nnstep.session.drafts.draft import TYPED, WEIGHTS, Draft
from nnstep.session.drafts.draft_fields import fields_of
from nnstep.session.drafts.draft_file import save_draft
from nnstep.tui.dialogs.closing import Closing
from nnstep.tui.dialogs.help_page import Help
from nnstep.tui.dialogs.problem_text import problem_text
from nnstep.tui.dialogs.questions import Confirming
from nnstep.tui.drafting.field_line import FieldLine
from nnstep.tui.widgets.plain_text import PlainText
from nnstep.tui.widgets.scroll_lines import ScrollLines

_NARROW_BELOW, _SHORT_BELOW = 70, 18
_QUICK, _PAUSE = 0.05, 0.4
"""Seconds: a draft that was read more quickly is read again at each key, others when no key has come for a while."""
_HELP = (
    explained(
        "Keys of the form",
        {
            "↑ ↓ tab": "go to another field; a click does, too",
            "← →": "choose the one before or after; a letter goes to the next that begins with it",
            "enter": "list all that can be chosen, or go on to the next field",
            "ctrl+s": "save the file and open it in the debugger",
            "F2": "show the file, or the form again, where there is no room for both",
            "page up, page down": "scroll the file",
            "escape": "leave the form; asks first if something was typed",
        }.items(),
    ),
    explained(
        "Numbers",
        {
            "2 1": "one sample, or one row: commas and spaces divide the numbers",
            "2 1; 0 3": "semicolons divide samples, and rows of weights",
            "[[2, 1], [0, 3]]": "the same as the file writes it",
            "empty": "input and target are drawn from the seed",
        }.items(),
    ),
)


class DraftScreen(Closing[None]):
    """Makes a new scenario; what is typed is checked by reading the file."""

    AUTO_FOCUS: ClassVar[str | None] = "FieldLine Input"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "save and open", priority=True),
        Binding("down", "move(1)", "next field", priority=True),
        Binding("up", "move(-1)", "field before", show=False, priority=True),
        Binding("f2", "show_file", "file"),
        Binding("pagedown", "scroll_file(1)", "scroll the file", show=False, priority=True),
        Binding("pageup", "scroll_file(-1)", "scroll the file", show=False, priority=True),
        Binding("escape", "back", "back"),
        Binding("f1", "help", "help"),
    ]

    def __init__(self, draft: Draft, folder: Path, opened: Callable[[Path], None]) -> None:
        """Begin with `draft`, whose file goes to `folder`; `opened` opens it once it is saved."""
        super().__init__()
        self._draft = draft
        self._kept = draft
        """What would not be lost."""
        self._folder = folder
        self._opened = opened
        self._checked = CheckedDraft()
        self._lines = {field.id: FieldLine(field) for field in fields_of(draft)}
        self._form = VerticalScroll(*self._lines.values(), id="fields", classes="pane", can_focus=False)
        self._file = ScrollLines()
        self._preview = Container(self._file, id="file", classes="pane")
        self._about = PlainText("", id="about")
        self._remarks = PlainText("", id="remarks")
        self._last: FieldLine | None = None
        """The field that had the focus last."""
        self._waiting: Timer | None = None
        self._seconds = 0.0

    def compose(self) -> ComposeResult:
        """Yield the form and the file, what is said of them, and the footer."""
        with Horizontal(id="draft"):
            yield self._form
            yield self._preview
        yield self._about
        yield self._remarks
        yield self.key_line()

    def on_mount(self) -> None:
        """Show the file of the first draft."""
        self._form.border_title = "new scenario"
        self._preview.border_title = "file"
        self._check()

    def on_resize(self, event: events.Resize) -> None:
        """Show the form or the file where there is no room for both, and leave out borders."""
        super().on_resize(event)
        width, height = self.app.size
        self.set_class(width < _NARROW_BELOW, "-narrow")
        self.set_class(height < _SHORT_BELOW, "-short")

    @on(FieldLine.Filled)
    def take(self, message: FieldLine.Filled) -> None:
        """Take what is typed or chosen in a field."""
        scenario = self._checked.scenario
        if message.id == WEIGHTS and message.value == TYPED and scenario is not None:
            self._draft = with_numbers_typed(self._draft, scenario)
        else:
            self._draft = self._draft.with_value(message.id, message.value)
        self._arrange()
        if self._waiting is not None:
            self._waiting.stop()
        if self._seconds < _QUICK:
            self._check()
        else:
            self._waiting = self.set_timer(_PAUSE, self._check)

    def _arrange(self) -> None:
        """Show the fields that the draft needs now."""
        fields = fields_of(self._draft)
        kept = {field.id for field in fields}
        for id in [id for id in self._lines if id not in kept]:
            self._lines.pop(id).remove()
        before: FieldLine | None = None
        for field in fields:
            if field.id not in self._lines:
                line = self._lines[field.id] = FieldLine(field)
                self._form.mount(line, after=before)
            before = self._lines[field.id]

    def _check(self) -> None:
        """Read the draft, and show what is wrong with it, its file, and what the exercise has."""
        begun = perf_counter()
        self._checked = found = checked(self._draft, self._folder)
        self._seconds = perf_counter() - begun
        for id, line in self._lines.items():
            line.show_problem(found.problems.get(id, ""))
        if found.text:
            self._file.set_lines(_styled(found.text))
        said = [f"{counted(len(found.problems), 'problem')}: ctrl+s goes to the first"] if found.problems else []
        self._remarks.update("\n".join((*said, *found.remarks)))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Say what belongs into the field that has the focus."""
        line = next((parent for parent in event.widget.ancestors if isinstance(parent, FieldLine)), None)
        if line is not None:
            self._last = line
            self._about.update(line.field.about)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go on to the next field."""
        event.stop()
        self.action_move(1)

    def action_move(self, by: int) -> None:
        """Go to another field; where only the file is shown, scroll that."""
        if not self._form.region:
            self._file.scroll_relative(y=by, animate=False, immediate=True)
        elif by > 0:
            self.focus_next("FieldLine Input, ChoiceLine")
        else:
            self.focus_previous("FieldLine Input, ChoiceLine")

    def action_show_file(self) -> None:
        """Show the file in the place of the form, or the form again, where there is no room for both."""
        self.toggle_class("-file")
        if self._last is not None and not self.has_class("-file"):
            self._last.editor.focus()

    def action_scroll_file(self, by: int) -> None:
        """Scroll the file by a page."""
        self._file.scroll_relative(y=by * max(1, self._file.size.height - 1), animate=False, immediate=True)

    def action_help(self) -> None:
        """Say what the keys are, and how numbers are typed."""
        self.app.push_screen(Help(_HELP))

    def action_save(self) -> None:
        """Save the file and open it; where something is wrong, go there."""
        if self._waiting is not None:
            self._waiting.stop()
        self._check()
        wrong = next((line for field in fields_of(self._draft) if (line := self._with_problem(field.id))), None)
        if wrong is not None:
            self.remove_class("-file")
            wrong.editor.focus()
        elif self._checked.is_ready:
            self._save(overwrite=False)
        else:
            self.notify("\n".join(self._checked.remarks), severity="error")

    def _with_problem(self, id: str) -> FieldLine | None:
        return self._lines[id] if id in self._checked.problems else None

    def _save(self, *, overwrite: bool) -> None:
        try:
            path = save_draft(self._draft, self._checked.text, self._folder, overwrite=overwrite)
        except FileTakenError as error:
            self.app.push_screen(Confirming(f"{error.message}. Overwrite it?"), self._overwrite)
        except NNStepError as error:
            self.notify(problem_text(error), severity="error")
        else:
            self._kept = self._draft
            self._opened(path)

    def _overwrite(self, agreed: bool | None) -> None:  # noqa: FBT001 - what the question returns
        if agreed:
            self._save(overwrite=True)

    def action_back(self) -> None:
        """Leave the form; ask first where something was typed."""
        if self._draft == self._kept:
            self.dismiss()
        else:
            question = f"Leave the form? {visible(self._draft['file'])} is not saved."
            self.app.push_screen(Confirming(question), self._leave)

    def _leave(self, agreed: bool | None) -> None:  # noqa: FBT001 - what the question returns
        if agreed:
            self.dismiss()


def _styled(text: str) -> list[StyledLine]:
    """Return the lines of a file, its headers told from the rest."""
    return [[(visible(line), "heading" if line.startswith("[") else "plain")] for line in text.splitlines()]
