"""What a prompt is filled with at first: what is most likely meant at this position."""

from __future__ import annotations

from nnstep.engine.edits import editable
from nnstep.engine.frame import Frame
from nnstep.expr.tree import Element, walk
from nnstep.expr.walks.expand import expand
from nnstep.tui.view import View


def breakpoint_suggestion(frame: Frame) -> str:
    """Return the operation that comes next, or, at the end, the one done last."""
    op = frame.next_op or frame.op
    return op.target if op is not None else ""


def element_suggestion(view: View) -> str:
    """Return the first element that the selected one was computed from."""
    found = _read_elements(view)
    return element_text(*found[0]) if found else ""


def edit_suggestion(view: View) -> str:
    """Return the first element there that can be changed, with its value, as in ``W2[0,1] = 0.4``."""
    frame = view.frame
    can = editable(frame.program)
    op = frame.op
    written = [(op.target, view.element)] if op is not None else []
    for id, index in (*written, *_read_elements(view)):
        if id in can:
            return f"{element_text(id, index)} = {view.digits.number(float(frame.values[id][index]))}"
    first = next((id for id in can if id in frame.values), "")
    index = (0,) * len(frame.shapes[first]) if first else ()
    return f"{element_text(first, index)} = " if first else ""


def element_text(id: str, index: tuple[int, ...]) -> str:
    """Return an element as it is typed: ``W1[0,2]``, ``lr``."""
    return f"{id}[{','.join(map(str, index))}]" if index else id


def _read_elements(view: View) -> list[tuple[str, tuple[int, ...]]]:
    """Return the elements that the selected one was computed from, in the order of the formula."""
    op = view.frame.op
    if op is None:
        return []
    scalar = expand(op.expression, view.element, view.frame.shapes)
    return [(node.id, node.index) for node in walk(scalar) if isinstance(node, Element)]
