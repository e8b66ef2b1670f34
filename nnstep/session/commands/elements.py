"""The commands that choose an element of the present result."""

from __future__ import annotations

from nnstep.errors import CommandError
from nnstep.explain.explanation import worked_element
from nnstep.expr.tree import Element, walk
from nnstep.expr.walks.expand import expand
from nnstep.expr.walks.shape import shape_text
from nnstep.program.addresses import parse_address
from nnstep.session.commands.command import Command, command, number
from nnstep.session.session import Session

_PANES = ("matrices", "operation", "network")


def _move(name: str, keys: tuple[str, str], way: str, rows: int, columns: int) -> Command:
    """Return the command that moves the cursor over the elements of the present result."""

    def obstacle(session: Session) -> str:
        shape = session.debugger.frame.result_shape
        if session.debugger.frame.op is None:
            return "no operation has run yet, so there is no result to select from"
        if not shape:
            return "the result is one number, so there is no other element to select"
        before = session.display.selected(shape)
        row, column = (*before, 0, 0)[:2]
        ends = (*shape, 1, 1)[:2]
        inside = 0 <= row + rows < ends[0] and 0 <= column + columns < ends[1]
        return "" if inside else f"there is no element {way} in this {shape_text(shape)} result"

    @command(name, "[N]", f"Select the element {way}", "look", keys=keys, obstacle=obstacle, panes=_PANES)
    def act(session: Session, text: str) -> list[str]:
        count = number(text, default=1)
        session.display.move_cursor(count * rows, count * columns, session.debugger.frame.result_shape)
        return []

    return act


UP = _move("element-up", ("up", "k"), "above", -1, 0)
DOWN = _move("element-down", ("down", "j"), "below", 1, 0)
LEFT = _move("element-left", ("shift+left", "h"), "to the left", 0, -1)
RIGHT = _move("element-right", ("shift+right", "l"), "to the right", 0, 1)


@command("element", "[INDEX]", "Select an element of the result, for example element 0,2, and work it out", "look")
def _element(session: Session, text: str) -> list[str]:
    frame = session.debugger.frame
    if frame.op is None or frame.inside is not None or frame.unrecorded_op is not None:
        raise CommandError("no result here has elements to work out", "step on to the end of an operation")
    if text:
        inner = text.removeprefix("[").removesuffix("]")
        target = frame.op.target
        session.display.select(parse_address(f"{target}[{inner}]", frame.program, [target], frame.shapes)[1])
    worked = worked_element(frame, session.element, session.digits, session.display.writing)
    return [worked.symbols, f"= {worked.numbers}", f"= {worked.value}"]


def read_elements(session: Session) -> list[tuple[str, tuple[int, ...]]]:
    """Return the elements that the chosen one was computed from, in the order of the formula."""
    frame = session.debugger.frame
    if frame.op is None:
        return []
    scalar = expand(frame.op.expression, session.element, frame.shapes)
    return [(node.id, node.index) for node in walk(scalar) if isinstance(node, Element)]
