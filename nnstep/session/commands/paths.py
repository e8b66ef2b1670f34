"""The command that derives a gradient along every path from the error."""

from __future__ import annotations

from nnstep.session.commands.command import KeyQuestion, command
from nnstep.session.session import Session


@command(
    *(
        "chain",
        "WEIGHT",
        "Derive a weight's gradient along each path from the error, for example chain W1[0,2]",
        "look",
    ),
    keys=("p",),
    question=KeyQuestion(
        "Derive the gradient of which weight?", lambda session: session.gradients.suggestion(session.element)
    ),
    choices=lambda session: session.debugger.program.parameters,
    panes=("operation",),
)
def _chain(session: Session, text: str) -> list[str]:
    return session.gradients.derivation(text, session.digits, session.display.writing)
