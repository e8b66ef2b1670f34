"""The command that plots a number over the training steps."""

from __future__ import annotations

from nnstep.session.commands.command import TypedCommand
from nnstep.session.plots import Plot
from nnstep.session.session import Session


def _plot(session: Session, text: str) -> Plot:
    numbered = dict(enumerate((watch.text for watch in session.watches), start=1))
    chosen = int(text) if text.isdecimal() and len(text) < 4 else 0
    return Plot(session.debugger, numbered.get(chosen, text))


PLOT = TypedCommand("plot", "EXPRESSION", "Plot a number, or watch N, over the training steps: plot W1[0,0]", _plot)
