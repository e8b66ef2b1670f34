"""The command that shows how the gradient passes back through the layers."""

from __future__ import annotations

from math import inf

from nnstep.errors import CommandError
from nnstep.session.commands.command import command
from nnstep.session.commands.replies import ShowPane
from nnstep.session.gradients.gradient_table import flow_sentences, gradient_table
from nnstep.session.session import Session

_WIDTH = 100
"""Cells that a line of the table has at most."""


@command(
    *("gradients", "", "Show the gradient of each layer, the worst first: vanishing, exploding, dead units", "look"),
    keys=("G",),
    panes=("gradients",),
)
def _gradients(_session: Session, _text: str) -> ShowPane:
    return ShowPane("gradients", _lines)


def _lines(session: Session) -> list[str]:
    frame, history = session.debugger.frame, session.gradient_history
    if not history.ids:
        raise CommandError("this exercise computes no gradients", "print a value instead: print z1")
    history.advance(inf)
    table = gradient_table(frame, history, session.display.writing)
    rows = ["".join(text for text, _ in line).rstrip() for line in table.lines(_WIDTH)]
    return [*rows, *(sentence for flow in table.flows for sentence in flow_sentences(flow))]
