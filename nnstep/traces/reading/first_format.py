"""Format 1 of traces, read as format 2: a header without the scenario, and a line an operation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from nnstep.expr.array import Array, frozen
from nnstep.traces.header import Header, TraceOp
from nnstep.traces.record import RecordPlace, TraceRecord


def first_format_header(facts: Mapping[str, Any]) -> Header:
    """Return the header that the first line of format 1 states; raise KeyError or TypeError where it is none."""
    return Header(
        nnstep_trace=1,
        version=facts["version"],
        python="",
        numpy="",
        name=facts["scenario"],
        title=facts["title"],
        scenario="",
        notation="",
        precision=facts.get("precision", "float64"),
        conventions={},
        seed=0,
        shuffled=False,
        epochs=facts["epochs"],
        steps_per_epoch=facts["steps_per_epoch"],
        first_position=facts["first_position"],
        ops=tuple(TraceOp(op["op"], op["phase"], op["layer"], op["target"], op["numpy"]) for op in facts["ops"]),
    )


def first_format_start(facts: Mapping[str, Any]) -> dict[str, Array]:
    """Return the values at the beginning that the first line states."""
    return {str(id): frozen(_numbers(value)) for id, value in facts["start"].items()}


def first_format_record(n: int, facts: Mapping[str, Any], header: Header) -> TraceRecord:
    """Return the record of one line; raise KeyError, TypeError or ValueError where it is none."""
    if "nnstep_trace" in facts:
        return TraceRecord(n, "header", RecordPlace(position=header.first_position), text=header.title)
    place = RecordPlace(facts["epoch"], facts["step"], facts["op"], facts["position"] + 1)
    value = frozen(np.reshape(_numbers(facts["value"]), facts["shape"]))
    return TraceRecord(n, "op", place, facts["phase"], facts["layer"], facts["target"], value)


def _numbers(value: Any) -> Any:
    """Return nested numbers, those that are not finite by their names."""
    return [_numbers(part) for part in value] if isinstance(value, list) else float(value)
