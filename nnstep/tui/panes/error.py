"""The error pane: the error now, its change since the last training step, and its curve over all of them."""

from __future__ import annotations

import math

import numpy as np
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from nnstep.drawing.styled_text import RankedPart, StyledLine, fitted, width_of
from nnstep.drawing.value_signs import STALE
from nnstep.engine.frame import Frame
from nnstep.explain.explanation import formula_number
from nnstep.expr.digits import Digits
from nnstep.expr.network_notation import Writing
from nnstep.session.curves.training_curves import NamedCurve
from nnstep.tui.panes.pane import Pane, PaneSpec
from nnstep.tui.view import PositionPointed, RepaintAsked, View
from nnstep.tui.widgets.curve import Curve, CurvePointed
from nnstep.tui.widgets.scroll_lines import ScrollLines

_CHANGE = Digits(3)
SOLID, DOTTED = "⠒⠒", "⠂⠂"
"""The two lines, as the curve draws them."""
_LEAST_CURVE = 3
"""Lines that are left to the curve before there is more than one of numbers."""


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
        curves, width = view.curves, self._line.window.width
        lines = [_fitting(line, width) for line in _lines(view, width, max(1, self.size.height - _LEAST_CURVE))]
        self._line.styles.height = len(lines)
        self._line.set_lines(lines)
        beside = curves.beside.values if curves.beside is not None else None
        self._curve.set_values(curves.own.values, curves.current, log=view.log_axis, beside=beside)

    @property
    def has_work(self) -> bool:
        """Whether the run that is compared has not come as far as this one."""
        view = self._view
        return view is not None and view.compared is not None and view.compared.lacks(view.frame.known_errors.size)

    def work_on(self, seconds: float) -> None:
        """Compute the run that is compared."""
        view = self._view
        if view is not None and view.compared is not None:
            count = view.frame.known_errors.size
            view.compared.advance(count, seconds)
            if not view.compared.lacks(count):
                self.post_message(RepaintAsked())

    @on(CurvePointed)
    def go_to_pointed(self, message: CurvePointed) -> None:
        """Go to the end of the training step, or of the epoch, that was pointed at."""
        if self._view is not None:
            frame, step = self._view.frame, self._view.curves.step_of(message.index)
            position = min((step + 1) * len(frame.program.ops), frame.program.last_position)
            self.post_message(PositionPointed(position))


def _lines(view: View, width: int, room: int) -> list[StyledLine]:
    """Return at most `room` lines for `width` cells; a single one names the curve, unless it is the error alone."""
    value, *change = error_line(view.frame, view.digits, view.writing)
    axis = [("  log axis", "faint")] if view.log_axis else []
    error: StyledLine = [value, *change, *axis]
    if width_of(error) > width:  # the share in percent goes first
        error = [value, *change[:1], *axis]
    legend = _legend(view)
    if room == 1 and view.curves.kind != "step":
        return legend[:1]
    return [error, *_first_bad(view), *legend, *_evaluated(view)][:room]


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


def _fitting(line: StyledLine, width: int) -> StyledLine:
    """Return a line without the pieces that do not fit, the last first: half a number would be a wrong one."""
    first, *others = line
    parts = [RankedPart([piece], rank) for rank, piece in enumerate(others)]
    return [first, *fitted(parts, width - width_of([first]))]


def _first_bad(view: View) -> list[StyledLine]:
    """Return which operation produced the first NaN or infinity, if the error is not finite."""
    if view.first_bad is None:
        return []
    program = view.frame.program
    _, done = program.step_and_op(view.first_bad)
    symbol = view.writing.symbols(program.ops[done - 1].target)
    return [[(f"first at {program.place(view.first_bad)}, in {symbol}", "warning")]]


def _legend(view: View) -> list[StyledLine]:
    """Return which curves are drawn, each with its line and its value here; nothing for the error alone."""
    curves, beside = view.curves, view.curves.beside
    own: StyledLine = [(f"{SOLID} ", "heading"), (curves.own.name, "faint")]
    lines: list[StyledLine] = []
    if curves.kind != "step":
        named = curves.what if beside is None or curves.kind == "accuracy" else curves.own.name
        per_epoch = [] if named == curves.what else [(" per epoch", "faint")]
        lines.append([(f"{SOLID} {named}", "heading"), *_value(curves.own, view), *per_epoch])
    if beside is not None:
        other: StyledLine = [(f"{DOTTED} ", "source"), (beside.name, "plain"), *_value(beside, view)]
        lines.append(other if lines else [*other, ("  ", "faint"), *own])
    return lines


def _value(curve: NamedCurve, view: View) -> StyledLine:
    """Return what a curve has at the present training step or epoch."""
    at = view.curves.current
    if at is None:
        return []
    symbol = f" {view.writing.symbols(view.frame.program.objective)} =" if view.curves.kind == "step" else ":"
    if at >= curve.values.size:
        return [(f"{symbol} ·", "faint")]
    value = float(curve.values[at])
    percent = view.curves.kind == "accuracy"
    return [(f"{symbol} {f'{value:.4g} %' if percent else formula_number(value, view.digits)}", "strong")]


def _evaluated(view: View) -> list[StyledLine]:
    """Return error and accuracy of the samples that are evaluated, after the last epoch; what is drawn says its own."""
    frame, evaluation = view.frame, view.frame.program.evaluation
    known = frame.accuracies.size and not np.isnan(frame.accuracies[-1])  # a recording may begin later
    if evaluation is None or not known or view.curves.kind == "accuracy":
        return []
    parts = [f"{evaluation.which} accuracy {100 * frame.accuracies[-1]:.4g} %"]
    if frame.test_errors.size and view.curves.kind != "epoch":
        symbol = view.writing.symbols(frame.program.objective)
        parts.append(f", {symbol} = {formula_number(float(frame.test_errors[-1]), _CHANGE)}")
    return [[(part, "plain") for part in parts]]


def _has_curve(view: View) -> bool:
    """Return whether there is more to show than the error, which the status line shows where this pane is missing."""
    return view.frame.known_errors.size > 1 or view.first_bad is not None or view.curves.beside is not None


ERROR_PANE = PaneSpec("error", "error", "f7", ErrorPane, area="curve", order=5, is_needed=_has_curve)
