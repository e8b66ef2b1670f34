"""A trace: a header for the run and one line an operation, without loss; its file is readable to the last whole line.

Floats have the fewest digits that read back as the same bits. NaN and the infinities, which JSON does not have, are the
strings "nan", "inf" and "-inf".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from nnstep.engine.edits import Edit
from nnstep.engine.frame import Frame
from nnstep.expr.array import Array
from nnstep.harmless_text import visible_json
from nnstep.outputs.asked import Output, check_outputs
from nnstep.outputs.stream import Stream
from nnstep.program.program import Program
from nnstep.version import __version__

FORMAT_VERSION = 1
ENDINGS = {".jsonl": "JSON Lines"}
"""The endings of a trace's file name."""


def header_line(
    program: Program, position: int, *, values: Mapping[str, Array] | None = None, edits: Sequence[Edit] = ()
) -> bytes:
    """Return the first line of a trace that begins after `position` operations, with the `edits` made before.

    `values` are the values at its beginning, by default those of the program's start.
    """
    values = program.start if values is None else values
    header = {
        "nnstep_trace": FORMAT_VERSION,
        "version": __version__,
        "scenario": program.name,
        **({} if program.precision == "float64" else {"precision": program.precision}),
        "title": program.scenario.title,
        "epochs": program.schedule.epochs,
        "steps_per_epoch": program.schedule.steps_per_epoch,
        "first_position": position,
        "ops": [
            {"op": n, "phase": op.phase, "layer": op.layer, "target": op.target, "numpy": op.source}
            for n, op in enumerate(program.ops, start=1)
        ],
        "start": {id: plain(values[id]) for id in program.start},
        "edits": [{"position": edit.position, "target": edit.id, "value": plain(edit.value)} for edit in edits],
    }
    return visible_json(orjson.dumps(header).decode()).encode() + b"\n"


def operation_line(frame: Frame) -> bytes:
    """Return the line of the last operation; raise ValueError at the start of the run."""
    op, value, place = frame.op, frame.result, frame.place
    if op is None or value is None:
        raise ValueError("the start of a run is no operation")
    record = {
        "position": frame.position - 1,
        "epoch": place.epoch,
        "step": place.step,
        "op": place.op,
        "phase": op.phase,
        "layer": op.layer,
        "target": op.target,
        "shape": value.shape,
        "value": _encodable(value),
    }
    return orjson.dumps(record, option=orjson.OPT_SERIALIZE_NUMPY) + b"\n"


def plain(value: Array) -> Any:
    """Return an array as nested lists of numbers, with strings for NaN and the infinities."""
    return _named(value.tolist()) if not np.isfinite(value).all() else value.tolist()


def _encodable(value: Array) -> Any:
    """Return what orjson writes fastest without loss: it would write NaN as null, and refuses other memory orders."""
    if value.ndim == 0 or not np.isfinite(value).all():
        return plain(value)
    return np.ascontiguousarray(value)


def _named(value: Any) -> Any:
    if isinstance(value, list):
        return [_named(item) for item in value]
    return value if np.isfinite(value) else str(float(value))


class TraceWriter(AbstractContextManager["TraceWriter"]):
    """An open trace, in the file at each training step's end, and on the disk as `nnstep.outputs.stream` says."""

    def __init__(
        self,
        path: str | Path,
        program: Program,
        position: int = 0,
        *,
        values: Mapping[str, Array] | None = None,
        edits: Sequence[Edit] = (),
        overwrite: bool = False,
    ) -> None:
        """Create the file and write the header, as `header_line` does.

        Raise FileTakenError where it exists and must stay, OutputError where it can't be created.
        """
        self.path = Path(path)
        self.operations = 0
        """The number of operations written."""
        self._last_op = len(program.ops)
        check_outputs(Output(self.path, ENDINGS), inputs=program.scenario.inputs, overwrite=overwrite)
        header = header_line(program, position, values=values, edits=edits)
        self._file = Stream(self.path, header, overwrite=overwrite)

    def write(self, frame: Frame) -> None:
        """Write the last operation of `frame`; raise OutputError where that fails."""
        self._file.add(operation_line(frame), ends_group=frame.done == self._last_op)
        self.operations += 1

    def close(self) -> None:
        """Write the rest and close; raise OutputError where the file is incomplete."""
        self._file.close()

    def __exit__(self, *_: object) -> None:
        self.close()
