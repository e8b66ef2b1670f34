"""The command that shows how the gradient passes back through the layers."""

from __future__ import annotations

from math import inf

from nnstep.errors import CommandError
from nnstep.session.commands.command import typed_command
from nnstep.session.gradients.gradient_table import flow_sentences, gradient_table
from nnstep.session.session import Session

_WIDTH = 100
"""Cells that a line has at most."""


@typed_command("gradients", "", "Show the gradient of each layer, the worst first: vanishing, exploding, dead units")
def _gradients(session: Session, _: str) -> list[str]:
    frame, history = session.debugger.frame, session.gradient_history
    if not history.ids:
        raise CommandError("this exercise computes no gradients", "print a value instead: print z1")
    history.advance(inf)
    table = gradient_table(frame, history, session.debugger.program.writing)
    rows = ["".join(text for text, _ in line).rstrip() for line in table.lines(_WIDTH)]
    return [*rows, *(sentence for flow in table.flows for sentence in flow_sentences(flow))]
