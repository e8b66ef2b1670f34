"""The commands that show something and change nothing."""

from __future__ import annotations

from collections.abc import Mapping

from nnstep.debugger.last_write import LastWriteSearch
from nnstep.engine.frame import Frame
from nnstep.errors import CommandError
from nnstep.explain.explanation import operation_formula, worked_element
from nnstep.explain.warnings import notes
from nnstep.expr.array import Array
from nnstep.expr.tree import names
from nnstep.expr.walks.evaluate import evaluate
from nnstep.expr.walks.shape import shape_of, shape_text
from nnstep.program.addresses import parse_address
from nnstep.session.commands.command import Quit, Reply, TypedCommand, named_lines, number, value_lines
from nnstep.session.session import Session
from nnstep.session.watches import view_of

_MOST_LISTED = 200
"""A larger quantity is listed by its shape."""


def _print(session: Session, text: str) -> list[str]:
    frame = session.debugger.frame
    expression = view_of(text, frame.program, frame.shapes)
    missing = [id for id in names(expression) if id not in frame.values]
    if missing:
        raise CommandError(f"{missing[0]} has no value yet", "step on until it is computed")
    stale = [id for id in names(expression) if id in frame.stale]
    note = [f"stale: {', '.join(stale)} was computed from a value that has changed since"] if stale else []
    return [*value_lines(evaluate(expression, frame.values), session.digits), *note]


def _whatis(session: Session, text: str) -> list[str]:
    shapes = session.debugger.frame.shapes
    return [shape_text(shape_of(view_of(text, session.debugger.program, shapes), shapes))]


def _args(session: Session, _: str) -> list[str]:
    frame = session.debugger.frame
    return _listed(session, frame.inputs) if frame.op is not None else ["no operation has run yet"]


def _listed(session: Session, values: Mapping[str, Array]) -> list[str]:
    lines: list[str] = []
    for id, value in values.items():
        small = value.size <= _MOST_LISTED
        lines += named_lines(id, value, session.digits) if small else [f"{id}: {shape_text(value.shape)}"]
    return lines


def _list(session: Session, _: str) -> list[str]:
    frame = session.debugger.frame
    return [
        f"{'>' if op is frame.next_op else ' '} {count}: {operation_formula(op, frame.program)}"
        for count, op in enumerate(frame.program.ops, start=1)
    ]


def _watch(session: Session, text: str) -> list[str]:
    watch = session.watches.add(text, session.debugger.frame)
    return [f"watch {len(session.watches)}: {watch.text}"]


def _unwatch(session: Session, text: str) -> list[str]:
    session.watches.remove(number(text))
    return [f"deleted watch {text}"]


def _watches(session: Session, _: str) -> list[str]:
    lines: list[str] = []
    for count, watch in enumerate(session.watches, start=1):
        lines += named_lines(f"{count}: {watch.text}", watch.value, session.digits)
        if watch.was is not None:
            lines += [f"   {line}" for line in named_lines("was", watch.was, session.digits)]
            lines[-1] += f"  until {watch.was_until}" if watch.was_until else ""
    return lines or ["no watches"]


def _lastwrite(session: Session, text: str) -> list[str]:
    """Go to the operation that last wrote an element, and show its terms."""
    debugger = session.debugger
    frame = debugger.frame
    id, index = parse_address(text, frame.program, list(frame.values), frame.shapes)
    search = LastWriteSearch(debugger.run, frame, id, index, debugger.edits)
    while not search.finished:
        search.advance()
    found = search.last_write
    fed = _fed(frame, id, index, text) if found.edit is None else ""
    if fed:
        return [fed, *session.where()]
    debugger.go_to(found.position)
    debugger.stopped_by = None
    session.arrived()
    if found.edit is not None:
        return [f"{text} was set by hand: {found.edit.text}", *session.where()]
    frame = debugger.frame
    if frame.op is None or frame.op.target != id:
        return [f"{text} has not changed since the start", *session.where()]
    session.element = index
    worked = worked_element(frame, index, session.digits)
    return [*session.where(), worked.symbols, f"= {worked.numbers}", f"= {worked.value}"]


