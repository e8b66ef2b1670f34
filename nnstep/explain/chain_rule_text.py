"""The chain rule as lines of text: symbols, their meaning, numbers, and the sum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from nnstep.engine.frame import Frame
from nnstep.explain.chain_rule import Chain, Path
from nnstep.explain.explanation import formula_number, pen_of
from nnstep.explain.network_derivatives import Factor
from nnstep.expr.array import RunPrecision
from nnstep.expr.digits import Digits
from nnstep.expr.network_notation import Writing
from nnstep.expr.tree import Binary, Derivative, Expr
from nnstep.expr.walks.formula import formula
from nnstep.expr.walks.pen import Pen

_DIGITS = Digits()
_ALLOWED: dict[RunPrecision, float] = {"float64": 1e-9, "float32": 1e-4}
"""The relative difference that rounding alone may make between two ways to one number."""


def chain_lines(
    chain: Chain, frame: Frame, gradient: float | None, digits: Digits = _DIGITS, writing: Writing | None = None
) -> Iterator[str]:
    """Yield the derivation line by line; `gradient` is the run's own result of backpropagation, if there is one.

    Where the run's gradients are the negatives of the derivatives, the last lines are of the negative.
    """
    pen = replace(pen_of(frame.program, writing), shapes=frame.shapes, digits=digits)
    derivative = f"∂{pen.symbols(frame.program.objective)}/∂{formula(chain.parameter, pen)}"
    several = len({path.sample for path in chain.paths}) > 1
    for number, path in enumerate(chain.paths, start=1):
        yield f"path {number} of {chain.count}" + (f", sample {path.sample}" if several else "")
        yield from _path_lines(path, digits, pen)
        yield ""
    rest = chain.count - len(chain.paths)
    if rest:
        sum_of_rest = chain.total - sum(path.value for path in chain.paths)
        yield f"and {rest} more paths, which add up to {formula_number(sum_of_rest, digits)}"
        yield ""
    yield from _sum_lines(chain, derivative, digits, frame)
    sign = frame.program.gradient_sign
    if sign < 0:
        yield f"−{derivative} = {formula_number(-chain.derivative, digits)}, and the update adds this"
    if gradient is not None:
        yield _verdict(sign * chain.derivative, gradient, digits, frame)


def _path_lines(path: Path, digits: Digits, pen: Pen) -> Iterator[str]:
    yield "    " + " · ".join(_symbol(factor, pen) for factor in path.factors)
    readings = [
        " · ".join(_bracketed(factor.meaning, pen) for factor in path.factors),
        " · ".join(_number(factor.value, digits) for factor in path.factors),
        formula_number(path.value, digits),
    ]
    yield from (f"  = {reading}" for reading in dict.fromkeys(readings))


def _symbol(factor: Factor, pen: Pen) -> str:
    return f"∂{formula(factor.of, pen)}/∂{formula(factor.by, pen)}"


def _bracketed(meaning: Expr, pen: Pen) -> str:
    text = formula(meaning, pen)
    is_sum = isinstance(meaning, Binary) or text.startswith("−")
    return f"({text})" if is_sum and not isinstance(meaning, Derivative) else text


def _number(value: float, digits: Digits) -> str:
    text = formula_number(value, digits)
    return f"({text})" if text.startswith("−") else text


def _sum_lines(chain: Chain, derivative: str, digits: Digits, frame: Frame) -> Iterator[str]:
    value = formula_number(chain.derivative, digits)
    if chain.count == 1 and chain.samples == 1 and not chain.penalty:
        yield f"{derivative} = {value}"
        return
    terms = " + ".join(_number(path.value, digits) for path in chain.paths)
    rest = " + ⋯" if chain.count > len(chain.paths) else ""
    mean = f"({terms}{rest}) / {chain.samples}" if chain.samples > 1 else terms + rest
    penalty = f" + {_number(chain.penalty, digits)} of {_penalty_name(frame)}" if chain.penalty else ""
    yield f"{derivative} = {mean}{penalty} = {value}"


def _penalty_name(frame: Frame) -> str:
    scenario = frame.program.scenario
    return " and ".join(name for name, factor in (("L2", scenario.l2), ("L1", scenario.l1)) if factor)


def _verdict(derivative: float, gradient: float, digits: Digits, frame: Frame) -> str:
    """Return the comparison of the backpropagated gradient with the sum over the paths."""
    shown = formula_number(gradient, digits)
    if not (np.isfinite(gradient) and np.isfinite(derivative)):
        return f"backpropagation gives {shown}: with NaN or infinity, the two cannot be compared"
    if abs(gradient - derivative) <= _ALLOWED[frame.program.precision] * max(1.0, abs(gradient), abs(derivative)):
        return f"backpropagation gives the same: {shown}"
    scenario = frame.program.scenario
    if not frame.program.descends:
        return f"{scenario.optimizer} gives {shown} here: it takes no derivative of the activation"
    if scenario.graph is None and scenario.conventions.update == "output-first":
        return f"backpropagation gives {shown} here, since the delta passed through weights that were already updated"
    return f"backpropagation gives {shown} here, which is a different number"
