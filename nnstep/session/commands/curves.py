"""The commands that choose what the error pane draws, and what is compared with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import inf

from nnstep.errors import CommandError
from nnstep.progress import Tell
from nnstep.session.commands.command import command
from nnstep.session.commands.replies import Computation, MoveAlongCurve
from nnstep.session.curves.training_curves import curve_kinds, described, training_curves
from nnstep.session.session import Session


@command(
    *("next-curve", "", "Draw the next curve: error per training step, mean error per epoch, accuracy", "look"),
    keys=("E",),
    obstacle=lambda session: (
        "" if len(curve_kinds(session.debugger.program)) > 1 else "no other curve: an epoch is one training step here"
    ),
    panes=("error",),
)
def _next_curve(session: Session, _: str) -> list[str]:
    session.curve_choice.take_next(session.debugger.program)
    return [f"curve: {described(session.curve_choice.kind, session.debugger.program)}"]


@command(
    *(
        "curve",
        "[NAME]",
        "Draw the error per step, the mean error per epoch, or accuracy; without NAME list it",
        "look",
    ),
    choices=lambda session: curve_kinds(session.debugger.program),
    panes=("error",),
)
def _curve(session: Session, text: str) -> list[str]:
    debugger, choice = session.debugger, session.curve_choice
    program = debugger.program
    if text:
        choice.choose(text, program)
        return [f"curve: {described(choice.kind, program)}"]
    if choice.compared is not None:
        choice.compared.advance(debugger.frame.known_errors.size, inf)
    others = [kind for kind in curve_kinds(program) if kind != choice.kind]
    rest = f"; there are also {', '.join(others)}" if others else ""
    about = f"curve: {described(choice.kind, program)}{rest}"
    from nnstep.session.curves.curve_lines import curve_lines

    return [about, *curve_lines(training_curves(choice, debugger), session.digits)]


@command(
    *(
        "beside",
        "FILE",
        "Draw the errors of another run, a trace or a scenario, beside this one's; off ends it",
        "look",
    ),
    panes=("error",),
)
def _beside(session: Session, text: str) -> list[str] | Computation:
    if not text:
        raise CommandError("beside needs a trace or a scenario", "as in beside mine.jsonl, or beside off")
    if text == "off":
        session.curve_choice.compared = None
        return ["nothing is drawn beside this run"]
    return Computation(f"reading {text}", partial(_read_beside, session, text))


def _read_beside(session: Session, text: str, _: Tell) -> Callable[[], list[str]]:
    from nnstep.session.curves.compared_run import compared_run

    compared = compared_run(text)

    def draw() -> list[str]:
        session.curve_choice.compared = compared
        return [f"{text} is drawn beside this run, as a dotted line"]

    return draw


@command(
    *("curve-on", "", "Go on along the error's curve, by a column", "look"),
    keys=("right_curly_bracket",),
    panes=("error",),
)
def _curve_on(_session: Session, _text: str) -> MoveAlongCurve:
    return MoveAlongCurve(1)


@command(
    *("curve-back", "", "Go back along the error's curve, by a column", "look"),
    keys=("left_curly_bracket",),
    panes=("error",),
)
def _curve_back(_session: Session, _text: str) -> MoveAlongCurve:
    return MoveAlongCurve(-1)
