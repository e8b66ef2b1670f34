"""The commands that show something and change nothing."""

from __future__ import annotations

from collections.abc import Mapping

from nnstep.debugger.last_write import LastWriteSearch
from nnstep.engine.frame import Frame
from nnstep.errors import CommandError
from nnstep.explain.explanation import operation_formula, worked_element
from nnstep.explain.warnings import notes
from nnstep.expr.array import Array
from nnstep.expr.parsing.digit_settings import parse_digits
from nnstep.expr.tree import names
from nnstep.expr.walks.shape import shape_of, shape_text
from nnstep.program.addresses import parse_address
from nnstep.session.commands.command import Quit, Reply, number, typed_command
from nnstep.session.plots import Plot
from nnstep.session.session import Session
from nnstep.session.watches import evaluated, named_lines, value_lines, view_of

_MOST_LISTED = 200
"""A larger quantity is listed by its shape."""


@typed_command(
    *("where", "", "Show the current position", "w", "bt", "backtrace"),
    *("frame", "f", "info frame", "info line", "info program"),
)
def _where(session: Session, _: str) -> list[str]:
    return session.where()


@typed_command("print", "EXPRESSION", "Print a value, for example print W1[0,:]", "p", "pp", "inspect")
def _print(session: Session, text: str) -> list[str]:
    frame = session.debugger.frame
    expression = view_of(text, frame.program, frame.shapes)
    value = evaluated(expression, frame)
    stale = [id for id in names(expression) if id in frame.stale]
    note = [f"stale: {', '.join(stale)} was computed from a value that has changed since"] if stale else []
    return [*value_lines(value, session.digits), *note]


@typed_command("whatis", "EXPRESSION", "Print the shape of a value", "ptype")
def _whatis(session: Session, text: str) -> list[str]:
    shapes = session.debugger.frame.shapes
    return [shape_text(shape_of(view_of(text, session.debugger.program, shapes), shapes))]


@typed_command("values", "", "List all quantities with their values", "locals", "info locals")
def _values(session: Session, _: str) -> list[str]:
    return _listed(session, session.debugger.frame.values)


@typed_command("args", "", "List the inputs of the last operation", "a", "info args")
def _args(session: Session, _: str) -> list[str]:
    frame = session.debugger.frame
    return _listed(session, frame.inputs) if frame.op is not None else ["no operation has run yet"]


def _listed(session: Session, values: Mapping[str, Array]) -> list[str]:
    lines: list[str] = []
    for id, value in values.items():
        small = value.size <= _MOST_LISTED
        lines += named_lines(id, value, session.digits) if small else [f"{id}: {shape_text(value.shape)}"]
    return lines


@typed_command("list", "", "List the operations; > marks the next one", "l", "ll", "longlist")
def _list(session: Session, _: str) -> list[str]:
    frame = session.debugger.frame
    return [
        f"{'>' if op is frame.next_op else ' '} {count}: {operation_formula(op, frame.program)}"
        for count, op in enumerate(frame.program.ops, start=1)
    ]


@typed_command("watch", "EXPRESSION", "Show a value at every stop", "display")
def _watch(session: Session, text: str) -> list[str]:
    watch = session.watches.add(text, session.debugger.frame)
    return [f"watch {len(session.watches)}: {watch.text}"]


@typed_command("unwatch", "N", "Delete watch N", "undisplay")
def _unwatch(session: Session, text: str) -> list[str]:
    session.watches.remove(number(text))
    return [f"deleted watch {text}"]


@typed_command(
    "watches", "", "List the watches with their current and previous values", "info watchpoints", "info display"
)
def _watches(session: Session, _: str) -> list[str]:
    lines: list[str] = []
    for count, watch in enumerate(session.watches, start=1):
        lines += named_lines(f"{count}: {watch.text}", watch.value, session.digits)
        if watch.was is not None:
            lines += [f"   {line}" for line in named_lines("was", watch.was, session.digits)]
            lines[-1] += f"  until {watch.was_until}" if watch.was_until else ""
    return lines or ["no watches"]


@typed_command("plot", "EXPRESSION", "Plot a number, or watch N, over the training steps: plot W1[0,0]")
def _plot(session: Session, text: str) -> Plot:
    numbered = dict(enumerate((watch.text for watch in session.watches), start=1))
    chosen = int(text) if text.isdecimal() and len(text) < 4 else 0
    return Plot(session.debugger, numbered.get(chosen, text))


@typed_command("lastwrite", "ELEMENT", "Jump to the operation that last wrote this element, and show its terms", "who")
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


@typed_command("digits", "COUNT", "Show digits: 5 for significant ones, .3 for decimals, fraction for exact fractions")
def _digits(session: Session, text: str) -> list[str]:
    session.digits = parse_digits(text, session.digits)
    return [f"showing {session.digits.text}"]


@typed_command("notes", "", "Show the warnings for this operation")
def _notes(session: Session, _: str) -> list[str]:
    return list(notes(session.debugger.frame)) or ["no warnings here"]


@typed_command("info", "SUBJECT", "Show breakpoints, watchpoints, locals, args or frame", "i")
def _info(session: Session, text: str) -> Reply:
    """Run the command that has ``info SUBJECT`` among its aliases; the subject may be shortened."""
    from nnstep.session.commands import BY_NAME

    subject, _, rest = text.partition(" ")
    subjects = {name.removeprefix("info "): row for name, row in BY_NAME.items() if name.startswith("info ")}
    found = {row.name: row for name, row in subjects.items() if name.startswith(subject)}
    if not subject or len(found) != 1:
        raise CommandError(f"info needs a subject, not {subject!r}", f"write one of {', '.join(sorted(subjects))}")
    return next(iter(found.values())).begin(session, rest.strip())


@typed_command("help", "[COMMAND]", "List the commands; where gdb and pdb disagree on a short name, gdb decides", "h")
def _help(session: Session, text: str) -> list[str]:  # noqa: ARG001 - every action takes both
    from nnstep.session.commands import BY_NAME, TYPED_COMMANDS

    if text and text not in BY_NAME:
        raise CommandError(f"unknown command {text!r}", "help lists all commands")
    rows = [BY_NAME[text]] if text else TYPED_COMMANDS
    width = max(len(row.form) for row in rows)
    aliases = {row.name: f" ({', '.join(row.aliases)})" if row.aliases else "" for row in rows}
    return [f"{row.form:<{width}}  {row.help}{aliases[row.name]}" for row in rows]


@typed_command("quit", "", "Leave nnstep; it asks first if something would be lost", "q", "exit")
def _quit(session: Session, _: str) -> Quit:  # noqa: ARG001 - every action takes both
    return Quit()
