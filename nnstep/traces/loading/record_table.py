"""All records of a trace as a table, a record a row, for Arrow, pandas and polars."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from importlib import import_module
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnstep.errors import DataError
from nnstep.expr.array import in_precision
from nnstep.traces.loading.line_facts import FlatNumbers, take_lines
from nnstep.traces.loading.record_columns import COLUMNS, RecordColumns
from nnstep.traces.reading.trace_file import TraceFile


def arrow_table(trace: TraceFile) -> Any:
    """Return the records as a table of pyarrow; raise DataError where the package is missing, or a line is damaged."""
    arrow = _package("pyarrow")
    return _columns(trace).arrow_table(arrow)


def pandas_frame(trace: TraceFile) -> Any:
    """Return the records as a DataFrame of pandas; raise as `arrow_table` does."""
    pandas = _package("pandas")
    columns = _columns(trace)
    found: dict[str, Any] = {name: np.frombuffer(integers, np.int64) for name, integers in columns.integers.items()}
    found |= {name: pandas.Series(texts, dtype="str") for name, texts in columns.texts.items()}
    found["shape"] = _objects([tuple(shape) for shape in _parts(columns.shapes, columns.shape_ends)])
    found["value"] = _objects(_parts(columns.numbers.numbers, columns.ends))
    return pandas.DataFrame({name: found[name] for name in COLUMNS})


def polars_frame(trace: TraceFile) -> Any:
    """Return the records as a DataFrame of polars; raise as `arrow_table` does."""
    polars = _package("polars")
    columns = _columns(trace)
    found = {name: polars.Series(np.frombuffer(integers, np.int64)) for name, integers in columns.integers.items()}
    found |= {name: polars.Series(texts, dtype=polars.String) for name, texts in columns.texts.items()}
    found["shape"] = _polars_lists(polars, np.array(columns.shapes, np.int64), columns.shape_ends)
    found["value"] = _polars_lists(polars, columns.numbers.numbers, columns.ends)
    return polars.DataFrame({name: found[name] for name in COLUMNS})


def _polars_lists(polars: Any, flat: NDArray[Any], ends: array[int]) -> Any:
    """Return a column of lists, cut by polars out of one list of all: thirty times as quick as from a list each."""
    places = np.frombuffer(ends, np.int64)
    cuts = polars.DataFrame({"at": places[:-1], "length": np.diff(places)})
    whole = polars.lit(polars.Series([polars.Series(flat)])).first()
    return cuts.select(whole.list.slice(polars.col("at"), polars.col("length")).alias("lists"))["lists"]


def _columns(trace: TraceFile) -> RecordColumns:
    columns = RecordColumns()

    def take_single(facts: Mapping[str, Any], shape: Sequence[int], numbers: FlatNumbers) -> None:
        is_of_run = facts["target"] and facts["kind"] != "answer"
        columns.add(facts, shape, in_precision(numbers, "float32") if is_of_run else numbers)

    # A number of single precision is written with the digits that it needs as one.
    take_lines(trace, trace.raw_lines(0), take_single if trace.header.precision == "float32" else columns.add)
    return columns


def _parts(flat: Any, ends: array[int]) -> list[Any]:
    return [flat[begins:end] for begins, end in pairwise(ends)]


def _objects(items: list[Any]) -> NDArray[Any]:
    """Return a column of objects: of arrays of the same size NumPy would make one of rank two."""
    column = np.empty(len(items), dtype=object)
    column[:] = items
    return column


def _package(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        raise DataError(f"the package {name} is needed for this table", f"pip install {name}") from None
