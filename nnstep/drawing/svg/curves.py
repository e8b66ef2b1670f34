"""A panel of curves on common axes, with a legend that also counts what a curve leaves out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnstep.drawing.axis import axis_over
from nnstep.drawing.svg.curve_path import path_data
from nnstep.drawing.svg.legend import Stroke, draw_legend, stroke_of
from nnstep.drawing.svg.markup import FAINT_INK, element, label, plain
from nnstep.drawing.svg.scale import (
    BELOW,
    Area,
    Scale,
    gutter_width,
    outline,
    step_axis,
    step_ticks,
    steps_below,
    value_ticks,
    values_left,
)
from nnstep.expr.array import Array, Mask
from nnstep.harmless_text import visible

_INSET = 8.0
"""Distance of the outermost points from the frame, so that no line lies on it."""
_FEW = 40
"""A curve of at most so many points shows each of them."""


@dataclass(frozen=True, slots=True, eq=False)
class CurveSeries:
    """A number at ascending step numbers, from 1 on; both of shape (n,)."""

    name: str
    numbers: Array
    values: Array


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """Curves on common axes; each may have steps of its own."""

    curves: tuple[CurveSeries, ...]
    x_name: str = "training step"
    log: bool = False
    log_x: bool = False


def draw_curves(panel: Curves, room: Area) -> str:
    """Return the panel as markup that fills `room`; a log axis without any positive value becomes linear."""
    log = panel.log and any(_kept(curve, log=True).any() for curve in panel.curves)
    kept = [_kept(curve, log=log) for curve in panel.curves]
    names = [_name(curve, part, linear=panel.log and not log) for curve, part in zip(panel.curves, kept, strict=True)]
    legend, height = draw_legend(names, room)
    below_legend = Area(room.left, room.top + height, room.right, room.bottom)
    shown = np.concatenate([curve.values[part] for curve, part in zip(panel.curves, kept, strict=True)])
    if not shown.size:
        return "\n".join([legend, _nothing(below_legend)])
    axis = axis_over(float(shown.min()), float(shown.max()), log=log)
    found = value_ticks(axis, below_legend.height - BELOW)
    box = Area(room.left + gutter_width(found), below_legend.top, room.right, room.bottom - BELOW)
    y = Scale(axis, box.bottom - _INSET, box.top + _INSET)
    numbers = np.sort(np.concatenate([curve.numbers[[0, -1]] for curve in panel.curves if curve.numbers.size]))
    x = Scale(step_axis(numbers, log=panel.log_x), box.left + _INSET, box.right - _INSET)
    below = step_ticks(x.axis, box.width)
    at = x.at(np.array([tick.value for tick in below]))
    axes = [steps_below(below, at, box, panel.x_name, grid=True), values_left(y, found, box), outline(box)]
    strokes = [stroke_of(number) for number in range(len(panel.curves))]
    lines = [_line(*drawn, x, y) for drawn in zip(panel.curves, kept, strokes, strict=True)]
    # Dashes over whole lines: where two curves are alike both are seen.
    lines = [line for _, line in sorted(zip(strokes, lines, strict=True), key=lambda drawn: drawn[0].dash != "")]
    return "\n".join([legend, *axes, *lines])


def _nothing(box: Area) -> str:
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return "\n".join([outline(box), label("no finite value", x, y, size=14, anchor="middle", fill=FAINT_INK)])


def _kept(curve: CurveSeries, *, log: bool) -> Mask:
    finite = np.isfinite(curve.values)
    return finite & (curve.values > 0) if log else finite


def _name(curve: CurveSeries, kept: Mask, *, linear: bool) -> str:
    """Return the curve's name in the legend, with how many values are left out, and why."""
    not_finite = int(np.count_nonzero(~np.isfinite(curve.values)))
    not_positive = curve.values.size - not_finite - int(np.count_nonzero(kept))
    notes = (
        f"{not_finite:,} not finite" if not_finite else "",
        f"{not_positive:,} not positive" if not_positive else "",
        "none positive: linear axis" if linear else "",
    )
    note = ", ".join(filter(None, notes))
    return f"{visible(curve.name)} ({note})" if note else visible(curve.name)


def _line(curve: CurveSeries, kept: Mask, stroke: Stroke, x_scale: Scale, y_scale: Scale) -> str:
    x, y = x_scale.at(curve.numbers), np.full(curve.values.size, np.nan)
    y[kept] = y_scale.at(curve.values[kept])
    tooltip = element("title", plain(curve.name))
    line = element("path", tooltip, d=path_data(x, y, kept), **{"class": "curve"}, **stroke.attributes)
    if curve.values.size > _FEW:
        return line
    dots = (element("circle", cx=x[i], cy=y[i], r=2.6, fill=stroke.colour) for i in np.flatnonzero(kept).tolist())
    return "\n".join([line, *dots])
