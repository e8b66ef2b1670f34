"""Format 1 of traces, read as format 2: a header without the scenario, and a line an operation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from nnstep.expr.array import Array, frozen
from nnstep.limits import LIST_DEPTH
from nnstep.problems.message_text import description
from nnstep.traces.header import Header, header_from
from nnstep.traces.record import RecordPlace, TraceRecord, record_of


def first_format_header(facts: Mapping[str, Any]) -> Header:
    """Return the header that the first line of format 1 states; raise KeyError, TypeError or ValueError at another."""
    return header_from(
        {
            "nnstep_trace": 1,
            "python": "",
            "numpy": "",
            "name": facts["scenario"],
            "scenario": "",
            "notation": "",
            "precision": facts.get("precision", "float64"),
            "conventions": {},
            "seed": 0,
            "shuffled": False,
            "selection": {"only": ()},
            "ops": [{key: op[key] for key in ("op", "phase", "layer", "target", "numpy")} for op in facts["ops"]],
            **{key: facts[key] for key in ("version", "title", "epochs", "steps_per_epoch", "first_position")},
        }
    )


def first_format_start(facts: Mapping[str, Any]) -> dict[str, Array]:
    """Return the values at the beginning that the first line states; raise as `first_format_header` does."""
    start: dict[str, Any] = facts["start"]
    if not isinstance(start, dict):
        raise TypeError(f"start must be a table, but it is {description(start)}")
    return {id: frozen(_numbers(value)) for id, value in start.items()}


def first_format_head(offset: int, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts of a line as format 2 names them, with its offset as its number."""
    return {"n": offset, "kind": "op", "text": "", "hash": "", **facts, "position": facts["position"] + 1}


def first_format_record(n: int, facts: Mapping[str, Any], header: Header) -> TraceRecord:
    """Return the record of one line; raise KeyError, TypeError or ValueError where it is none."""
    if "nnstep_trace" in facts:
        begins = header.place(header.first_position)
        place = RecordPlace(begins.epoch, begins.step, begins.op, header.first_position)
        return TraceRecord(n, "header", place, text=header.title)
    return record_of(first_format_head(n, facts), frozen(np.reshape(_numbers(facts["value"]), facts["shape"])))


def _numbers(value: Any, depth: int = 0) -> Any:
    """Return nested numbers, those that are not finite by their names."""
    if depth > LIST_DEPTH.most:
        raise ValueError(f"its lists are nested more than {LIST_DEPTH.most} deep")
    return [_numbers(part, depth + 1) for part in value] if isinstance(value, list) else float(value)
