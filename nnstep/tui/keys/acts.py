"""What the commands of the app do: moves, changes of what is shown, and typed commands, with what they ask for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from nnstep.debugger.moves import Move
from nnstep.debugger.stepper import Stepper
from nnstep.engine.edits import editable
from nnstep.expr.tree import Element, walk
from nnstep.expr.walks.expand import expand
from nnstep.harmless_text import visible
from nnstep.session.commands.breakpoints import breakpoint_line
from nnstep.session.session import Session, Step
from nnstep.session.watches import named_lines
from nnstep.tui.view import View
from nnstep.tui.view_settings import ViewSettings


@dataclass(frozen=True, slots=True)
class SessionMove:
    """Make a move of the session; it is given the count typed before the key."""

    make: Callable[[Session, int], Move | None]
    direction: Literal["on", "back"]
    """Where it leads, so that the footer dims it at that end of the run."""
    group: str = ""
    """The footer shows the keys of one group together, under this label."""
    repeats: bool = False
    """Whether a run that it began goes on when its key comes again, as from a key held down."""


@dataclass(frozen=True, slots=True)
class CursorMove:
    """Move the cursor over the elements of a result."""

    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class SettingsChange:
    """Change how the person looks at the run, and say what there is to say of that."""

    change: Callable[[ViewSettings], str | None]


@dataclass(frozen=True, slots=True)
class PromptedLine:
    """Ask for the rest of a typed command, and perform it."""

    word: str
    """The typed command's name."""
    question: str
    suggestion: Callable[[View], str] = lambda _: ""
    suggests_current: bool = False
    """Whether the suggestion is how things are already: entering it unchanged does nothing then."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Show rows of the session, and let keys act on the selected one."""

    title: str
    empty: str
    """What is shown when there are no rows."""
    rows: Callable[[Session], list[tuple[str, str]]]
    """Returns the rows as they are now: a name and a text each."""
    keys: Mapping[str, tuple[str, str]]
    """By key: its label, and the typed command that is given the row's name."""


Act: TypeAlias = "SessionMove | CursorMove | SettingsChange | str | PromptedLine | Listing"
"""A text is a typed command to be performed."""


def _breakpoint_rows(session: Session) -> list[tuple[str, str]]:
    return [(str(point.number), breakpoint_line(point)) for point in session.debugger.breakpoints]


def _watch_rows(session: Session) -> list[tuple[str, str]]:
    return [
        (str(number), "\n   ".join(named_lines(f"{number}: {watch.text}", watch.value, session.digits)))
        for number, watch in enumerate(session.watches, start=1)
    ]


def _bookmark_rows(session: Session) -> list[tuple[str, str]]:
    place = session.debugger.program.place
    return [(name, f"{name}: {place(position)}") for name, position in session.bookmarks]


def _breakpoint_suggestion(view: View) -> str:
    """Return the operation that comes next, or, at the end, the one done last."""
    op = view.frame.next_op or view.frame.op
    return op.target if op is not None else ""


def _element_suggestion(view: View) -> str:
    """Return the first element that the selected one was computed from."""
    found = _read_elements(view)
    return _element_text(*found[0]) if found else ""


def _edit_suggestion(view: View) -> str:
    """Return the first element there that can be changed, with its value, as in ``W2[0,1] = 0.4``."""
    frame = view.frame
    can = editable(frame.program)
    op = frame.op
    written = [(op.target, view.element)] if op is not None else []
    for id, index in (*written, *_read_elements(view)):
        if id in can:
            return f"{_element_text(id, index)} = {view.digits.number(float(frame.values[id][index]))}"
    first = next((id for id in can if id in frame.values), "")
    index = (0,) * len(frame.shapes[first]) if first else ()
    return f"{_element_text(first, index)} = " if first else ""


def _element_text(id: str, index: tuple[int, ...]) -> str:
    """Return an element as it is typed: ``W1[0,2]``, ``lr``."""
    return f"{id}[{','.join(map(str, index))}]" if index else id


