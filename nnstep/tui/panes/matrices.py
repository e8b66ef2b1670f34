"""The matrices pane: result and operands of the last operation, with what changed and what each element reads."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from textual import events

from nnstep.drawing.matrix_block import STALE, Block
from nnstep.engine.partial_operation import PartialOperation
from nnstep.explain.explanation import pen_of
from nnstep.expr.array import Array
from nnstep.expr.tree import Element, Expr, Name, names, walk
from nnstep.expr.walks.expand import expand
from nnstep.expr.walks.formula import formula
from nnstep.expr.walks.substeps import read_terms
from nnstep.program.program import Op
from nnstep.tui.panes.pane import Pane, PaneSpec
from nnstep.tui.view import ElementPointed, View
from nnstep.tui.widgets.canvas import Canvas, flowed

_RESULT = "="
"""The result's name among the forms: a result may be an operand, too, with the value that it had before."""


class MatricesPane(Canvas, Pane):
    """The result first, then the operands in the order of the formula; a click chooses an element of the result."""

    _result: Block | None = None

    def paint(self, view: View) -> None:
        """Show `view`."""
        op, inside = view.frame.op, view.frame.inside
        if inside is not None:
            blocks = self._inside(view, inside)
        else:
            blocks = self._without_inputs(view) if op is None else self._blocks(view, op)
        self._result = blocks[0] if op is not None and inside is None else None
        self.set_blocks(flowed(blocks, self.window.width))
        if self._result is not None:
            self.reveal(self._result, view.element)

    def on_click(self, event: events.Click) -> None:
        """Choose the element that was clicked."""
        pointed = self.pointed(event)
        if pointed is not None and pointed[0] is self._result:
            self.post_message(ElementPointed(pointed[1]))

    def _inside(self, view: View, inside: PartialOperation) -> list[Block]:
        """Return the result of the present sub-step, as far as it is computed, or of the previous one; and operands."""
        step = inside.present if inside.units else inside.steps[max(0, inside.done - 1)]
        pen = replace(pen_of(view.frame.program, view.writing), shapes=inside.shapes)
        value = inside.values.get(step.name, None) if not inside.units else inside.result
        element = inside.element
        index, term = element if element is not None else (None, 0)
        done = inside.units // inside.terms if inside.units else None
        feeds = _elements(read_terms(inside.expansion(index))[term]) if index is not None else {}
        title, form = f"{formula(step.whole, pen)} =", self.form(step.name, value, view.digits)
        result = Block(title, step.shape, value, form, style="changed", cursor=index, known=done)
        operands = []
        for id in names(step.short):
            source = next((earlier.whole for earlier in inside.steps if earlier.name == id), Name(id))
            values = inside.values.get(id)
            title, form = formula(source, pen), self.form(id, values, view.digits)
            operands.append(Block(title, inside.shapes[id], values, form, feeds=feeds.get(id, frozenset())))
        return [result, *operands]

    def _without_inputs(self, view: View) -> list[Block]:
        """Return the next operation's result, not computed yet, and its operands; or those of one not recorded."""
        frame = view.frame
        op = frame.unrecorded_op or frame.next_op
        if op is None:
            return []
        ids = [op.target, *names(op.expression)]
        return [self.block(view, id, view.writing.symbols(id), frame.values.get(id)) for id in ids]

    def _blocks(self, view: View, op: Op) -> list[Block]:
        frame = view.frame
        symbol = view.writing.symbols
        feeds = _elements(expand(op.expression, view.element, frame.shapes))
        old = frame.previous
        new = frame.values[op.target] if frame.result is None else frame.result
        form, note = self.form(_RESULT, new, view.digits), STALE if op.target in frame.stale else ""
        title = f"{symbol(op.target)} {'new' if old is not None else '='}"
        result = Block(title, new.shape, new, form, changed=_changes(new, old), cursor=view.element, note=note)
        return [result, *(self._operand(view, id, feeds.get(id, frozenset())) for id in frame.inputs)]

    def _operand(self, view: View, id: str, feeds: frozenset[tuple[int, ...]]) -> Block:
        frame = view.frame
        old = frame.op is not None and id == frame.op.target
        title = f"{view.writing.symbols(id)} old" if old else view.writing.symbols(id)
        return self.block(view, id, title, frame.inputs[id], feeds=feeds)


def _changes(new: Array, old: Array | None) -> Array:
    """Return 1 where `new` differs from `old`; all ones if there was no old value."""
    return np.ones_like(new) if old is None else np.where((new == old) | (np.isnan(new) & np.isnan(old)), 0.0, 1.0)


def _elements(scalar: Expr) -> dict[str, frozenset[tuple[int, ...]]]:
    """Return, by quantity or sub-step, the elements that an expression of one element reads."""
    found: dict[str, set[tuple[int, ...]]] = {}
    for node in walk(scalar):
        if isinstance(node, Element):
            found.setdefault(node.id, set()).add(node.index)
    return {id: frozenset(indices) for id, indices in found.items()}


MATRICES_PANE = PaneSpec("matrices", "matrices", "f4", MatricesPane, area="numbers", order=3)
