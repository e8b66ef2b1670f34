"""A number over the training steps: its value at the end of each, or of evenly spaced ones in a long run.

It is computed in slices, since that replays the run.
"""

from __future__ import annotations

from math import nan
from time import perf_counter

import numpy as np

from nnstep.debugger.debugger import Debugger
from nnstep.errors import CommandError
from nnstep.expr.array import Array, frozen
from nnstep.expr.walks.shape import shape_of, shape_text
from nnstep.session.watches import value_at, view_of

MOST_EXACT = 2000
"""Up to this many training steps, each one is evaluated."""
_MOST_SAMPLES = 500


class Plot:
    """A number's values over the training steps done so far."""

    def __init__(self, debugger: Debugger, text: str) -> None:
        """Prepare it; raise CommandError or ExpressionError where `text` is not a number."""
        self.text = text.strip()
        program = debugger.program
        self._expression = view_of(text, program)
        shape = shape_of(self._expression, program.shapes)
        if any(size != 1 for size in shape):
            hint = f"make a number of it, as in abs({self.text}).max()"
            raise CommandError(f"{self.text} is {shape_text(shape)}, but only a number can be plotted", hint)
        self._debugger = debugger
        self._length = len(program.ops)
        frame = debugger.frame
        done = frame.step + (frame.done == self._length)
        if not done:
            raise CommandError("no training step is done yet", f"do one first: goto {program.place(self._length)}")
        count = done if done <= MOST_EXACT else _MOST_SAMPLES
        self.steps = np.unique(np.linspace(0, done - 1, count).round().astype(np.intp))
        """The training steps evaluated, from 0."""
        self._values: list[float] = []

    @property
    def finished(self) -> bool:
        """Whether all values are computed."""
        return len(self._values) == len(self.steps)

    @property
    def values(self) -> Array:
        """The values so far, in the order of `steps`."""
        return frozen(self._values)

    @property
    def about(self) -> str:
        """What is plotted, and over which training steps."""
        last = int(self.steps[-1]) + 1
        if len(self.steps) == last:
            return f"{self.text} at the end of each of {last} training steps"
        return f"{self.text} at the end of {len(self.steps)} of {last} training steps, evenly spaced"

    def advance(self, seconds: float) -> bool:
        """Compute for about `seconds`; return whether all values are computed."""
        begun, position = perf_counter(), self._debugger.frame.position
        while not self.finished and perf_counter() - begun < seconds:
            step = int(self.steps[len(self._values)])
            value = value_at(self._expression, self._debugger.peek((step + 1) * self._length))
            self._values.append(nan if value is None else float(value.reshape(())))
        self._debugger.peek(position)
        return self.finished
