"""All records of a trace as a table, a record a row, for Arrow, pandas and polars."""

from __future__ import annotations

from array import array
from importlib import import_module
from itertools import pairwise
from typing import Any

import numpy as np

from nnstep.errors import DataError
from nnstep.expr.array import Array, Shape, in_precision
from nnstep.traces.loading.growing import Growing
from nnstep.traces.loading.line_facts import FlatNumbers, take_lines
from nnstep.traces.trace_file import TraceFile

COLUMNS = (
    *("n", "kind", "epoch", "step", "op", "position", "phase", "layer", "target", "shape"),
    *("value", "text", "hash"),
)
"""In their order. A number that is not finite is in ``value`` itself, so that ``nonfinite`` is left out."""
_INTEGERS = ("n", "epoch", "step", "op", "position", "layer")
_TEXTS = ("kind", "phase", "target", "text", "hash")


def arrow_table(trace: TraceFile) -> Any:
    """Return the records as a table of pyarrow; raise DataError where the package is missing, or a line is damaged."""
    arrow = _package("pyarrow")
    columns = _Columns(trace)

    def field(name: str, kind: Any) -> Any:
        return arrow.field(name, kind, nullable=False)

    def lists(kind: Any) -> Any:
        return arrow.list_(arrow.field("element", kind, nullable=False))

    kinds = {
        **dict.fromkeys(_INTEGERS, arrow.int64()),
        **dict.fromkeys(_TEXTS, arrow.string()),
        "shape": lists(arrow.int64()),
        "value": lists(arrow.float64()),
    }
    found = {name: arrow.array(np.frombuffer(numbers, np.int64)) for name, numbers in columns.integers.items()}
    found |= {name: arrow.array(texts, arrow.string()) for name, texts in columns.texts.items()}
    found["shape"] = arrow.array(columns.shapes, kinds["shape"])
    ends = arrow.array(np.frombuffer(columns.ends, np.int64)).cast(arrow.int32())
    numbers = arrow.array(columns.numbers.numbers)
    found["value"] = arrow.ListArray.from_arrays(ends, numbers, type=kinds["value"])
    schema = arrow.schema([field(name, kinds[name]) for name in COLUMNS])
    return arrow.Table.from_arrays([found[name] for name in COLUMNS], schema=schema)


def pandas_frame(trace: TraceFile) -> Any:
    """Return the records as a DataFrame of pandas; raise as `arrow_table` does."""
    pandas = _package("pandas")
    columns = _Columns(trace)
    found: dict[str, Any] = {name: np.frombuffer(numbers, np.int64) for name, numbers in columns.integers.items()}
    found |= {name: pandas.Series(texts, dtype="str") for name, texts in columns.texts.items()}
    found |= {"shape": _objects(columns.shapes), "value": _objects(columns.values)}
    return pandas.DataFrame({name: found[name] for name in COLUMNS})


def polars_frame(trace: TraceFile) -> Any:
    """Return the records as a DataFrame of polars; raise as `arrow_table` does."""
    polars = _package("polars")
    columns = _Columns(trace)
    kinds = {
        **dict.fromkeys(_INTEGERS, polars.Int64),
        **dict.fromkeys(_TEXTS, polars.String),
        "shape": polars.List(polars.Int64),
        "value": polars.List(polars.Float64),
    }
    found: dict[str, Any] = {name: np.frombuffer(numbers, np.int64) for name, numbers in columns.integers.items()}
    found |= {**columns.texts, "shape": columns.shapes, "value": columns.values}
    return polars.DataFrame([polars.Series(name, found[name], dtype=kinds[name]) for name in COLUMNS])


class _Columns:
    """The columns of all records."""

    def __init__(self, trace: TraceFile) -> None:
        """Read them; raise DataError at a line that is no record."""
        self.integers = {name: array("q") for name in _INTEGERS}
        self.texts: dict[str, list[str]] = {name: [] for name in _TEXTS}
        self.shapes: list[Shape] = []
        self.numbers = Growing()
        """Those of all values, one after another."""
        self.ends = array("q", [0])
        """Where those of each record end."""
        self._is_single = trace.header.precision == "float32"
        take_lines(trace, trace.raw_lines(0), self._add)

    @property
    def values(self) -> list[Array]:
        """The numbers of each record."""
        numbers = self.numbers.numbers
        return [numbers[begins:ends] for begins, ends in pairwise(self.ends)]

    def _add(self, facts: dict[str, Any], numbers: FlatNumbers) -> None:
        for name, integers in self.integers.items():
            integers.append(facts[name])
        for name, texts in self.texts.items():
            texts.append(facts[name])
        self.shapes.append(tuple(facts["shape"]))
        if self._is_single and facts["target"] and facts["kind"] != "answer":  # the line has fewer digits
            numbers = in_precision(numbers, "float32")
        self.numbers.add(numbers)
        self.ends.append(self.numbers.size)


def _objects(items: list[Any]) -> Any:
    """Return a column of objects: of arrays of the same size NumPy would make one of rank two."""
    column = np.empty(len(items), dtype=object)
    column[:] = items
    return column


def _package(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        raise DataError(f"the package {name} is needed for this table", f"pip install {name}") from None
