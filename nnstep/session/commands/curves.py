"""The commands that choose what the error pane draws, and what is compared with it."""

from __future__ import annotations

from nnstep.errors import CommandError
from nnstep.session.commands.command import typed_command
from nnstep.session.curves.compared_run import compared_run
from nnstep.session.curves.training_curves import curve_kinds, described
from nnstep.session.session import Session


@typed_command("curve", "[step|epoch|accuracy]", "Draw error per training step, mean error per epoch, or accuracy")
def _curve(session: Session, text: str) -> list[str]:
    program, choice = session.debugger.program, session.curve_choice
    if text:
        return [choice.choose(text, program)]
    others = [kind for kind in curve_kinds(program) if kind != choice.kind]
    return [f"curve: {described(choice.kind, program)}; also here: {', '.join(others) or 'no other'}"]


@typed_command(
    "beside", "FILE", "Draw the errors of another run, a trace or a scenario, beside this one's; off ends it"
)
def _beside(session: Session, text: str) -> list[str]:
    if not text:
        raise CommandError("beside needs a trace or a scenario", "as in beside mine.jsonl, or beside off")
    if text == "off":
        session.curve_choice.compared = None
        return ["nothing is drawn beside this run"]
    session.curve_choice.compared = found = compared_run(text)
    return [f"{found.name} is drawn beside this run, as a dotted line"]
