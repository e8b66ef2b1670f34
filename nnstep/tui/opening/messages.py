"""What the debugger's screen asks the app to do with files."""

from __future__ import annotations

from textual.message import Message


class OpeningAsked(Message):
    """Asks to open something else: what `word` names, or what is chosen from a list where it is empty."""

    def __init__(self, word: str = "") -> None:
        super().__init__()
        self.word = word


class ReloadAsked(Message):
    """Asks to read the file of the run again."""
