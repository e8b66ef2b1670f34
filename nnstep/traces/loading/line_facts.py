"""Lines of a trace read one after another, in little more time than JSON takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from nnstep.expr.array import Array
from nnstep.traces.reading.trace_file import TraceFile
from nnstep.traces.record import decoded, facts_of, table_in, wrong_part

FlatNumbers: TypeAlias = "Sequence[float] | Array"
"""A value without its shape."""


def take_lines(
    trace: TraceFile,
    lines: Iterable[tuple[int, bytes]],
    take: Callable[[Mapping[str, Any], Sequence[int], FlatNumbers], None],
) -> None:
    """Call `take` with the facts of each line by key, the shape of its value, and its numbers.

    It may raise where they are no record's. Raise DataError then, and at a line that is no record.
    """
    for offset, data in lines:
        try:
            if trace.is_first_format:
                record = trace.record_at(offset, data)
                take(facts_of(record), list(record.value.shape), record.value.ravel())
            else:
                facts = table_in(data)
                numbers = facts["value"]
                if facts["nonfinite"]:
                    numbers = decoded(numbers, facts["nonfinite"], (len(numbers),))
                take(facts, facts["shape"], numbers)
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise trace.wrong_at(offset, f"this is no record of a trace: {wrong_part(error)}") from None