def _read_elements(view: View) -> list[tuple[str, tuple[int, ...]]]:
    """Return the elements that the selected one was computed from, in the order of the formula."""
    op = view.frame.op
    if op is None:
        return []
    scalar = expand(op.expression, view.element, view.frame.shapes)
    return [(node.id, node.index) for node in walk(scalar) if isinstance(node, Element)]


def _step(way: Step, direction: Literal["on", "back"], group: str) -> SessionMove:
    return SessionMove(lambda session, count: session.step(way, count), direction, group)


ACTS: Mapping[str, Act] = {
    "step_over": _step(Stepper.next, "on", "step"),
    "step_back": _step(Stepper.previous, "back", "step"),
    "step_into": _step(Stepper.into, "on", "into"),
    "step_back_into": _step(Stepper.back_into, "back", "into"),
    "step_out": _step(Stepper.finish, "on", "out"),
    "step_back_out": _step(Stepper.back_to_start, "back", "out"),
    "training_step": SessionMove(lambda session, count: session.training_step(count), "on", "train"),
    "training_step_back": SessionMove(lambda session, count: session.training_step(-count), "back", "train"),
    "continue": SessionMove(lambda session, _: session.run_on(), "on", "run", repeats=True),
    "reverse_continue": SessionMove(lambda session, _: session.run_back(), "back", "run", repeats=True),
    "restart": SessionMove(lambda session, _: session.go_to(0), "back"),
    "breakpoint": PromptedLine(
        *("break", "Break where? An operation, layer 2, phase update, epoch 3, if E < 0.01, W1[0,2] changes sign"),
        _breakpoint_suggestion,
    ),
    "breakpoints": Listing(
        *("Breakpoints", "No breakpoints; b sets one", _breakpoint_rows),
        {"d": ("delete", "delete"), "space": ("disable or enable", "toggle")},
    ),
    "watch": PromptedLine("watch", "Watch which expression? For example E, W1[0,:] or abs(delta2).max()"),
    "watches": Listing(
        *("Watches", "No watches; w adds one", _watch_rows), {"p": ("plot", "plot"), "d": ("delete", "unwatch")}
    ),
    "edit": PromptedLine(
        *("set", "Change what from here on? For example W2[0,1] = 0.4, x[0] = 2 or lr = lr / 10", _edit_suggestion),
        suggests_current=True,
    ),
    "undo": "undo",
    "redo": "redo",
    "last_write": PromptedLine("who", "Jump to the last write of which element?", _element_suggestion),
    "earlier": "earlier",
    "later": "later",
    "bookmark": PromptedLine("bookmark", "Name of the bookmark? Leave it empty to get one"),
    "bookmarks": Listing(
        *("Bookmarks", "No bookmarks; M sets one", _bookmark_rows),
        {"enter": ("go there", "goto"), "d": ("delete", "unmark")},
    ),
    "difference": "difference",
    "numerical": SettingsChange(lambda look: look.switch_numerical()),
    "save": PromptedLine(
        "save",
        "Save to which file? .npz: the weights; .toml: the exercise as it is now. End with ! to overwrite",
        lambda view: f"{visible(view.frame.program.name)}.npz",
    ),
    "go_to": PromptedLine(
        *("goto", "Go to which position? epoch.step.operation, a number of operations, a bookmark, start or end"),
        lambda view: str(view.frame.place),
        suggests_current=True,
    ),
    "element_up": CursorMove(-1, 0),
    "element_down": CursorMove(1, 0),
    "element_left": CursorMove(0, -1),
    "element_right": CursorMove(0, 1),
    "more_digits": SettingsChange(lambda look: look.change_digits(1)),
    "fewer_digits": SettingsChange(lambda look: look.change_digits(-1)),
    "notation": SettingsChange(lambda look: look.next_notation()),
    "matrix_look": SettingsChange(lambda look: look.next_matrix_look()),
    "log_axis": SettingsChange(lambda look: look.switch_axis()),
}
"""The acts of commands, by id."""
