"""What the debugger's screen asks the app to do."""

from __future__ import annotations

from textual.message import Message

from nnstep.session.commands.replies import AppRequest


class AppAsked(Message):
    """Asks for something that goes beyond one run."""

    def __init__(self, request: AppRequest) -> None:
        super().__init__()
        self.request = request