def _fed(frame: Frame, id: str, index: tuple[int, ...], text: str) -> str:
    """Return what supplied an element that each training step gets anew; nothing for one that is there from the start.

    No operation wrote it.
    """
    program = frame.program
    schedule = program.schedule
    if schedule.steps == 1 or id not in schedule.feeds(frame.step):
        return ""
    step = f"training step {frame.place.epoch}.{frame.place.step}"
    if id not in schedule.batch(frame.step):
        return f"{text} is counted for each training step, here for {step}"
    if schedule.steps_per_epoch == 1 and schedule.seed is None:
        return ""
    sample = schedule.rows(frame.step)[index[program.sample_axis]]
    return f"{text} came with the batch of {step}: it is sample {sample + 1} of {len(program.scenario.samples)}"


def _notes(session: Session, _: str) -> list[str]:
    return list(notes(session.debugger.frame)) or ["no warnings here"]


def _info(session: Session, text: str) -> Reply:
    """Run the command that has ``info SUBJECT`` among its aliases; the subject may be shortened."""
    from nnstep.session.commands import BY_NAME

    subject, _, rest = text.partition(" ")
    subjects = {name.removeprefix("info "): row for name, row in BY_NAME.items() if name.startswith("info ")}
    found = {row.name: row for name, row in subjects.items() if name.startswith(subject)}
    if not subject or len(found) != 1:
        raise CommandError(f"info needs a subject, not {subject!r}", f"write one of {', '.join(sorted(subjects))}")
    return next(iter(found.values())).begin(session, rest.strip())


def _help(session: Session, text: str) -> list[str]:  # noqa: ARG001 - every action takes both
    from nnstep.session.commands import BY_NAME, TYPED_COMMANDS

    if text and text not in BY_NAME:
        raise CommandError(f"unknown command {text!r}", "help lists all commands")
    rows = [BY_NAME[text]] if text else TYPED_COMMANDS
    width = max(len(row.form) for row in rows)
    return [f"{row.form:<{width}}  {_with_aliases(row)}" for row in rows]


def _with_aliases(row: TypedCommand) -> str:
    return f"{row.help} ({', '.join(row.aliases)})" if row.aliases else row.help


WHERE = TypedCommand(
    "where",
    "",
    "Show the current position",
    lambda session, _: session.where(),
    ("w", "bt", "backtrace", "frame", "f", "info frame", "info line", "info program"),
)
PRINT = TypedCommand("print", "EXPRESSION", "Print a value, for example print W1[0,:]", _print, ("p", "pp", "inspect"))
WHATIS = TypedCommand("whatis", "EXPRESSION", "Print the shape of a value", _whatis, ("ptype",))
VALUES = TypedCommand(
    "values",
    "",
    "List all quantities with their values",
    lambda session, _: _listed(session, session.debugger.frame.values),
    ("locals", "info locals"),
)
ARGS = TypedCommand("args", "", "List the inputs of the last operation", _args, ("a", "info args"))
LIST = TypedCommand("list", "", "List the operations; > marks the next one", _list, ("l", "ll", "longlist"))
WATCH = TypedCommand("watch", "EXPRESSION", "Show a value at every stop", _watch, ("display",))
UNWATCH = TypedCommand("unwatch", "N", "Delete watch N", _unwatch, ("undisplay",))
WATCHES = TypedCommand(
    "watches",
    "",
    "List the watches with their current and previous values",
    _watches,
    ("info watchpoints", "info display"),
)
LASTWRITE = TypedCommand(
    "lastwrite",
    "ELEMENT",
    "Jump to the operation that last wrote this element, and show its terms",
    _lastwrite,
    ("who",),
)
NOTES = TypedCommand("notes", "", "Show the warnings for this operation", _notes)
INFO = TypedCommand("info", "SUBJECT", "Show breakpoints, watchpoints, locals, args or frame", _info, ("i",))
HELP = TypedCommand(
    "help", "[COMMAND]", "List the commands; where gdb and pdb disagree on a short name, gdb decides", _help, ("h",)
)
QUIT = TypedCommand(
    "quit", "", "Leave nnstep; it asks first if something would be lost", lambda *_: Quit(), ("q", "exit")
)
