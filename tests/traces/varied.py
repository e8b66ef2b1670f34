"""Recordings that have everything a trace may have, by name, for tests that hold for all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from nnstep.engine.edits import Edit
from nnstep.engine.timeline import Timeline
from nnstep.expr.array import frozen
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.session.opening import open_program
from nnstep.traces.selection import Selection
from nnstep.traces.writing.trace_writer import TraceWriter
from tests.traces.recorded import record

WORDS = 'said, "so"\n=1+1 ✓ \\'
"""What a table may stumble over."""


def _single_precision(path: Path) -> Path:
    scenario = open_program("bradbury-2-2-2-1", 3).scenario
    conventions = replace(scenario.conventions, precision="float32")
    # Gradients of all sizes: numbers of single and of double precision are written differently below 1e-5.
    return record(path, compile_program(replace(scenario, conventions=conventions, learning_rate=1e-4), 3))


def diverging(epochs: int = 6) -> Program:
    """Return a run whose numbers grow to infinity and to NaN."""
    scenario = open_program("zheng-exercise-1", epochs).scenario
    return compile_program(replace(scenario, learning_rate=1e80), epochs)


def _with_remarks(path: Path) -> Path:
    program = open_program("zheng-exercise-1", 3)
    run = Timeline(program)
    with TraceWriter(path, run.seek(0), overwrite=True) as writer:
        for position in range(1, program.last_position):
            frame = run.seek(position)
            writer.write(frame)
            if position == 15:
                old = frame.values["b1"]
                writer.edit(Edit(15, "b1", frozen(np.full(old.shape, 0.1)), old, "b1 = 0.1"), frame)
                writer.remark("note", frame, WORDS)
                writer.remark("move", frame, "-> 1.1.12")
                writer.remark("answer", frame, "@z1", "z1", frozen([0.1, 2.0, 1 / 3]))
    return path


VARIED: Mapping[str, Callable[[Path], Path]] = {
    "small": lambda path: record(path, open_program("zheng-exercise-1", None)),
    "single": _single_precision,
    "nonfinite": lambda path: record(path, diverging()),
    "batches": lambda path: record(path, open_program("digits", 1), Selection(only=("z1", "E", "x", "b?"))),
    "graph": lambda path: record(path, open_program("bradbury-graph-many-paths", None)),
    "accuracies": lambda path: record(path, open_program("softmax-three-classes", 3)),
    "part": lambda path: record(path, open_program("xor", 9), Selection(every=3, first=31, last=110)),
    "epochs": lambda path: record(path, open_program("xor", 9), Selection(epochs_only=True)),
    "remarks": _with_remarks,
}
"""By name, what writes one under a path."""
