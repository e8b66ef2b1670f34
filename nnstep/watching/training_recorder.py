"""Writes captured training steps to a trace, as the run that nnstep would make of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from nnstep.engine.edits import Edit
from nnstep.engine.frame import Frame
from nnstep.expr.array import Array, frozen
from nnstep.program.program import Program
from nnstep.scenario.dataset import Samples
from nnstep.traces.selection import Selection
from nnstep.traces.writing.trace_writer import TraceWriter


class TrainingRecorder:
    """An open recording of the training steps of which every `every`-th is given."""

    def __init__(self, path: Path, program: Program, every: int, *, computed_by: str, overwrite: bool) -> None:
        """Create the file, which names what the values were `computed_by`; raise OutputError where that fails."""
        self._program = program
        self._every = every
        self._constants: dict[str, Array] = {
            id: value for id, value in program.start.items() if id not in program.parameters
        }
        self._kept: Mapping[str, Array] = {id: program.start[id] for id in program.parameters}
        """The parameters as they are known to be after what is recorded."""
        self._ended = -1
        """The last training step of which the end was written, from 0."""
        beginning = self._frame(0, 0, self._kept, frozen([]))
        self._writer = TraceWriter(path, beginning, Selection(every), overwrite=overwrite, computed_by=computed_by)

    @property
    def operations(self) -> int:
        """How many operations are recorded."""
        return self._writer.operations

    def write(
        self,
        step: int,
        before: Mapping[str, Array],
        batch: Mapping[str, Array],
        results: Sequence[Array],
        losses: Sequence[float],
    ) -> None:
        """Write a training step: its values before the first operation, the batch, and each operation's result.

        `losses` are the errors of all training steps so far, its own included. Raise OutputError where that fails.
        """
        ops, length = self._program.ops, len(self._program.ops)
        known = {id: before[id] for id in self._program.parameters}
        start = self._frame(step - 1 if step else 0, length if step else 0, known, frozen(losses[:-1]))
        if step > self._ended + 1:
            self._writer.write(start)
        self._change(start, before)
        errors, program = frozen(losses), self._given(batch)
        values = {**self._constants, **before, **batch}
        for number, (op, result) in enumerate(zip(ops, results, strict=True), start=1):
            values = {**values, op.target: result}
            self._writer.write(replace(self._frame(step, number, values, errors, result), program=program))
        self._kept = {id: values[id] for id in self._program.parameters}
        self._ended = step

    @property
    def kept_beside(self) -> str:
        """Which file holds what, where an old one was not replaced; empty where there is none."""
        return self._writer.kept_beside

    def close(self, steps: int, losses: Sequence[float], reason: str, *, is_whole: bool) -> None:
        """Write the end, after `steps` training steps; where it `is_whole`, it takes the place of an old file.

        Raise OutputError where the file is incomplete.
        """
        if steps > self._ended + 1:
            self._writer.reach(self._frame(steps - 1, len(self._program.ops), self._kept, frozen(losses)))
        self._writer.close(reason, is_whole=is_whole)

    def _change(self, frame: Frame, values: Mapping[str, Array]) -> None:
        """Write what the program of the person changed between two training steps: rates, and parameters by hand."""
        for id, value in values.items():
            known = self._constants.get(id)
            if known is None and self._every == 1:
                known = self._kept.get(id)
            if known is None or np.array_equal(known, value, equal_nan=True):
                continue
            text = f"{id} = {float(value)!r}" if value.ndim == 0 else f"{id} was changed between two training steps"
            self._writer.edit(Edit(frame.position, id, value, known, text), frame)
            if id in self._constants:
                self._constants[id] = value

    def _given(self, batch: Mapping[str, Array]) -> Program:
        """Return the program with a batch of its own as what each training step is given."""
        schedule = self._program.schedule
        x, y = (value if schedule.transposed else value.T for value in (batch["x"], batch["y"]))
        return replace(self._program, schedule=replace(schedule, samples=Samples(x, y), _batches={}, _orders={}))

    def _frame(
        self, step: int, done: int, values: Mapping[str, Array], errors: Array, result: Array | None = None
    ) -> Frame:
        program, length = self._program, len(self._program.ops)
        op = program.ops[done - 1] if done else None
        return Frame(
            program=program,
            position=step * length + done,
            step=step,
            done=done,
            op=op,
            inputs={},
            previous=None,
            result=values.get(op.target, frozen(0.0)) if result is None and op is not None else result,
            values={**self._constants, **values},
            next_op=program.ops[done % length],
            errors=errors,
            known_errors=errors,
        )
