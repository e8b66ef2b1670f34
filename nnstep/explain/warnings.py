"""Warnings at one operation: NaN and infinity, saturated and dead units, exploding and vanishing gradients."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

import numpy as np

from nnstep.activations.activation import Activation
from nnstep.engine.frame import Frame
from nnstep.explain.flow.gradient_flow import VANISHED
from nnstep.explain.flow.idle_units import SATURATED, largest_slope, slopes_of
from nnstep.explain.nonfinite_cause import cause
from nnstep.explain.rounding_noise import noise
from nnstep.expr.array import Array
from nnstep.expr.digits import Digits
from nnstep.expr.walks.pen import Symbols
from nnstep.program.operations.chosen_functions import activation_of

_SHORT = Digits(3)


def notes(frame: Frame) -> tuple[str, ...]:
    """Return the warnings at the last operation, each as one sentence without its full stop."""
    if frame.op is None:
        return ()
    bad = tuple(_not_finite(frame))
    return bad or (*_slopes(frame), *_nothing_passed_back(frame), *_gradients(frame), *noise(frame))


def _not_finite(frame: Frame) -> Iterator[str]:
    value = frame.result
    if value is None:
        return
    nans, infinities = int(np.isnan(value).sum()), int(np.isinf(value).sum())
    if not nans and not infinities:
        return
    what = " and ".join(_counted(n, value.size, kind) for n, kind in ((nans, "NaN"), (infinities, "infinite")) if n)
    sources = [id for id, read in frame.inputs.items() if not np.isfinite(read).all()]
    symbols = frame.program.writing.symbols
    if sources:
        yield f"{what}: it came from {', '.join(map(symbols, sources))}"
        return
    yield f"{what}: this operation produced it{cause(frame)}"


def _slopes(frame: Frame) -> Iterator[str]:
    op = frame.op
    if op is None or op.role != "activation":
        return
    activation = activation_of(frame.program.scenario, op.layer)
    slopes = slopes_of(activation, frame, op.layer)
    if slopes is None:
        return
    match activation.idle:
        case "dead":
            yield from _dead(slopes, frame)
        case "saturated":
            yield from _saturated(slopes, activation)
        case "none":
            return
        case _:
            assert_never(activation.idle)


def _saturated(slopes: Array, activation: Activation) -> Iterator[str]:
    largest = largest_slope(activation)
    low = np.abs(slopes) < SATURATED * largest
    if largest and low.any():
        worst = _SHORT.number(float(np.min(np.abs(slopes))))
        yield (
            f"{_counted(int(low.sum()), slopes.size, 'saturated')}: the derivative there is below "
            f"{_SHORT.number(SATURATED * largest)}, down to {worst}, and it scales every gradient that passes"
        )


def _dead(slopes: Array, frame: Frame) -> Iterator[str]:
    """Warn of units that pass no gradient for any sample of the batch."""
    closed = np.all(slopes == 0, axis=frame.program.sample_axis)
    if closed.any():
        units = ", ".join(map(str, np.flatnonzero(closed)[:8])) + (", …" if closed.sum() > 8 else "")
        whole = "this sample" if slopes.shape[frame.program.sample_axis] == 1 else "every sample of the batch"
        yield f"{_counted(int(closed.sum()), closed.size, '0')} for {whole}, so no gradient passes: unit {units}"


def _nothing_passed_back(frame: Frame) -> Iterator[str]:
    """Warn where backpropagation gives only 0 although the outputs are not the targets."""
    op = frame.op
    if op is None or op.phase not in ("backward", "gradient") or frame.program.scenario.graph is not None:
        return
    if frame.values[op.target].any() or not _is_off(frame):
        return
    backward = {other.target for other in frame.program.ops if other.phase == "backward"}
    symbols = frame.program.writing.symbols
    sources = [symbols(id) for id, read in frame.inputs.items() if id in backward and not read.any()]
    if sources:
        yield f"every element is 0: that came from {', '.join(sources)}"
    elif op.phase == "backward":
        slopes = slopes_of(activation_of(frame.program.scenario, op.layer), frame, op.layer)
        why = ", since every derivative of its activation is 0" if slopes is not None and not slopes.any() else ""
        yield f"every element is 0{why}: no gradient passes back, so layer {op.layer} and earlier layers do not learn"


def _is_off(frame: Frame) -> bool:
    """Return whether any output differs from its target; without targets or outputs it does."""
    output = frame.values.get(f"a{len(frame.program.scenario.layers)}")
    return output is None or "y" not in frame.values or bool(np.any(output != frame.values["y"]))


def _gradients(frame: Frame) -> Iterator[str]:
    op = frame.op
    if op is None or op.role != "weight gradient":
        return
    symbols = frame.program.writing.symbols
    largest = float(np.max(np.abs(frame.values[op.target])))
    yield from _against_weights(frame, op.target.removeprefix("d"), largest, symbols)
    last = f"dW{len(frame.program.scenario.layers)}"
    if last not in frame.values or last == op.target:
        return
    later = float(np.max(np.abs(frame.values[last])))
    if 0 < largest < VANISHED * later:
        yield (
            f"vanishing: the largest element is {_SHORT.number(largest)}, "
            f"{_SHORT.number(largest / later)} of the largest of {symbols(last)}"
        )


def _against_weights(frame: Frame, weights: str, largest: float, symbols: Symbols) -> Iterator[str]:
    """Warn of a step that is larger than the weights it changes."""
    rates = (f"lr{weights}", f"lr0{weights}", "lr", "lr0")
    rate = next((frame.values[id] for id in rates if id in frame.values), None)
    size = float(np.max(np.abs(frame.values[weights])))
    step = largest * abs(float(rate)) if rate is not None else 0.0
    if size and step > size:
        yield (
            f"exploding: the largest step is {_SHORT.number(step)}, but the largest element of "
            f"{symbols(weights)} is {_SHORT.number(size)}"
        )


def _counted(count: int, of: int, what: str) -> str:
    return f"{count} of {of} {'is' if count == 1 else 'are'} {what}" if of > 1 else f"the value is {what}"
