"""What a check gives: nothing but good news, or an error that says what is wrong."""

from __future__ import annotations

from nnstep.outputs.document_text import html_text
from nnstep.own_code.checking.styled_views import rich_text


class DifferenceError(AssertionError):
    """Numbers that are not those of the scenario; the message says what gives just these."""

    def _render_traceback_(self) -> list[str]:
        """Return what a notebook shows: the message alone."""
        return str(self).split("\n")


class Checked:
    """What is said of numbers that are right."""

    def __init__(self, name: str, count: int) -> None:
        self._text = f"{name}: right" if count == 1 else f"{name}: all {count} numbers are right"

    def __repr__(self) -> str:
        return self._text

    def _repr_html_(self) -> str:
        return f"<span style='color: green'>✓</span> <code>{html_text(self._text)}</code>"

    def __rich__(self) -> str:
        return f"[green]✓[/green] {rich_text(self._text)}"
