"""Arrays written to files: the same bits come back, and a file is whole or not there at all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nnstep.array_files.array_reader import read_array, read_arrays
from nnstep.array_files.array_writer import format_for, write_arrays
from nnstep.array_files.formats import FORMATS
from nnstep.errors import DataError, OutputError

AWKWARD = np.array([[0.1, -0.0], [1e-308, 1 / 3], [1.7976931348623157e308, 5e-324]])
WRITABLE = sorted(ending for ending, row in FORMATS.items() if row.write is not None)


@pytest.mark.parametrize("ending", WRITABLE)
def test_every_bit_comes_back(tmp_path: Path, ending: str) -> None:
    write_arrays(tmp_path / f"a{ending}", {"W1": AWKWARD})
    assert read_array(tmp_path / f"a{ending}").tobytes() == AWKWARD.tobytes()


@pytest.mark.parametrize("ending", [ending for ending in WRITABLE if FORMATS[ending].named])
def test_several_arrays_keep_their_names_and_shapes(tmp_path: Path, ending: str) -> None:
    write_arrays(tmp_path / f"a{ending}", {"W1": AWKWARD, "b1": np.array(0.5), "W2": AWKWARD.T})
    arrays = read_arrays(tmp_path / f"a{ending}")
    assert {name: array.shape for name, array in arrays.items()} == {"W1": (3, 2), "b1": (), "W2": (2, 3)}
    assert arrays["W2"].tolist() == AWKWARD.T.tolist()


def test_a_file_for_one_array_takes_no_two(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="can't hold 2 arrays") as caught:
        write_arrays(tmp_path / "a.csv", {"W1": AWKWARD, "W2": AWKWARD})
    assert caught.value.hint.startswith("write to .npz")


def test_a_folder_that_is_missing_is_named_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="can't be written: no such file or directory"):
        write_arrays(tmp_path / "there" / "a.npz", {"W1": AWKWARD})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", [ending for ending in WRITABLE if FORMATS[ending].named])
def test_arrays_keep_names_that_are_parameters_of_numpy_s_own_functions(tmp_path: Path, ending: str) -> None:
    arrays = dict.fromkeys(("file", "allow_pickle", "args", "arr_0"), AWKWARD)
    write_arrays(tmp_path / f"a{ending}", arrays)
    assert read_arrays(tmp_path / f"a{ending}").keys() == arrays.keys()


def test_what_an_npz_file_holds_can_be_read_by_numpy(tmp_path: Path) -> None:
    write_arrays(tmp_path / "a.npz", {"W1": AWKWARD, "b1": np.array(0.5)})
    with np.load(tmp_path / "a.npz") as found:
        assert {name: found[name].tobytes() for name in found} == {
            "W1": AWKWARD.tobytes(),
            "b1": np.array(0.5).tobytes(),
        }


@pytest.mark.parametrize(("ending", "separator"), [(".csv", ","), (".tsv", "\t")])
def test_a_table_has_the_separator_that_its_ending_says(tmp_path: Path, ending: str, separator: str) -> None:
    write_arrays(tmp_path / f"a{ending}", {"W1": np.array([[1.5, 2.5]])})
    assert (tmp_path / f"a{ending}").read_text() == f"1.5{separator}2.5\n"


def test_of_an_unknown_ending_only_those_are_named_that_can_hold_so_many(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="can't be written here") as caught:
        format_for(tmp_path / "w.pt", 2)
    assert ".npz" in caught.value.hint
    assert ".npy" not in caught.value.hint


def test_a_file_that_can_be_read_but_not_written_is_refused_with_those_that_can(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"\.idx files can't be written") as caught:
        write_arrays(tmp_path / "a.idx", {"W1": AWKWARD})
    assert ".npz (" in caught.value.hint
    assert ".idx" not in caught.value.hint
