"""The commands of words: ``break``, ``watch``, ``goto``, ``print`` and the others, one row each. Knows no face.

A command is a function of the session and of what stands after its name; it returns the lines that it answers with.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from nnstep.errors import CommandError
from nnstep.expr.digits import column_texts
from nnstep.expr.evaluate import evaluate
from nnstep.expr.tree import names
from nnstep.machine.breakpoint_text import EXAMPLES, parse_breakpoint
from nnstep.machine.saving import save_parameters
from nnstep.program.positions import parse_position
from nnstep.session.watches import view_of

if TYPE_CHECKING:
    from nnstep.expr.array import Array
    from nnstep.expr.digits import Digits
    from nnstep.session.session import Session

Action: TypeAlias = Callable[["Session", str], list[str]]


@dataclass(frozen=True, slots=True)
class WordCommand:
    """One command of words."""

    name: str
    usage: str
    """What stands after the name."""
    help: str
    action: Action
    short: str = ""
    """A shorter name."""


def _break(session: Session, text: str) -> list[str]:
    point = session.debugger.breakpoints.add(parse_breakpoint(text, session.debugger.program))
    return [f"breakpoint {point.number}: {point.text}"]


def _until(session: Session, text: str) -> list[str]:
    """Run on until a condition holds, without leaving a breakpoint behind."""
    debugger = session.debugger
    words = text if text.startswith("if ") or not any(sign in text for sign in "<>=") else f"if {text}"
    point = debugger.breakpoints.add(parse_breakpoint(words, debugger.program))
    try:
        session.run_on()
    finally:
        if any(known.number == point.number for known in debugger.breakpoints):
            debugger.breakpoints.remove(point.number)
    return session.where()


def _delete(session: Session, text: str) -> list[str]:
    if not text:
        for point in list(session.debugger.breakpoints):
            session.debugger.breakpoints.remove(point.number)
        return ["no breakpoints are left"]
    session.debugger.breakpoints.remove(_number(text))
    return [f"breakpoint {text} is gone"]


def _toggle(session: Session, text: str) -> list[str]:
    point = session.debugger.breakpoints.toggle(_number(text))
    return [f"breakpoint {point.number} is {'enabled' if point.enabled else 'disabled'}"]


def _breakpoints(session: Session, text: str) -> list[str]:
    _nothing(text, "breakpoints")
    rows = [
        f"{point.number}: {point.text}, met {point.met} times{'' if point.enabled else ', disabled'}"
        for point in session.debugger.breakpoints
    ]
    return rows or ["there are no breakpoints"]


def _watch(session: Session, text: str) -> list[str]:
    watch = session.watches.add(text)
    return [f"watch {len(session.watches)}: {watch.text}"]


def _unwatch(session: Session, text: str) -> list[str]:
    session.watches.remove(_number(text))
    return [f"watch {text} is gone"]


def _watches(session: Session, text: str) -> list[str]:
    _nothing(text, "watches")
    lines = []
    for number, watch in enumerate(session.watches, start=1):
        value = watch.value(session.debugger.frame)
        shown = ["·"] if value is None else value_lines(value, session.digits)
        lines += [f"{number}: {watch.text} = {shown[0]}", *(f"     {line}" for line in shown[1:])]
    return lines or ["there are no watches"]


def _goto(session: Session, text: str) -> list[str]:
    session.debugger.go_to(parse_position(text, session.debugger.program))
    return session.where()


def _continue(session: Session, text: str) -> list[str]:
    _nothing(text, "continue")
    session.run_on()
    return session.where()


def _back(session: Session, text: str) -> list[str]:
    _nothing(text, "back")
    session.debugger.run_back()
    return session.where()


def _step(session: Session, text: str) -> list[str]:
    session.debugger.step(_number(text) if text else 1)
    return session.where()


def _print(session: Session, text: str) -> list[str]:
    expression = view_of(text, session.debugger.program)
    values = session.debugger.frame.values
    missing = [id for id in names(expression) if id not in values]
    if missing:
        raise CommandError(f"{missing[0]} has no value here yet", "step on until it is worked out")
    return value_lines(evaluate(expression, values), session.digits)


def _save(session: Session, text: str) -> list[str]:
    if not text:
        raise CommandError("save needs the name of a file", "as in save weights.npz; end with ! to overwrite")
    path = Path(text.removesuffix("!").strip())
    save_parameters(session.debugger.frame, path, overwrite=text.endswith("!"))
    return [f"saved the weights of position {session.debugger.frame.place} to {path}"]


def _where(session: Session, text: str) -> list[str]:
    _nothing(text, "where")
    return session.where()


def _help(session: Session, text: str) -> list[str]:  # noqa: ARG001 - every action takes both
    width = max(len(f"{command.name} {command.usage}") for command in WORD_COMMANDS)
    return [f"{f'{command.name} {command.usage}':<{width}}  {command.help}" for command in WORD_COMMANDS]


WORD_COMMANDS = (
    WordCommand("break", "WHERE [if CONDITION] [once] [after N]", f"Stop runs: {EXAMPLES}", _break, "b"),
    WordCommand("delete", "[N]", "Take breakpoint N away, or all of them", _delete),
    WordCommand("toggle", "N", "Disable breakpoint N, or enable it again", _toggle),
    WordCommand("breakpoints", "", "List the breakpoints", _breakpoints),
    WordCommand("continue", "", "Run on to the next breakpoint, or to the end", _continue, "c"),
    WordCommand("back", "", "Go back to the breakpoint before, or to the start", _back),
    WordCommand("until", "CONDITION", "Run on until a condition holds, as in until E < 0.01", _until, "u"),
    WordCommand("step", "[N]", "Do N operations; with a minus go back", _step, "s"),
    WordCommand("goto", "POSITION", "Go to epoch.step.operation, or to a number of operations", _goto, "g"),
    WordCommand("where", "", "Say where one stands", _where),
    WordCommand("print", "EXPRESSION", "Show a value, as in print W1[0,:]", _print, "p"),
    WordCommand("watch", "EXPRESSION", "Show a value wherever one stops", _watch, "w"),
    WordCommand("unwatch", "N", "Take watch N away", _unwatch),
    WordCommand("watches", "", "List the watches with their values", _watches),
    WordCommand("save", "FILE", "Save the weights as they are now; end with ! to overwrite", _save),
    WordCommand("help", "", "List these commands", _help),
)
"""All commands of words, in the order the help lists them."""

BY_WORD = {word: command for command in WORD_COMMANDS for word in (command.name, command.short) if word}


def value_lines(value: Array, digits: Digits) -> list[str]:
    """Return a value as lines of text: one for a number, one a row for a matrix."""
    if value.ndim == 0:
        return [digits.number(float(value))]
    rows = value if value.ndim == 2 else value[None, :]
    return ["  ".join(cells) for cells in column_texts(rows, digits.column(rows))]


def _number(text: str) -> int:
    if not text.removeprefix("-").isdecimal() or len(text) > 9:
        raise CommandError(f"{text!r} is no whole number", "write one such as 3")
    return int(text)


def _nothing(text: str, name: str) -> None:
    if text:
        raise CommandError(f"{name} takes nothing after it, but there is {text!r}")
