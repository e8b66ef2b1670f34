"""The figures of each epoch in a trace, as arrays."""

from __future__ import annotations

from math import nan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnstep.traces.loading.line_filter import KIND, lines_that_may_state
from nnstep.traces.reading.trace_file import TraceFile


def epoch_values(trace: TraceFile) -> dict[str, NDArray[Any]]:
    """Return the figures by name, an entry an epoch, NaN where one is missing, and the epochs' numbers as ``epoch``.

    Raise DataError where the trace can't be read.
    """
    epochs: list[int] = []
    figures: list[dict[str, float]] = []
    for offset, data in lines_that_may_state(trace, KIND, ("epoch",)):
        record = trace.record_at(offset, data)
        if record.kind == "epoch":
            epochs.append(record.place.epoch)
            figures.append(dict(zip(record.text.split(" "), record.value.ravel().tolist(), strict=False)))
    names = dict.fromkeys(name for some in figures for name in some)
    columns = {name: np.array([some.get(name, nan) for some in figures]) for name in names}
    return {"epoch": np.array(epochs, np.int64), **columns}
