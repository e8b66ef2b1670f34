"""NumPy's archive: an array a quantity, held against the run."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from nnstep.engine.timeline import Timeline
from nnstep.errors import DataError
from nnstep.session.opening import open_program
from nnstep.traces.contents.conversion import convert, records_of
from tests.traces.recorded import lines_of, record
from tests.traces.varied import VARIED


def test_the_rows_of_a_quantity_are_its_values_in_the_order_of_the_run(tmp_path: Path) -> None:
    program = open_program("xor", 3)
    convert(record(tmp_path / "t.jsonl", program), tmp_path / "t.npz", print)
    arrays = np.load(tmp_path / "t.npz")
    run = Timeline(program)
    for id, shape in {**program.shapes, **{id: value.shape for id, value in program.start.items()}}.items():
        mine = arrays["trace.array"] == id
        assert arrays[id].shape == (mine.sum(), *shape)
        for value, position in zip(arrays[id], arrays["trace.position"][mine], strict=True):
            if position:  # what a batch gives is there before its first operation
                given = id not in [op.target for op in program.ops] and id not in program.start
                values = run.seek(int(position) + given).values
                assert values[id].tobytes() == value.tobytes()
    assert json.loads(bytes(arrays["trace.text"][: arrays["trace.text_length"][0]]))["name"] == "xor"


def test_a_smaller_last_batch_is_filled_up_with_nan(tmp_path: Path) -> None:
    convert(VARIED["batches"](tmp_path / "t.jsonl"), tmp_path / "t.npz", print)
    x = np.load(tmp_path / "t.npz")["x"]
    lines = [line for line in lines_of(tmp_path / "t.jsonl", "batch") if line["target"] == "x"]
    assert x.shape == (44, 64, 32)
    rows, columns = lines[-1]["shape"]
    assert (rows, columns) == (64, 24)
    assert x[-1, :, :24].ravel().tolist() == lines[-1]["value"]
    assert np.isnan(x[-1, :, 24:]).all()
    assert np.isfinite(x[:-1]).all()


def test_a_run_of_single_precision_has_arrays_of_single_precision(tmp_path: Path) -> None:
    convert(VARIED["single"](tmp_path / "t.jsonl"), tmp_path / "t.npz", print)
    arrays = np.load(tmp_path / "t.npz")
    assert arrays["W1"].dtype == np.float32
    assert arrays["trace.other"].dtype == np.float64


@pytest.mark.parametrize("name", ["trace.hash", "trace.shape", "W1"])
def test_an_archive_without_an_array_is_refused(name: str, tmp_path: Path) -> None:
    convert(VARIED["small"](tmp_path / "t.jsonl"), tmp_path / "t.npz", print)
    arrays = dict(np.load(tmp_path / "t.npz"))
    del arrays[name]
    np.savez(tmp_path / "less.npz", **arrays)
    with pytest.raises(DataError, match=rf"less\.npz: this is no trace: .*{name}"):
        list(records_of(tmp_path / "less.npz", print))


def test_an_archive_that_was_saved_again_is_read(tmp_path: Path) -> None:
    convert(VARIED["nonfinite"](tmp_path / "t.jsonl"), tmp_path / "t.npz", print)
    np.savez_compressed(tmp_path / "again.npz", **np.load(tmp_path / "t.npz"))
    convert(tmp_path / "again.npz", tmp_path / "back.jsonl", print)
    assert (tmp_path / "back.jsonl").read_bytes() == (tmp_path / "t.jsonl").read_bytes()


def test_a_value_of_another_shape_than_is_said_is_refused(tmp_path: Path) -> None:
    convert(VARIED["small"](tmp_path / "t.jsonl"), tmp_path / "t.npz", print)
    arrays = dict(np.load(tmp_path / "t.npz"))
    arrays["W2"] = arrays["W2"][:, :, :3]
    np.savez(tmp_path / "less.npz", **arrays)
    with pytest.raises(DataError, match="has another shape than trace"):
        list(records_of(tmp_path / "less.npz", print))
