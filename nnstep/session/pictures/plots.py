"""A number over the training steps done so far, as a typed command plots it."""

from __future__ import annotations

from math import nan

from nnstep.debugger.debugger import Debugger
from nnstep.errors import CommandError
from nnstep.expr.array import Array, frozen
from nnstep.expr.walks.shape import shape_of, shape_text
from nnstep.session.sampling import Sampling, Steps, Stretch, steps_done
from nnstep.session.watches import view_of

MOST_EXACT = 2000
"""Up to this many training steps, each one is evaluated."""
_MOST_SAMPLES = 500


class Plot:
    """A number's values over the training steps done so far."""

    def __init__(self, debugger: Debugger, text: str) -> None:
        """Prepare it; raise CommandError or ExpressionError where `text` is not a number."""
        self.text = text.strip()
        program = debugger.program
        expression = view_of(text, program)
        shape = shape_of(expression, program.shapes)
        if any(size != 1 for size in shape):
            hint = f"make a number of it, as in abs({self.text}).max()"
            raise CommandError(f"{self.text} is {shape_text(shape)}, but only a number can be plotted", hint)
        self._debugger = debugger
        done = steps_done(debugger.frame)
        if not done:
            hint = f"do one first: goto {program.place(len(program.ops))}"
            raise CommandError("no training step is done yet", hint)
        steps = Stretch(0, done).evenly(done if done <= MOST_EXACT else _MOST_SAMPLES)
        self._sampling = Sampling(debugger.run, (expression,), steps)

    @property
    def steps(self) -> Steps:
        """The training steps evaluated, from 0."""
        return self._sampling.steps

    @property
    def finished(self) -> bool:
        """Whether all values are computed."""
        return self._sampling.finished

    @property
    def values(self) -> Array:
        """The values so far, in the order of `steps`; NaN where there is none."""
        found = self._sampling.values(0)
        return frozen([nan if value is None else float(value.reshape(())) for value in found])

    @property
    def about(self) -> str:
        """What is plotted, and over which training steps."""
        last = int(self.steps[-1]) + 1
        if len(self.steps) == last:
            return f"{self.text} at the end of each of {last} training steps"
        return f"{self.text} at the end of {len(self.steps)} of {last} training steps, evenly spaced"

    def advance(self, seconds: float) -> bool:
        """Compute for about `seconds`; return whether all values are computed."""
        position = self._debugger.frame.position
        finished = self._sampling.advance(seconds)
        self._debugger.peek(position)
        return finished
