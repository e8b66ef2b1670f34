"""The columns of a table with a record a row, and that table as Arrow has it."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from nnstep.traces.loading.growing import Growing
from nnstep.traces.loading.line_facts import FlatNumbers
from nnstep.traces.record import INTEGERS, TEXTS

COLUMNS = (
    *("n", "kind", "epoch", "step", "op", "position", "phase", "layer", "target", "shape"),
    *("value", "text", "hash"),
)
"""In their order. A number that is not finite is in ``value`` itself, so that ``nonfinite`` is left out."""


class RecordColumns:
    """The columns of some records."""

    def __init__(self) -> None:
        self.integers = {name: array("q") for name in INTEGERS}
        self.texts: dict[str, list[str]] = {name: [] for name in TEXTS}
        self.shapes, self.shape_ends = array("q"), array("q", [0])
        """All shapes one after another, and where that of each record ends."""
        self.numbers, self.ends = Growing(), array("q", [0])
        """The numbers of all values one after another, and where those of each record end."""

    def add(self, facts: Mapping[str, Any], shape: Sequence[int], numbers: FlatNumbers) -> None:
        """Add a record; raise ValueError, KeyError or TypeError where it is none."""
        for name, integers in self.integers.items():
            integers.append(facts[name])
        for name, texts in self.texts.items():
            texts.append(facts[name])
        self.shapes.extend(shape)
        self.shape_ends.append(len(self.shapes))
        self.numbers.add(numbers)
        self.ends.append(self.numbers.size)

    def __len__(self) -> int:
        return len(self.ends) - 1

    def arrow_table(self, arrow: Any) -> Any:
        """Return them as a table of pyarrow."""
        schema = arrow_schema(arrow)
        found = {name: arrow.array(np.frombuffer(integers, np.int64)) for name, integers in self.integers.items()}
        found |= {name: arrow.array(texts, arrow.string()) for name, texts in self.texts.items()}
        lists = {
            "shape": (self.shape_ends, np.array(self.shapes, np.int64)),
            "value": (self.ends, self.numbers.numbers),
        }
        for name, (ends, flat) in lists.items():
            places = arrow.array(np.frombuffer(ends, np.int64)).cast(arrow.int32())
            found[name] = arrow.ListArray.from_arrays(places, arrow.array(flat), type=schema.field(name).type)
        return arrow.Table.from_arrays([found[name] for name in schema.names], schema=schema)


def arrow_schema(arrow: Any) -> Any:
    """Return the names and types of the columns for pyarrow."""

    def several(kind: Any) -> Any:
        return arrow.list_(arrow.field("element", kind, nullable=False))

    kinds = {
        **dict.fromkeys(INTEGERS, arrow.int64()),
        **dict.fromkeys(TEXTS, arrow.string()),
        "shape": several(arrow.int64()),
        "value": several(arrow.float64()),
    }
    fields = [arrow.field(name, kinds[name], nullable=False) for name in COLUMNS]
    return arrow.schema(fields, metadata={"nnstep_trace": "2"})
