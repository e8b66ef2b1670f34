"""The curves as a table of text, at evenly spaced training steps or epochs."""

from __future__ import annotations

from nnstep.drawing.fitted_table import TableColumn, table_lines
from nnstep.expr.digits import Digits
from nnstep.session.curves.training_curves import NamedCurve, TrainingCurves
from nnstep.session.sampling import Stretch

_MOST_ROWS = 21
_NONE = "·"


def curve_lines(curves: TrainingCurves, digits: Digits) -> list[str]:
    """Return a heading and at most `_MOST_ROWS` rows, the last value's among them; nothing where there is none."""
    count = curves.own.values.size
    if not count:
        return []
    chosen = Stretch(0, count).evenly(_MOST_ROWS).tolist()
    numbers = TableColumn("step" if curves.kind == "step" else "epoch", [(str(i + 1), "plain") for i in chosen], 0)
    named = [curve for curve in (curves.own, curves.beside) if curve is not None]
    columns = [TableColumn(curve.name, [(_text(curve, i, digits), "plain") for i in chosen], 0) for curve in named]
    return ["".join(text for text, _ in line) for line in table_lines([numbers, *columns], 0)]


def _text(curve: NamedCurve, index: int, digits: Digits) -> str:
    return digits.number(float(curve.values[index])) if index < curve.values.size else _NONE
