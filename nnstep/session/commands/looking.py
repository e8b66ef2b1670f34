"""The commands that show something and change nothing."""

from __future__ import annotations

from collections.abc import Mapping

from nnstep.errors import CommandError
from nnstep.explain.explanation import operation_formula
from nnstep.explain.warnings import notes
from nnstep.expr.array import Array
from nnstep.expr.tree import names
from nnstep.expr.walks.shape import shape_of, shape_text
from nnstep.session.commands.command import KeyQuestion, command, number
from nnstep.session.commands.replies import Listing, Reply
from nnstep.session.pictures.plots import Plot
from nnstep.session.session import Session
from nnstep.session.watches import evaluated, named_lines, value_lines, view_of

_MOST_LISTED = 200
"""A larger quantity is listed by its shape."""


@command(
    *("where", "", "Show the current position", "look"),
    aliases=("w", "bt", "backtrace", "frame", "f", "info frame", "info line", "info program"),
)
def _where(session: Session, _: str) -> list[str]:
    return session.where()


@command(
    *("print", "EXPRESSION", "Print a value, for example print W1[0,:]; the word print can be left out", "look"),
    aliases=("p", "pp", "inspect"),
)
def _print(session: Session, text: str) -> list[str]:
    frame = session.debugger.frame
    expression = view_of(text, frame.program, frame.shapes)
    value = evaluated(expression, frame)
    stale = [id for id in names(expression) if id in frame.stale]
    note = [f"stale: {', '.join(stale)} was computed from a value that has changed since"] if stale else []
    return [*value_lines(value, session.digits), *note]


@command("whatis", "EXPRESSION", "Print the shape of a value", "look", aliases=("ptype",))
def _whatis(session: Session, text: str) -> list[str]:
    shapes = session.debugger.frame.shapes
    return [shape_text(shape_of(view_of(text, session.debugger.program, shapes), shapes))]


@command("values", "", "List all quantities with their values", "look", aliases=("locals", "info locals"))
def _values(session: Session, _: str) -> list[str]:
    return _listed(session, session.debugger.frame.values)


@command("args", "", "List the inputs of the last operation", "look", aliases=("a", "info args"))
def _args(session: Session, _: str) -> list[str]:
    frame = session.debugger.frame
    return _listed(session, frame.inputs) if frame.op is not None else ["no operation has run yet"]


def _listed(session: Session, values: Mapping[str, Array]) -> list[str]:
    lines: list[str] = []
    for id, value in values.items():
        small = value.size <= _MOST_LISTED
        lines += named_lines(id, value, session.digits) if small else [f"{id}: {shape_text(value.shape)}"]
    return lines


@command("list", "", "List the operations; > marks the next one", "look", aliases=("l", "ll", "longlist"))
def _list(session: Session, _: str) -> list[str]:
    frame = session.debugger.frame
    return [
        f"{'>' if op is frame.next_op else ' '} {count}: {operation_formula(op, frame.program)}"
        for count, op in enumerate(frame.program.ops, start=1)
    ]


@command(
    *("watch", "EXPRESSION", "Watch an expression: show its value at every stop", "look"),
    aliases=("display",),
    keys=("w",),
    question=KeyQuestion("Watch which expression? For example E, W1[0,:] or abs(delta2).max()"),
    panes=("watches",),
)
def _watch(session: Session, text: str) -> list[str]:
    watch = session.watches.add(text, session.debugger.frame)
    return [f"watch {len(session.watches)}: {watch.text}"]


@command("unwatch", "[N]", "Delete watch N, or all watches", "look", aliases=("undisplay",))
def _unwatch(session: Session, text: str) -> list[str]:
    if not text:
        session.watches.clear()
        return ["deleted all watches"]
    session.watches.remove(number(text))
    return [f"deleted watch {text}"]


@command(
    *("watches", "", "List the watches with their current and previous values; plot or delete them", "look"),
    aliases=("info watchpoints", "info display"),
    keys=("W",),
    panes=("watches",),
)
def _watches(_session: Session, _text: str) -> Listing:
    keys = {"p": ("plot", "plot"), "d": ("delete", "unwatch")}
    return Listing("Watches", "no watches; watch adds one", _watch_rows, keys)


def _watch_rows(session: Session) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for count, watch in enumerate(session.watches, start=1):
        lines = named_lines(f"{count}: {watch.text}", watch.value, session.digits)
        if watch.was is not None:
            lines += [f"   {line}" for line in named_lines("was", watch.was, session.digits)]
            lines[-1] += f"  until {watch.was_until}" if watch.was_until else ""
        rows.append((str(count), "\n".join(lines)))
    return rows


@command("plot", "EXPRESSION", "Plot a number, or watch N, over the training steps: plot W1[0,0]", "look")
def _plot(session: Session, text: str) -> Plot:
    numbered = dict(enumerate((watch.text for watch in session.watches), start=1))
    chosen = int(text) if text.isdecimal() and len(text) < 4 else 0
    return Plot(session.debugger, numbered.get(chosen, text))


@command("notes", "", "Show the warnings for this operation", "look")
def _notes(session: Session, _: str) -> list[str]:
    return list(notes(session.debugger.frame)) or ["no warnings here"]


@command("info", "SUBJECT", "Show breakpoints, watchpoints, locals, args or frame", "look", aliases=("i",))
def _info(session: Session, text: str) -> Reply:
    """Run the command that has ``info SUBJECT`` among its aliases; the subject may be shortened."""
    from nnstep.session.commands import BY_NAME

    subject, _, rest = text.partition(" ")
    subjects = {name.removeprefix("info "): row for name, row in BY_NAME.items() if name.startswith("info ")}
    rows = {row.name: row for name, row in subjects.items() if name.startswith(subject)}
    if not subject or len(rows) != 1:
        found = f", not {subject!r}" if subject else ""
        raise CommandError(f"info needs a subject{found}", f"write one of {', '.join(sorted(subjects))}")
    return next(iter(rows.values())).begin(session, rest.strip())
