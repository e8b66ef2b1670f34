"""The commands that change a value, undo that, or save the result."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from nnstep.engine.edits import Edit, check_editable, editable, edited_value
from nnstep.engine.frame import Frame
from nnstep.engine.recorded_values import check_recorded
from nnstep.errors import CommandError, FileTakenError
from nnstep.expr.array import Array, Shape, frozen
from nnstep.expr.tree import Expr, Name, Pick
from nnstep.expr.walks.shape import shape_text
from nnstep.harmless_text import visible
from nnstep.program.addresses import address
from nnstep.session.commands.command import Command, FooterPlace, KeyQuestion, command
from nnstep.session.commands.elements import read_elements
from nnstep.session.session import Session
from nnstep.session.watches import evaluated, named_lines, view_of

_ASSIGNMENT = re.compile(r"(?P<what>[^=]+)=(?P<value>[^=]+)")


def _suggestion(session: Session) -> str:
    """Return the first element that is read or written here and can be changed, as in ``W2[0,1] = 0.4``."""
    frame = session.debugger.frame
    can = editable(frame.program)
    written = [(frame.op.target, session.element)] if frame.op is not None else []
    for id, index in (*written, *read_elements(session)):
        if id in can and id in frame.values:
            return f"{address(id, index, frame.program)} = {session.digits.number(float(frame.values[id][index]))}"
    first = next((id for id in can if id in frame.values), "")
    index = (0,) * len(frame.shapes[first]) if first else ()
    return f"{address(first, index, frame.program)} = " if first else ""


@command(
    *("set", "ELEMENT = VALUE", "Change a weight, bias, input, target or constant from here on", "change"),
    aliases=("set var", "set variable", "edit"),
    keys=("e",),
    footer=FooterPlace("edit", 6),
    question=KeyQuestion(
        "Change what from here on? For example W2[0,1] = 0.4, x[0] = 2 or lr = lr / 10",
        _suggestion,
        suggests_current=True,
    ),
    panes=("matrices", "values"),
)
def _set(session: Session, text: str) -> list[str]:
    match = _ASSIGNMENT.fullmatch(text)
    if match is None:
        raise CommandError("set needs an element and a value", _example(session))
    frame = session.debugger.frame
    id, subscript = _place(view_of(match["what"].strip(), frame.program, frame.shapes), session)
    check_editable(id, frame.program)
    check_recorded(frame)  # the run goes on from all of them
    if id not in frame.values:
        raise CommandError(f"{id} has no value yet", "step on until it has one")
    old = frame.values[id]
    value = _value(session, match["value"].strip(), old[subscript])
    edit = Edit(frame.position, id, edited_value(old, subscript, value), old, " ".join(text.split()))
    before = session.debugger.edits
    session.debugger.edit(edit)
    session.arrived()
    stale = sorted(session.debugger.frame.stale)
    note = [f"stale until recomputed: {', '.join(stale)}"] if stale else []
    dropped = [later.text for later in before if later.position > edit.position]
    if dropped:
        note.append(f"dropped later changes: {', '.join(dropped)}")
    return [f"at {frame.place}: {edit.text}", *note]


def _example(session: Session) -> str:
    """Return a change that can be made here, as one types it."""
    program = session.debugger.program
    id = next(iter((*program.parameters, *editable(program))))
    zeros = ",".join("0" for _ in program.shapes[id])
    return f"as in set {id}{f'[{zeros}]' if zeros else ''} = 0.4"


def _place(expr: Expr, session: Session) -> tuple[str, tuple[int | slice, ...]]:
    match expr:
        case Name(id):
            return id, ()
        case Pick(Name(id), _):
            return id, expr.subscript
    raise CommandError("only a quantity or its elements can be set", _example(session))


def _value(session: Session, text: str, old: Array) -> Array:
    frame = session.debugger.frame
    value = evaluated(view_of(text, frame.program, frame.shapes), frame)
    if value.shape not in ((), np.shape(old)):
        raise CommandError(
            f"shapes differ: {_size(np.shape(old))} to set, but {text} is {_size(value.shape)}", "write one number"
        )
    return frozen(value)


def _size(shape: Shape) -> str:
    return shape_text(shape) if shape else "one number"


def _travelled(session: Session, edit: Edit | None, way: str) -> list[str]:
    if edit is None:
        raise CommandError(f"nothing to {way}", "no change was undone" if way == "redo" else "no change was made")
    session.arrived()
    return [f"{way}ne: {edit.text}", *session.where()]


@command("undo", "", "Undo the last change", "change", keys=("u",))
def _undo(session: Session, _: str) -> list[str]:
    undone = session.debugger.undo()
    if undone is not None:
        session.watches.forget(undone.position)
    return _travelled(session, undone, "undo")


@command("redo", "", "Redo the change that was undone last", "change", keys=("U",))
def _redo(session: Session, _: str) -> list[str]:
    return _travelled(session, session.debugger.redo(), "redo")


@command("edits", "", "List the changes", "change")
def _edits(session: Session, _: str) -> list[str]:
    program = session.debugger.program
    lines = [f"at {program.place(edit.position)}: {edit.text}" for edit in session.debugger.edits]
    return lines or ["no changes"]


@command("compare", "", "Show where the changed run first differs from the original, and the errors of both", "change")
def _compare(session: Session, _: str) -> list[str]:
    """Show where the edited run first differs from the original, and the errors of both."""
    from nnstep.session.difference.edited_difference import first_difference

    debugger = session.debugger
    if not debugger.edits:
        raise CommandError("no changes, so there is nothing to compare", f"change something first, {_example(session)}")
    here = debugger.frame.position
    found = first_difference(debugger.original, debugger.run, debugger.edits, here)
    debugger.peek(here)
    if found is None:
        return [_nothing_differs(session)]
    lines = [f"first difference at {debugger.program.place(found.position)}, {found.target}:"]
    lines += named_lines("  original", found.original, session.digits)
    lines += named_lines("  edited", found.edited, session.digits)
    return lines + _last_errors(session)


def _nothing_differs(session: Session) -> str:
    from nnstep.session.difference.edited_difference import MOST_LOOKED_AT

    debugger = session.debugger
    first, here, end = debugger.edits[0].position, debugger.frame.position, debugger.original.last_position
    if here - first > MOST_LOOKED_AT:
        return f"no result differs in the first {MOST_LOOKED_AT} operations after the change"
    if end < here:
        return f"no result differs up to {debugger.program.place(end)}, where the original run ends"
    return "no result differs so far"


def _last_errors(session: Session) -> list[str]:
    debugger = session.debugger
    edited = debugger.frame.errors
    if not edited.size or not debugger.program.objective:
        return []
    debugger.original.seek(min(debugger.frame.position, debugger.original.last_position))
    original = debugger.original.errors(edited.size)
    step = min(edited.size, original.size) - 1
    digits = session.digits
    return [
        f"error of training step {step + 1}: original {digits.number(float(original[step]))}, "
        f"edited {digits.number(float(edited[step]))}"
    ]


def save(session: Session, text: str, frame: Frame | None = None) -> list[str]:
    """Save the values at `frame`, or at the current position, to the file that `text` names."""
    if not text:
        raise CommandError(
            "save needs the name of a file", "as in save weights.npz or save changed.toml; a ! at the end overwrites"
        )
    from nnstep.outputs.asked import typed

    path, overwrite = typed(text)
    frame = frame or session.debugger.frame
    try:
        return _saved(session, path, frame, overwrite=overwrite)
    except FileTakenError as error:
        raise FileTakenError(error.message, f"{error.hint}, or end it with ! to overwrite it") from None


def _saved(session: Session, path: Path, frame: Frame, *, overwrite: bool) -> list[str]:
    from nnstep.engine.saving import save_parameters, save_scenario
    from nnstep.session.remembered.state_commands import STATE_ENDING, save_state

    if path.suffix.lower() == STATE_ENDING:
        save_state(session, path, overwrite=overwrite)
        return [f"saved breakpoints, watches and bookmarks to {path}; source {path} brings them back"]
    edits = tuple(edit for edit in session.debugger.edits if edit.position <= frame.position)
    if path.suffix.lower() == ".toml":
        samples = save_scenario(frame, path, overwrite=overwrite, also_read=session.sheet_files)
        session.saved_edits = edits
        beside = f", and its samples to {samples}" if samples is not None else ""
        return [f"saved the exercise with the values of position {frame.place} to {path}{beside}"]
    save_parameters(frame, path, overwrite=overwrite)
    if all(edit.id in frame.program.trained for edit in edits):
        session.saved_edits = edits
    return [f"saved the weights of position {frame.place} to {path}"]


SAVE = Command(
    "save",
    "FILE",
    "Save the weights to FILE.npz, the changed exercise to .toml, or breakpoints, watches and bookmarks to .nns",
    save,
    "file",
    keys=("x",),
    question=KeyQuestion(
        "Save to which file? .npz: the weights; .toml: the exercise as it is now; .nns: breakpoints, watches and "
        "bookmarks. End with ! to overwrite",
        lambda session: f"{visible(session.debugger.program.name)}.npz",
    ),
)
