"""Which training steps of a run a picture shows, as they are numbered and named on its axis."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnstep.errors import CommandError
from nnstep.expr.array import Array
from nnstep.problems.message_text import counted
from nnstep.session.pictures.picture_request import PictureRequest
from nnstep.session.sampling import Steps, Stretch

_MOST_KEPT = 2**26
"""How many numbers of all training steps are kept, if so many are asked for."""
_COST = 16
"""As many numbers as an array takes memory beside its own."""


@dataclass(frozen=True, slots=True)
class ShownSteps:
    """The training steps of a stretch, or only the last one of each epoch in it."""

    stretch: Stretch
    request: PictureRequest
    steps_per_epoch: int

    @property
    def last(self) -> ShownSteps:
        """The last of them alone; raise CommandError where there is none."""
        step = int(self.all_asked()[-1])
        return ShownSteps(Stretch(step, step + 1), self.request, self.steps_per_epoch)

    @property
    def about(self) -> str:
        """From where to where they go."""
        first, last = -(-(self.stretch.first + 1) // self._group), self.stretch.end // self._group
        if first == last:
            return f"at the end of {self.noun} {first:,}"
        return f"at the end of {self.noun}s {first:,} to {last:,}"

    @property
    def noun(self) -> str:
        """What is numbered."""
        return "epoch" if self.request.per_epoch else "training step"

    def all_asked(self) -> Steps:
        """Return those that are asked for; raise CommandError where there is none."""
        steps = self.stretch.each(self._group * (self.request.every or 1))
        if not steps.size:
            raise CommandError(
                f"the part of the run asked for has no {self.noun} to show", "choose a longer part of it"
            )
        return steps

    def looked_at(self, most: int, elements: int) -> Steps:
        """Return at most `most` evenly spaced ones, or each that is asked for with a distance between them.

        Raise CommandError where there is none, or so many that the `elements` of each would not fit into memory.
        """
        steps = self.all_asked()
        if self.request.every is None:
            return steps if steps.size <= most else steps[Stretch(0, steps.size).evenly(most)]
        fitting = _MOST_KEPT // (elements + _COST)
        if steps.size > fitting:
            numbers = counted(elements, "number")
            raise CommandError(
                f"{steps.size:,} values of {numbers} are too many for a picture: at most {fitting:,}",
                f"use --every {-(-steps.size * self.request.every // fitting)}, or leave it out",
            )
        return steps

    def numbers(self, steps: Steps) -> Array:
        """Return training steps, or the epochs that they end, as numbers from 1 on."""
        return np.asarray((steps + 1) // self._group, dtype=np.float64)

    def axis_name(self, steps: Steps) -> str:
        """Return the name of an axis over these training steps, with how they were chosen."""
        total = self.stretch.each(self._group).size
        if steps.size == total:
            return self.noun
        if self.request.every is not None:
            return f"{self.noun} ({self.request.every:,} apart)"
        return f"{self.noun} ({steps.size:,} of {total:,}, evenly spaced)"

    @property
    def _group(self) -> int:
        return self.steps_per_epoch if self.request.per_epoch else 1
