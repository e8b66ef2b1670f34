"""One stop of the debugger: all that a view may look at; and the state that a run can begin with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nnstep.engine.partial_operation import PartialOperation
from nnstep.engine.series import RunFigures
from nnstep.expr.array import Array, Shape, frozen
from nnstep.program.iteration import RunPlace
from nnstep.program.program import Op, Program


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """The state after `position` operations. Not compared by value, since arrays are not."""

    program: Program
    position: int
    """Operations done since the start of the run."""
    step: int
    """The training step, from 0, that the operation done last belongs to."""
    done: int
    """Operations done in that training step."""
    op: Op | None
    """The operation done last; None at the start of the run."""
    inputs: Mapping[str, Array]
    """What that operation read, as it saw it: an update's old value too."""
    previous: Array | None
    """The value that the operation overwrote, or None where there was none."""
    result: Array | None
    """What the operation gave; `values` has another one if that was edited at this very position."""
    values: Mapping[str, Array]
    """Every quantity that has a value now; what this training step has not computed yet is missing."""
    next_op: Op | None
    """The operation that comes next; None at the end of the run."""
    errors: Array
    """The error of each training step so far, shape (n,), the present one's included once it is computed."""
    known_errors: Array
    """The same, for as far as the run has ever been computed: beyond the present position after going back."""

    accuracies: Array = field(default_factory=lambda: frozen([]))
    """Which part of the evaluated samples was put into the right class after each epoch so far, shape (epochs,)."""
    test_errors: Array = field(default_factory=lambda: frozen([]))
    """The mean error of the samples kept for testing after each epoch so far, where there are any, shape (epochs,)."""
    ended: str = ""
    """Why the run ends here, where that is before its last epoch."""
    stale: frozenset[str] = frozenset()
    """What was computed from a value that was edited since, and has not been computed again."""
    inside: PartialOperation | None = None
    """How far the next operation is done, after stepping into it."""
    unrecorded_op: Op | None = None
    """The operation done last, where a recording does not hold its result or what it read; `op` is None then."""
    unrecorded: tuple[str, ...] = ()
    """What of that operation the recording does not hold, by id."""

    def lacks(self, id: str) -> bool:
        """Return whether a quantity had a value here that the recording does not hold; of a live run it never does."""
        if id in self.values:
            return False
        return id in self.program.parameters or all(op.target != id for op in self.program.ops[self.done :])

    @property
    def shapes(self) -> Mapping[str, Shape]:
        """The shape of every quantity in this training step."""
        return self.program.shapes_in(self.step)

    @property
    def place(self) -> RunPlace:
        """The position as people read it: epoch.step.operation."""
        return self.program.schedule.place(self.step, self.done)

    @property
    def result_shape(self) -> Shape:
        """The shape of what the operation gave; a number's at the start of the run."""
        return self.shapes[self.op.target] if self.op is not None else ()

    @property
    def at_start(self) -> bool:
        """Whether nothing has been done yet."""
        return self.position == 0

    @property
    def at_end(self) -> bool:
        """Whether the run is over."""
        return self.next_op is None


@dataclass(frozen=True, slots=True, eq=False)
class RunStart:
    """The state that a run begins with, if not at the program's start: within a training step, say."""

    step: int
    """The training step, from 0."""
    done: int
    """Its operations that are done already."""
    values: Mapping[str, Array]
    """All values there."""
    figures: RunFigures = field(default_factory=RunFigures)
    """The errors so far, the training step's own included once it is computed, and those of the epochs that ended.

    The run goes on with these: what it notes is appended to them.
    """
    largest_gradient: float = 0.0
    """The largest element of any gradient in the epoch, before the training step."""
