"""Arrays written to files: the same bits come back, and a file is whole or not there at all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nnstep.data.formats import FORMATS
from nnstep.data.read import read_array, read_arrays
from nnstep.data.write import write_arrays
from nnstep.errors import DataError

AWKWARD = np.array([[0.1, -0.0], [1e-308, 1 / 3], [1.7976931348623157e308, 5e-324]])
WRITABLE = sorted(ending for ending, row in FORMATS.items() if row.write is not None)


@pytest.mark.parametrize("ending", WRITABLE)
def test_every_bit_comes_back(tmp_path: Path, ending: str) -> None:
    if "safetensors" in ending:
        pytest.importorskip("safetensors")
    write_arrays(tmp_path / f"a{ending}", {"W1": AWKWARD})
    assert read_array(tmp_path / f"a{ending}").tobytes() == AWKWARD.tobytes()


@pytest.mark.parametrize("ending", [ending for ending in WRITABLE if FORMATS[ending].named])
def test_several_arrays_keep_their_names_and_shapes(tmp_path: Path, ending: str) -> None:
    if "safetensors" in ending:
        pytest.importorskip("safetensors")
    write_arrays(tmp_path / f"a{ending}", {"W1": AWKWARD, "b1": np.array(0.5), "W2": AWKWARD.T})
    arrays = read_arrays(tmp_path / f"a{ending}")
    assert {name: array.shape for name, array in arrays.items()} == {"W1": (3, 2), "b1": (), "W2": (2, 3)}
    assert arrays["W2"].tolist() == AWKWARD.T.tolist()


def test_a_file_for_one_array_takes_no_two(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="can't hold 2 arrays") as caught:
        write_arrays(tmp_path / "a.csv", {"W1": AWKWARD, "W2": AWKWARD})
    assert caught.value.hint.startswith("write to .npz")


def test_a_folder_that_is_missing_is_named_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="can't be written: no such file or directory"):
        write_arrays(tmp_path / "there" / "a.npz", {"W1": AWKWARD})
    assert list(tmp_path.iterdir()) == []


def test_a_failure_leaves_the_file_that_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_arrays(tmp_path / "a.npz", {"W1": AWKWARD})
    before = (tmp_path / "a.npz").read_bytes()

    def full(*arguments: object, **settings: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(DataError, match="no space left on device"):
        write_arrays(tmp_path / "a.npz", {"W1": AWKWARD[:1]})
    assert (tmp_path / "a.npz").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["a.npz"]
