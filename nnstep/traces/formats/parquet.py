"""Apache Parquet, a row a record: needs the package pyarrow, an optional extra."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from nnstep import limits
from nnstep.errors import DataError
from nnstep.expr.array import frozen
from nnstep.input_files import open_regular, too_large
from nnstep.traces.formats.format import Remark, TraceFormat
from nnstep.traces.record import INTEGERS, TEXTS, Record, facts_of, record_of

_NUMBERS = 4_000_000
"""In a row group, 32 MB: so much is in memory at a time."""
_ROWS = 100_000


def _package() -> Any:
    """Return pyarrow; raise DataError where it is missing."""
    try:
        import_module("pyarrow.parquet")
    except ImportError:
        raise DataError("Parquet files need the package pyarrow", "pip install 'nnstep[parquet]'") from None
    return import_module("pyarrow")


def _schema(arrow: Any) -> Any:
    def column(name: str, kind: Any) -> Any:
        return arrow.field(name, kind, nullable=False)

    def several(name: str, kind: Any) -> Any:
        return column(name, arrow.list_(arrow.field("element", kind, nullable=False)))

    number, text = arrow.int64(), arrow.string()
    return arrow.schema(
        [
            *(column("n", number), column("kind", text)),
            *(column(name, number) for name in ("epoch", "step", "op", "position")),
            *(column("phase", text), column("layer", number), column("target", text)),
            *(several("shape", number), several("value", arrow.float64())),
            *(column("text", text), column("hash", text)),
        ],
        metadata={"nnstep_trace": "2"},
    )


class _Rows:
    """Records that go into one row group."""

    def __init__(self) -> None:
        self.integers = {name: array("q") for name in INTEGERS}
        self.texts: dict[str, list[str]] = {name: [] for name in TEXTS}
        self.shapes, self.shape_ends = array("q"), array("i", [0])
        self.values: list[Any] = []
        self.value_ends = array("i", [0])

    def add(self, record: Record) -> None:
        facts: dict[str, Any] = facts_of(record)
        for name, column in self.integers.items():
            column.append(facts[name])
        for name, cells in self.texts.items():
            cells.append(facts[name])
        self.shapes.extend(record.value.shape)
        self.shape_ends.append(len(self.shapes))
        self.values.append(record.value.ravel())
        self.value_ends.append(self.value_ends[-1] + record.value.size)

    @property
    def is_full(self) -> bool:
        return self.value_ends[-1] >= _NUMBERS or len(self.values) >= _ROWS

    def table(self, arrow: Any, schema: Any) -> Any:
        columns = {name: arrow.array(np.frombuffer(column, np.int64)) for name, column in self.integers.items()}
        columns |= {name: arrow.array(cells, arrow.string()) for name, cells in self.texts.items()}
        flat = np.concatenate(self.values).astype(np.float64, copy=False)
        ends = [arrow.array(np.frombuffer(ends, np.int32)) for ends in (self.shape_ends, self.value_ends)]
        shapes = arrow.array(np.array(self.shapes, np.int64))
        columns["shape"] = arrow.ListArray.from_arrays(ends[0], shapes, type=schema.field("shape").type)
        columns["value"] = arrow.ListArray.from_arrays(ends[1], arrow.array(flat), type=schema.field("value").type)
        return arrow.Table.from_arrays([columns[name] for name in schema.names], schema=schema)


def _write(records: Iterable[Record], file: BinaryIO) -> None:
    arrow = _package()
    schema = _schema(arrow)
    with arrow.parquet.ParquetWriter(
        file,
        schema,
        compression="zstd",
        use_dictionary=list(TEXTS),
        column_encoding={
            **dict.fromkeys(INTEGERS, "DELTA_BINARY_PACKED"),
            "value.list.element": "BYTE_STREAM_SPLIT",
        },
    ) as writer:
        rows = _Rows()
        for record in records:
            rows.add(record)
            if rows.is_full:
                writer.write_table(rows.table(arrow, schema))
                rows = _Rows()
        if rows.values:
            writer.write_table(rows.table(arrow, schema))


def _read(path: Path, _remark: Remark) -> Iterator[Record]:
    arrow = _package()
    schema = _schema(arrow)
    with open_regular(path) as raw, arrow.parquet.ParquetFile(raw) as file:
        missing = [name for name in schema.names if name not in file.schema_arrow.names]
        if missing:
            raise ValueError(f"it has no column {missing[0]!r}")
        for number in range(file.num_row_groups):
            size = file.metadata.row_group(number).total_byte_size
            if size > limits.ARRAYS_BYTES:
                raise too_large(size, limits.ARRAYS_BYTES)
            for batch in file.iter_batches(4096, row_groups=[number], columns=schema.names):
                yield from _records(arrow.Table.from_batches([batch]).select(schema.names).cast(schema))


def _records(table: Any) -> Iterator[Record]:
    """Yield the records of some rows, whose columns are as they are written."""
    columns = {name: table[name].to_pylist() for name in (*INTEGERS, *TEXTS, "shape")}
    values = table["value"].combine_chunks()
    # Some programs write null where NaN was.
    flat, ends = frozen(values.values.to_numpy(zero_copy_only=False)), values.offsets.to_numpy().tolist()
    for row, shape in enumerate(columns["shape"]):
        value = flat[ends[row] : ends[row + 1]].reshape(shape)
        yield record_of({name: columns[name][row] for name in (*INTEGERS, *TEXTS)}, value)


PARQUET = TraceFormat((".parquet",), "Parquet, a record a row", _write, _read, _package)
