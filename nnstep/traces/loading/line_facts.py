"""Lines of a trace read one after another, in little more time than JSON takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

import orjson

from nnstep.expr.array import Array
from nnstep.traces.record import Record, decoded
from nnstep.traces.trace_file import TraceFile

FlatNumbers: TypeAlias = "list[float] | Array"
"""A value without its shape."""


def take_lines(
    trace: TraceFile, lines: Iterable[tuple[int, bytes]], take: Callable[[dict[str, Any], FlatNumbers], None]
) -> None:
    """Call `take` with the facts of each line by key, and its numbers; it may raise where they are no record's.

    Raise DataError then, and at a line that is no record.
    """
    for offset, data in lines:
        try:
            if trace.is_first_format:
                record = trace.record(trace.line(offset, data))
                take(_facts_of(record), record.value.ravel())
            else:
                facts = orjson.loads(data)
                numbers = facts["value"]
                if facts["nonfinite"]:
                    numbers = decoded(numbers, facts["nonfinite"], (len(numbers),))
                take(facts, numbers)
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise trace.wrong_at(offset, f"this is no record of a trace: {error}") from None


def _facts_of(record: Record) -> dict[str, Any]:
    place = record.place
    return {
        "n": record.n,
        "kind": record.kind,
        "epoch": place.epoch,
        "step": place.step,
        "op": place.op,
        "position": place.position,
        "phase": record.phase,
        "layer": record.layer,
        "target": record.target,
        "shape": record.value.shape,
        "text": record.text,
        "hash": record.hash,
    }
