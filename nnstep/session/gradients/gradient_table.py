"""The gradient overview as a table: one line a layer, or a graph's number, the worst first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import assert_never

import numpy as np

from nnstep.drawing.fitted_table import TableColumn, table_lines
from nnstep.drawing.sparkline import sparkline
from nnstep.drawing.styled_text import StyledLine
from nnstep.drawing.value_signs import MISSING
from nnstep.engine.frame import Frame
from nnstep.explain.flow.gradient_flow import (
    FlowState,
    GradientFlow,
    Measured,
    gradient_flows,
    has_exploded,
    worst_first,
)
from nnstep.expr.digits import Digits
from nnstep.expr.network_notation import Writing
from nnstep.session.gradients.gradient_history import GradientHistory

_MOST_UNITS = 8
"""Idle units that are listed."""
NOT_SAID = "–"
_DIGITS = Digits(3)
_LEAST_STEPS = 12
"""Training steps that a line of blocks shows at least."""


@dataclass(frozen=True, slots=True, eq=False)
class GradientTable:
    """The lines of the overview at one frame."""

    flows: Sequence[GradientFlow]
    """By row, the worst first."""
    columns: Sequence[TableColumn]

    def lines(self, width: int) -> list[StyledLine]:
        """Return the headings and the rows in `width` cells."""
        return table_lines(self.columns, width)

    @property
    def about(self) -> Sequence[str]:
        """What the columns mean."""
        return _COLUMNS if any(flow.place.layer for flow in self.flows) else _COLUMNS_OF_GRAPH


def flow_sentences(flow: GradientFlow) -> list[str]:
    """Return what is wrong at one place, and which units are idle."""
    name = f"Layer {flow.place.layer}" if flow.place.layer else flow.place.id
    return [*(f"{name}: {text}" for text in _wrong(flow)), *_idle_listed(flow)]


def _wrong(flow: GradientFlow) -> list[str]:
    match flow.state:
        case "not finite":
            return ["the gradient holds NaN or infinity."]
        case "exploding" if has_exploded(flow.of_last):
            return [f"the gradient is {_number(flow.of_last)} times that of the last layer."]
        case "exploding":
            return [f"the step is {_number(flow.step)} times the largest weight: a smaller learning rate helps."]
        case "dead":
            return ["no unit passes a gradient, for any sample of the batch: this layer and earlier ones do not learn."]
        case "zero" if not flow.place.layer:
            return ["the derivative is 0: a small change of this number does not change the result."]
        case "zero":
            return ["the gradient is 0: a later layer passes none back."]
        case "vanishing" if not flow.place.layer:
            return [f"the derivative is only {_number(flow.of_last)} of the largest one."]
        case "vanishing":
            return [f"the gradient is only {_number(flow.of_last)} of the last layer's: the layer hardly learns."]
        case "saturated":
            return ["every unit is saturated, so hardly any gradient passes."]
        case "fine" | "unknown":
            return []
        case _:
            assert_never(flow.state)


def _idle_listed(flow: GradientFlow) -> list[str]:
    if flow.idle is None or not flow.idle.count:
        return []
    units = ", ".join(map(str, np.flatnonzero(flow.idle.idle)[:_MOST_UNITS]))
    more = ", …" if flow.idle.count > _MOST_UNITS else ""
    noun = "unit" if flow.idle.count == 1 else "units"
    return [f"{flow.idle.kind.capitalize()} in layer {flow.place.layer}: {noun} {units}{more}."]


_COLUMNS = (
    "max|δ|, mean|δ|, 0s: the largest and the mean size of the layer's delta, and the share of elements that are 0.",
    "of last: max|δ| as a part of the last layer's. last steps: max|δ| at the end of each, on a logarithmic scale.",
    "idle units: the activation's derivative is 0 (dead), or below 1 % of the largest (saturated), for every sample.",
    "lr|∂W|/|W|: the largest gradient of the weights times the learning rate, as a part of the largest weight.",
)
_COLUMNS_OF_GRAPH = ("A graph has no layers: each line is the derivative of the result by one of its numbers.",)


def gradient_table(frame: Frame, history: GradientHistory, writing: Writing) -> GradientTable:
    """Return the overview at `frame`; the sparklines are drawn as far as `history` knows the training steps."""
    flows = worst_first(gradient_flows(frame, history.measures))
    lines = _sparklines(frame, history)
    of_graph = frame.program.scenario.graph is not None
    styles = [_style(flow.state) for flow in flows]

    def column(heading: str, text: Callable[[GradientFlow], str], rank: int, *, left: bool = False) -> TableColumn:
        return TableColumn(heading, list(zip(map(text, flows), styles, strict=True)), rank, left)

    head = [
        column("node" if of_graph else "layer", lambda f: _label(f, writing), 0, left=True),
        *([column("", lambda f: _alarm(f.state), 0, left=True)] if any(_alarm(flow.state) for flow in flows) else []),
    ]
    latest = replace(column("last steps", lambda f: lines[f.place.id], 3, left=True), latest=_LEAST_STEPS)
    of_all = [
        column("|derivative|" if of_graph else "max|δ|", lambda f: _of(f.gradient, lambda m: m.largest), 0),
        column("of max" if of_graph else "of last", lambda f: _number(f.of_last), 2),
    ]
    if of_graph:
        return GradientTable(flows, [*head, *of_all, latest])
    of_layers = [
        column("mean|δ|", lambda f: _of(f.gradient, lambda m: m.mean), 4),
        column("0s", lambda f: _percent(f.gradient), 5),
        column("idle units", _idle, 1),
        column("lr|∂W|/|W|", lambda f: _number(f.step), 6),
        column("a mean±std", _activated, 8),
        column("max|a|", lambda f: _number(f.activated.largest if f.activated is not None else None), 7),
    ]
    return GradientTable(flows, [*head, *of_all, *of_layers, latest])


def _sparklines(frame: Frame, history: GradientHistory) -> dict[str, str]:
    sizes, known = history.latest(frame)
    return {id: _sparkline(sizes[row].tobytes(), known[row].tobytes()) for row, id in enumerate(history.ids)}


@lru_cache(maxsize=64)
def _sparkline(sizes: bytes, known: bytes) -> str:
    """Return a line, which is the same at all operations of a training step."""
    return sparkline(np.frombuffer(sizes), np.frombuffer(known, np.bool_), len(known))


def _label(flow: GradientFlow, writing: Writing) -> str:
    place = flow.place
    return f"{place.layer} {place.label}" if place.layer else writing.symbols(place.id)


def _alarm(state: FlowState) -> str:
    match state:
        case "not finite":
            return "NaN/∞"
        case "dead" | "exploding" | "vanishing" | "saturated":
            return state.upper()
        case "zero":
            return "ALL 0"
        case "fine" | "unknown":
            return ""
        case _:
            assert_never(state)


def _style(state: FlowState) -> str:
    match state:
        case "fine":
            return "plain"
        case "unknown":
            return "faint"
        case _:
            return "warning"


def _number(value: float | None) -> str:
    return MISSING if value is None else _DIGITS.number(value)


def _of(measured: Measured | None, part: Callable[[Measured], float]) -> str:
    return _number(part(measured) if measured is not None else None)


def _percent(measured: Measured | None) -> str:
    if measured is None:
        return MISSING
    percent = 100 * measured.zeros
    whole = int(np.clip(round(percent), 1, 99)) if 0 < percent < 100 else round(percent)
    return f"{whole} %"


def _idle(flow: GradientFlow) -> str:
    if flow.idle is None:
        return MISSING if flow.activated is None else NOT_SAID
    count, size = flow.idle.count, flow.idle.idle.size
    return f"{count}/{size} {flow.idle.kind}" if count else f"0/{size}"


def _activated(flow: GradientFlow) -> str:
    if flow.activated is None:
        return MISSING
    return f"{_DIGITS.number(flow.activated.mean)}±{_DIGITS.number(flow.activated.deviation)}"
