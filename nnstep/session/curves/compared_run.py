"""Another run whose errors are drawn beside those of the session's: a recording, or a scenario that is computed."""

from __future__ import annotations

from pathlib import Path

from nnstep.engine.run import Run, catch_up
from nnstep.errors import CommandError
from nnstep.expr.array import Array
from nnstep.harmless_text import visible
from nnstep.session.opening import open_run


class ComparedRun:
    """A run that goes as far as the one it is compared with, and no further."""

    def __init__(self, name: str, run: Run) -> None:
        self.name = name
        """Fit to be shown."""
        self.run = run

    def errors(self) -> Array:
        """Return the errors of all its training steps that are known."""
        return self.run.errors()

    def lacks(self, count: int) -> bool:
        """Return whether it has to be computed or read on, to have the errors of `count` training steps."""
        return self.errors().size < min(count, self._last_step)

    def advance(self, count: int, seconds: float) -> None:
        """Compute or read on for about `seconds`."""
        catch_up(self.run, min(count, self._last_step), seconds)

    @property
    def _last_step(self) -> int:
        """The training steps that it has, as far as that is known."""
        return self.run.last_position // len(self.run.program.ops)


def compared_run(word: str) -> ComparedRun:
    """Open a trace or a scenario to compare with; raise NNStepError where there is no error in it to draw."""
    opened = open_run(word)
    if not opened.program.objective:
        raise CommandError(f"{word} has no error to draw", "name a run that computes one")
    run = opened.begin()
    if opened.trace is not None:
        run.errors(run.last_position // len(opened.program.ops))  # which reads them
    return ComparedRun(visible(Path(word).name), run)
