"""The error pane: the error now, its change since the last training step, and its curve over all of them."""

from __future__ import annotations

import math

import numpy as np
from textual.app import ComposeResult
from textual.containers import Vertical

from nnstep.drawing.matrix.shown_array import STALE
from nnstep.drawing.styled_text import RankedPart, StyledLine, fitted, width_of
from nnstep.engine.frame import Frame
from nnstep.explain.explanation import formula_number
from nnstep.expr.digits import Digits
from nnstep.expr.network_notation import Writing
from nnstep.tui.panes.pane import Pane, PaneSpec
from nnstep.tui.view import View
from nnstep.tui.widgets.curve import Curve
from nnstep.tui.widgets.scroll_lines import ScrollLines

_CHANGE = Digits(3)


class ErrorPane(Vertical, Pane, can_focus=True):
    """A line of numbers above the curve."""

    DEFAULT_CSS = """
    ErrorPane > ScrollLines { height: 1; overflow: hidden hidden; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._line = ScrollLines()
        self._line.can_focus = False
        self._curve = Curve()

    def compose(self) -> ComposeResult:
        """Yield the line of numbers and the curve."""
        yield self._line
        yield self._curve

    def paint(self, view: View) -> None:
        """Show `view`."""
        frame = view.frame
        accuracy = _accuracy(frame)
        first, *others = error_line(frame, view.digits, view.writing)
        # Half a number would be a wrong one.
        parts = [RankedPart([piece], rank) for rank, piece in enumerate(others)]
        error = [first, *fitted(parts, self._line.window.width - width_of([first]))]
        lines = [error, *_first_bad(view), *_original(view), *accuracy]
        self._line.styles.height = len(lines)
        self._line.set_lines(lines)
        current = frame.errors.size - 1 if frame.errors.size else None
        has_error = bool(frame.program.objective)
        errors, beside = (frame.known_errors, view.original) if has_error else (np.empty(0), None)
        self._curve.set_values(errors, current, log=view.log_axis, beside=beside)


def error_line(frame: Frame, digits: Digits, writing: Writing) -> StyledLine:
    """Return the error with its change since the previous training step; a dot if it is not computed yet.

    A stale one, computed from a value that has been changed since, has no meaningful change.
    """
    objective = frame.program.objective
    if not objective:
        return [("none: nothing needs it", "faint")]
    symbol = writing.symbols(objective)
    if objective not in frame.values:
        before = f", was {formula_number(float(frame.errors[-1]), digits)}" if frame.errors.size else ""
        return [(f"{symbol} = ·", "faint"), (before, "faint")]
    now = float(frame.values[objective])
    text = f"{symbol} = {formula_number(now, digits)}"
    if objective in frame.stale:
        return [(f"{text}  {STALE}", "faint")]
    pieces = [(text, "strong")]
    if not math.isfinite(now):
        first = int(np.flatnonzero(~np.isfinite(frame.errors))[0])
        pieces.append((f"  since training step {first + 1}", "warning"))
    elif frame.errors.size > 1 and math.isfinite(frame.errors[-2]):
        before_now = float(frame.errors[-2])
        sign = "" if now < before_now else "+"
        change = f"  {sign}{formula_number(now - before_now, _CHANGE)}"
        percent = f" ({sign}{formula_number(100 * (now - before_now) / before_now, _CHANGE)} %)" if before_now else ""
        style = "faint" if now <= before_now else "warning"
        pieces += [(change, style), (percent, style)]
    return pieces


def _first_bad(view: View) -> list[StyledLine]:
    """Return which operation produced the first NaN or infinity, if the error is not finite."""
    if view.first_bad is None:
        return []
    program = view.frame.program
    _, done = program.step_and_op(view.first_bad)
    symbol = view.writing.symbols(program.ops[done - 1].target)
    return [[(f"first at {program.place(view.first_bad)}, in {symbol}", "warning")]]


def _original(view: View) -> list[StyledLine]:
    """Return the error of the original run in this training step, if this run was changed."""
    if view.original is None or not view.frame.program.objective:
        return []
    step = view.frame.errors.size - 1
    if step < 0:
        return [[("changed", "faint")]]
    if step >= view.original.size:
        return [[("the original has no error here", "faint")]]
    symbol = view.writing.symbols(view.frame.program.objective)
    value = formula_number(float(view.original[step]), view.digits)
    return [[(f"original {symbol} = {value}", "faint")]]


def _accuracy(frame: Frame) -> list[StyledLine]:
    """Return the accuracy after the last epoch, if there are samples to evaluate."""
    evaluation = frame.program.evaluation
    if evaluation is None or not frame.accuracies.size:
        return []
    return [[(f"{evaluation.which} accuracy {100 * frame.accuracies[-1]:.4g} %", "plain")]]


def _has_curve(view: View) -> bool:
    """Return whether there is more to show than the error, which the status line shows where this pane is missing."""
    frame = view.frame
    return frame.known_errors.size > 1 or view.first_bad is not None or view.original is not None


ERROR_PANE = PaneSpec("error", "error", "f7", ErrorPane, area="curve", order=5, is_needed=_has_curve)
