"""What a trace holds of single training steps: their lines, and the values of those that were asked for."""

from __future__ import annotations

from dataclasses import dataclass, field

from nnstep.expr.array import Array
from nnstep.program.program import Program
from nnstep.traces.reading.trace_file import Line, TraceFile

_KEPT = 4
"""Training steps of which what was read is kept."""


@dataclass(slots=True)
class RecordedStep:
    """What is recorded of one training step."""

    ops: dict[int, Line] = field(default_factory=dict)
    """The lines of its operations, from 0."""
    given: dict[str, Line] = field(default_factory=dict)
    """The lines of the values that stand before its operations: what it starts from, and what it is given."""
    end: int = 0
    """Where the next training step's lines begin."""
    results: dict[int, Array] = field(default_factory=dict)
    """What was read of the operations' results."""


class RecordedSteps:
    """The training steps of a trace, each read when it is asked for; the last ones are kept.

    DataError is raised for a value in another shape than its quantity has in the run.
    """

    def __init__(self, trace: TraceFile, program: Program) -> None:
        self._trace = trace
        self._program = program
        self._steps: dict[int, RecordedStep] = {}

    def result(self, step: int, number: int) -> Array | None:
        """Return the result of operation `number` of a training step, both from 0; None where it is not recorded."""
        recorded = self._step(step)
        if number not in recorded.results:
            line = recorded.ops.get(number)
            if line is None:
                return None
            recorded.results[number] = self._value(line, step, self._program.ops[number].target)
        return recorded.results[number]

    def given(self, step: int) -> dict[str, Array]:
        """Return the values that are recorded before the operations of a training step."""
        return {id: self._value(line, step, id) for id, line in self._step(step).given.items()}

    def _value(self, line: Line, step: int, id: str) -> Array:
        value = self._trace.value(line)
        if (fault := misshapen(self._program, id, value, step)) is not None:
            raise self._trace.wrong_at(line.offset, fault)
        return value

    def _step(self, step: int) -> RecordedStep:
        if step not in self._steps:
            before = self._steps.get(step - 1)
            recorded = self._read(step, before.end if before is not None else self._trace.find_step(step))
            while len(self._steps) >= _KEPT:
                del self._steps[next(iter(self._steps))]
            self._steps[step] = recorded
        return self._steps[step]

    def _read(self, step: int, offset: int) -> RecordedStep:
        """Read the lines of a training step, which begin at `offset`."""
        found, given = RecordedStep(end=self._trace.end), dict[str, Line]()
        for line in self._trace.lines(offset):
            match line.head.kind:
                case "op" | "batch" | "start" | "epoch" if line.head.step > step:
                    found.end = line.offset
                    break
                case "op":
                    found.ops[line.head.op - 1] = line
                case "batch":
                    given[line.head.target] = line
                case "start" if line.head.target:
                    found.given[line.head.target] = line
                case _:
                    pass
        found.given |= given
        return found


def misshapen(program: Program, id: str, value: Array, step: int | None = None) -> str | None:
    """Return what is wrong with the shape of a quantity in training step `step`, or in any; None if nothing is."""
    if id not in program.shapes:
        return None
    shapes = (program.shapes[id], program.last_shapes[id]) if step is None else (program.shapes_in(step)[id],)
    return None if value.shape in shapes else f"{id} has the shape {value.shape}, but in this run it has {shapes[0]}"
