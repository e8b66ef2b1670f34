"""Apache Parquet, a row a record: needs the package pyarrow, an optional extra."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

from nnstep import limits
from nnstep.errors import DataError
from nnstep.expr.array import frozen
from nnstep.input_files import open_regular, too_large
from nnstep.traces.formats.format import Remark, TraceFormat
from nnstep.traces.loading.record_columns import RecordColumns, arrow_schema
from nnstep.traces.record import INTEGERS, TEXTS, TraceRecord, facts_of, record_of

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


def _write(records: Iterable[TraceRecord], file: BinaryIO) -> None:
    arrow = _package()
    schema = arrow_schema(arrow)
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
        rows = RecordColumns()
        for record in records:
            rows.add(facts_of(record), record.value.shape, record.value.ravel())
            if rows.numbers.size >= _NUMBERS or len(rows) >= _ROWS:
                writer.write_table(rows.arrow_table(arrow))
                rows = RecordColumns()
        if len(rows):
            writer.write_table(rows.arrow_table(arrow))


def _read(path: Path, _remark: Remark) -> Iterator[TraceRecord]:
    arrow = _package()
    schema = arrow_schema(arrow)
    with open_regular(path) as raw, arrow.parquet.ParquetFile(raw) as file:
        missing = [name for name in schema.names if name not in file.schema_arrow.names]
        if missing:
            raise ValueError(f"it has no column {missing[0]!r}")
        for number in range(file.num_row_groups):
            size = file.metadata.row_group(number).total_byte_size
            if size > limits.ARRAYS_BYTES.most:
                raise too_large(size, limits.ARRAYS_BYTES)
            for batch in file.iter_batches(4096, row_groups=[number], columns=schema.names):
                yield from _records(arrow.Table.from_batches([batch]).select(schema.names).cast(schema))


def _records(table: Any) -> Iterator[TraceRecord]:
    """Yield the records of some rows, whose columns are as they are written."""
    columns = {name: table[name].to_pylist() for name in (*INTEGERS, *TEXTS, "shape")}
    values = table["value"].combine_chunks()
    # Some programs write null where NaN was.
    flat, ends = frozen(values.values.to_numpy(zero_copy_only=False)), values.offsets.to_numpy().tolist()
    for row, shape in enumerate(columns["shape"]):
        value = flat[ends[row] : ends[row + 1]].reshape(shape)
        yield record_of({name: columns[name][row] for name in (*INTEGERS, *TEXTS)}, value)


PARQUET = TraceFormat((".parquet",), "Parquet, a record a row", _write, _read, _package)
