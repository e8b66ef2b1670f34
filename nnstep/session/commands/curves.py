"""The commands that choose what the error pane draws, and what is compared with it."""

from __future__ import annotations

from math import inf

from nnstep.errors import CommandError
from nnstep.session.commands.command import typed_command
from nnstep.session.curves.curve_lines import curve_lines
from nnstep.session.curves.training_curves import curve_kinds, described, training_curves
from nnstep.session.session import Session


@typed_command(
    "curve", "[NAME]", "Draw the error per step, the mean error per epoch, or accuracy; without NAME list it"
)
def _curve(session: Session, text: str) -> list[str]:
    program, choice = session.debugger.program, session.curve_choice
    if text:
        return [choice.choose(text, program)]
    debugger = session.debugger
    if choice.compared is not None:
        choice.compared.advance(debugger.frame.known_errors.size, inf)
    others = [kind for kind in curve_kinds(program) if kind != choice.kind]
    about = f"curve: {described(choice.kind, program)}; also here: {', '.join(others) or 'no other'}"
    return [about, *curve_lines(training_curves(choice, debugger), session.digits)]


@typed_command(
    "beside", "FILE", "Draw the errors of another run, a trace or a scenario, beside this one's; off ends it"
)
def _beside(session: Session, text: str) -> list[str]:
    if not text:
        raise CommandError("beside needs a trace or a scenario", "as in beside mine.jsonl, or beside off")
    if text == "off":
        session.curve_choice.compared = None
        return ["nothing is drawn beside this run"]
    session.draw_beside(text)
    return [f"{text} is drawn beside this run, as a dotted line"]
