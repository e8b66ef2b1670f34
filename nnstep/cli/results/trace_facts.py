"""What ``nnstep trace --json`` and ``nnstep verify --json`` say of a trace."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

import numpy as np

from nnstep.expr.array import RunPrecision, plain
from nnstep.json_schemas.type_schema import JsonNumber
from nnstep.traces.contents.trace_summary import TraceSummary, shapes_by_quantity
from nnstep.traces.kernel import Kernel
from nnstep.traces.reading.trace_file import TraceFile
from nnstep.traces.selection import Selection
from nnstep.traces.verification.finding import VerificationResult, VerifiedCounts, WrongRecord


class ValueCount(TypedDict):
    """How many values of one shape are recorded of a quantity."""

    shape: list[int]
    """Rows and columns; empty for a number."""
    values: int
    """How many values have this shape."""


class TraceFacts(TypedDict):
    """What is in one trace."""

    file: str
    """The file."""
    format: str
    """The kind of file, in words."""
    nnstep_trace: int
    """The version of the trace format."""
    bytes: int
    """The size of the file."""
    unpacked_bytes: int | None
    """The size of its lines, unpacked; null where it is in a format without lines."""
    whole: bool
    """Whether the recording was ended and not broken off."""
    reason: str
    """Why the recording ended; empty where it was broken off."""
    cut_off: str
    """What is missing of the last record; empty where nothing is."""
    scenario: str
    """The name of the scenario."""
    title: str
    """The scenario's title."""
    version: str
    """The version of nnstep that recorded it."""
    python: str
    """The version of Python that it ran in; may be empty."""
    numpy: str
    """The version of NumPy that it ran with; may be empty."""
    kernel: Kernel | None
    """What computed the values beside NumPy; null where the trace does not say."""
    precision: RunPrecision
    """The type of the run's numbers."""
    first_position: int
    """Operations of the run done before the recording began."""
    last_position: int
    """Operations of the run done where the recording ends."""
    positions: int
    """Operations of the whole run."""
    training_steps: int
    """Recorded training steps."""
    epochs: int
    """Recorded ends of epochs."""
    selection: Selection
    """What of the run was to be recorded."""
    records: int
    """All records."""
    kinds: Mapping[str, int]
    """How many records there are of each kind."""
    quantities: Mapping[str, list[ValueCount]]
    """How many values are recorded of each quantity, by id."""


def trace_facts(summary: TraceSummary) -> TraceFacts:
    """Return what is in a trace."""
    header, counts = summary.header, summary.counts
    return {
        "file": str(summary.path),
        "format": summary.format,
        "nnstep_trace": header.nnstep_trace,
        "bytes": summary.bytes,
        "unpacked_bytes": summary.unpacked or None,
        "whole": summary.is_whole,
        "reason": summary.reason,
        "cut_off": summary.cut_off,
        "scenario": header.name,
        "title": header.title,
        "version": header.version,
        "python": header.python,
        "numpy": header.numpy,
        "kernel": header.kernel,
        "precision": header.precision,
        "first_position": header.first_position,
        "last_position": summary.last_position,
        "positions": header.last_position,
        "training_steps": counts.steps,
        "epochs": counts.kinds["epoch"],
        "selection": header.selection,
        "records": counts.kinds.total(),
        "kinds": dict(counts.kinds),
        "quantities": {
            target: [{"shape": list(shape), "values": count} for shape, count in shapes.items()]
            for target, shapes in shapes_by_quantity(counts).items()
        },
    }


class WrongRecordFacts(TypedDict):
    """One record that is not what it should be."""

    line: int
    """The line in the file, from 1."""
    place: str
    """Epoch, training step and operation; empty where there is none."""
    what: str
    """What is wrong."""
    target: str
    """The id of the quantity; may be empty."""
    index: list[int] | None
    """Which element is wrong; null where that is not one element."""
    recorded: JsonNumber | None
    """The value in the file."""
    recomputed: JsonNumber | None
    """The value computed again."""
    bound: JsonNumber | None
    """How far a correct library's value lies from that at most."""


class VerificationFacts(TypedDict):
    """The result of a verification."""

    right: bool
    """Whether nothing is wrong."""
    cut_off: int
    """Bytes of a last record that is not complete."""
    counts: VerifiedCounts
    """How much was looked at."""
    recorded_with: Kernel | None
    """What the values were computed with; null where the trace does not say."""
    here: Kernel
    """What would compute them now: another kernel may give other last bits."""
    wrong: list[WrongRecordFacts]
    """What is wrong, in the order of the file."""


def verification_facts(result: VerificationResult, trace: TraceFile, here: Kernel) -> VerificationFacts:
    """Return the result of the verification of a trace; `here` is what would compute its values now."""
    return {
        "right": result.is_right,
        "cut_off": trace.cut_off,
        "counts": result.counts,
        "recorded_with": trace.header.kernel,
        "here": here,
        "wrong": list(map(_wrong, result.wrong)),
    }


def _wrong(record: WrongRecord) -> WrongRecordFacts:
    return {
        "line": record.line,
        "place": record.place,
        "what": record.what,
        "target": record.target,
        "index": None if record.index is None else list(record.index),
        "recorded": _number(record.recorded),
        "recomputed": _number(record.recomputed),
        "bound": _number(record.bound),
    }


def _number(value: float | None) -> JsonNumber | None:
    return None if value is None else plain(np.asarray(value))
