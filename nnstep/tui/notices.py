"""What went wrong, as text in a prompt and as a notification."""

from __future__ import annotations

from textual.widget import Widget

from nnstep.errors import NNStepError
from nnstep.harmless_text import visible_lines


def problem_text(error: NNStepError) -> str:
    """Return the message and, below it, the hint."""
    return visible_lines("\n".join(filter(None, [error.message, error.hint])))


def notify_problem(widget: Widget, text: str) -> None:
    """Show a problem for a while."""
    widget.notify(text, severity="error", markup=False)
