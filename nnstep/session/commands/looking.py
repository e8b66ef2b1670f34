"""The commands that show something and change nothing."""

from __future__ import annotations

from nnstep.debugger.last_write import OriginSearch
from nnstep.engine.frame import Frame
from nnstep.errors import CommandError
from nnstep.explain.explanation import worked_element
from nnstep.explain.warnings import notes
from nnstep.expr.tree import names
from nnstep.expr.walks.evaluate import evaluate
from nnstep.program.addresses import parse_address
from nnstep.session.commands.command import WordCommand, check_nothing, named_lines, number, value_lines
from nnstep.session.session import Session
from nnstep.session.watches import view_of


def _where(session: Session, text: str) -> list[str]:
    check_nothing(text, "where")
    return session.where()


def _print(session: Session, text: str) -> list[str]:
    frame = session.debugger.frame
    expression = view_of(text, frame.shapes)
    missing = [id for id in names(expression) if id not in frame.values]
    if missing:
        raise CommandError(f"{missing[0]} has no value here yet", "step on until it is worked out")
    stale = [id for id in names(expression) if id in frame.stale]
    note = [f"stale: {', '.join(stale)} was worked out from a value that has been changed since"] if stale else []
    return [*value_lines(evaluate(expression, frame.values), session.digits), *note]


def _watch(session: Session, text: str) -> list[str]:
    watch = session.watches.add(text, session.debugger.frame)
    return [f"watch {len(session.watches)}: {watch.text}"]


def _unwatch(session: Session, text: str) -> list[str]:
    session.watches.remove(number(text))
    return [f"watch {text} is gone"]


def _watches(session: Session, text: str) -> list[str]:
    check_nothing(text, "watches")
    lines: list[str] = []
    for count, watch in enumerate(session.watches, start=1):
        lines += named_lines(f"{count}: {watch.text}", watch.value, session.digits)
        if watch.was is not None:
            lines += [f"   {line}" for line in named_lines("was", watch.was, session.digits)]
            lines[-1] += f"  until {watch.was_until}" if watch.was_until else ""
    return lines or ["there are no watches"]


def _who(session: Session, text: str) -> list[str]:
    """Go to the operation that last changed an element, and say from what."""
    debugger = session.debugger
    frame = debugger.frame
    id, index = parse_address(text, frame.program, list(frame.values), frame.shapes)
    search = OriginSearch(debugger.run, frame, id, index, debugger.edits)
    while not search.finished:
        search.advance()
    origin = search.origin
    fed = _fed(frame, id, index, text) if origin.edit is None else ""
    if fed:
        return [fed, *session.where()]
    debugger.go_to(origin.position)
    debugger.stopped_by = None
    session.arrived()
    if origin.edit is not None:
        return [f"{text} was changed by hand: {origin.edit.text}", *session.where()]
    frame = debugger.frame
    if frame.op is None or frame.op.target != id:
        return [f"{text} has been as it is since the start", *session.where()]
    session.element = index
    account = worked_element(frame, index, session.digits)
    return [*session.where(), account.symbols, f"= {account.numbers}", f"= {account.value}"]


def _fed(frame: Frame, id: str, index: tuple[int, ...], text: str) -> str:
    """Return what gave an element that each training step is given anew; nothing of one that is there from the start.

    No operation is there to go to.
    """
    program = frame.program
    schedule = program.schedule
    if schedule.steps == 1 or id not in schedule.feeds(frame.step):
        return ""
    step = f"training step {frame.place.epoch}.{frame.place.step}"
    if id not in schedule.batch(frame.step):
        return f"{text} is counted anew for each training step, this one for {step}"
    if schedule.steps_per_epoch == 1 and schedule.seed is None:
        return ""
    sample = schedule.rows(frame.step)[index[program.sample_axis]]
    return f"{text} was given with the batch of {step}: it is of sample {sample + 1} of {len(program.scenario.samples)}"


def _notes(session: Session, text: str) -> list[str]:
    check_nothing(text, "notes")
    return list(notes(session.debugger.frame)) or ["nothing is to be noticed here"]


def _help(session: Session, text: str) -> list[str]:  # noqa: ARG001 - every action takes both
    from nnstep.session.commands import WORD_COMMANDS

    width = max(len(_form(command)) for command in WORD_COMMANDS)
    return [f"{_form(command):<{width}}  {command.help}" for command in WORD_COMMANDS]


def _form(command: WordCommand) -> str:
    short = f" ({command.short})" if command.short else ""
    return f"{command.name}{short} {command.usage}".rstrip()


WHERE = WordCommand("where", "", "Say where one stands", _where)
PRINT = WordCommand("print", "EXPRESSION", "Show a value, as in print W1[0,:]", _print, "p")
WATCH = WordCommand("watch", "EXPRESSION", "Show a value wherever one stops", _watch, "w")
UNWATCH = WordCommand("unwatch", "N", "Take watch N away", _unwatch)
WATCHES = WordCommand("watches", "", "List the watches with their values, and what they were before", _watches)
WHO = WordCommand("who", "ELEMENT", "Go to what last changed an element, and say from what terms", _who)
NOTES = WordCommand("notes", "", "Say what is to be noticed at this operation", _notes)
HELP = WordCommand("help", "", "List these commands", _help)
