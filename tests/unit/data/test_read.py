"""Files of arrays: what comes out of good ones, and one message for whatever bad ones hold."""

from __future__ import annotations

import gzip
import struct
import zipfile
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstep.data.formats import FORMATS
from nnstep.data.read import read_array, read_arrays
from nnstep.data.write import write_arrays
from nnstep.errors import DataError


def refused(path: Path, name: str = "") -> str:
    with pytest.raises(DataError) as caught:
        read_array(path, name)
    return f"{caught.value.message} ({caught.value.hint})".replace(str(path), path.name)


def table(folder: Path, text: str | bytes) -> Path:
    path = folder / "a.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize(
    "text",
    [
        "1,2\n3,4.5\n",
        "1;2\n3;4.5",
        "1\t2\r\n3\t4.5\r\n",
        "height,width\n1,2\n3,4.5\n",
        "\ufeff1,2\n\n3,4.5\n\n",
        " 1 , 2 \n3,45e-1\n",
    ],
)
def test_a_table_is_read_whatever_its_separator_and_heading(tmp_path: Path, text: str) -> None:
    assert read_array(table(tmp_path, text)).tolist() == [[1, 2], [3, 4.5]]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1,2\n3\n", "a.csv, line 2: there are 1 numbers, but the first row has 2 (every row must have as many)"),
        (
            "1,2\n3,x\n",
            'a.csv, line 2, column 2: a number is expected here, but there is "x" '
            "(write numbers with a decimal point, as in 0.5)",
        ),
        (
            "1,2\n,4\n",
            "a.csv, line 2, column 1: a number is expected here, but there is nothing "
            "(write numbers with a decimal point, as in 0.5)",
        ),
        ("", "a.csv: there are no rows in it ()"),
        ("1,nan\n", "a.csv: the array has nan at [0, 1], but every number must be finite ()"),
        ("1,1e999\n", "a.csv: the array has inf at [0, 1], but every number must be finite ()"),
    ],
)
def test_what_is_wrong_with_a_table_is_named_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    assert refused(table(tmp_path, text)) == message


def test_a_table_that_is_no_text_is_refused(tmp_path: Path) -> None:
    assert "damaged" in refused(table(tmp_path, b"\xff\xfe\x00"))


def test_an_escape_sequence_in_a_table_does_not_reach_the_terminal(tmp_path: Path) -> None:
    assert "\x1b" not in refused(table(tmp_path, "1,2\n3,\x1b[2J\n"))


@pytest.mark.parametrize("dtype", ["u1", "i4", ">i2"])
def test_whole_numbers_keep_their_type(tmp_path: Path, dtype: str) -> None:
    np.save(tmp_path / "a.npy", np.array([[1, 2]], dtype=dtype))
    assert read_array(tmp_path / "a.npy").dtype == np.dtype(dtype)


@pytest.mark.parametrize("dtype", ["f2", "f4", ">f8"])
def test_other_numbers_become_float64(tmp_path: Path, dtype: str) -> None:
    np.save(tmp_path / "a.npy", np.array([[1.5, 2]], dtype=dtype))
    array = read_array(tmp_path / "a.npy")
    assert array.dtype == np.float64
    assert array.tolist() == [[1.5, 2]]


def test_pickled_objects_are_never_loaded(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
    assert "Python objects, which are never loaded" in refused(tmp_path / "a.npy")
    np.savez(tmp_path / "b.npz", a=np.array([print], dtype=object))
    assert "Python objects, which are never loaded" in refused(tmp_path / "b.npz")


@pytest.mark.parametrize("values", [np.array(["a"]), np.array([1j])])
def test_what_is_no_number_is_refused(tmp_path: Path, values: np.ndarray) -> None:
    np.save(tmp_path / "a.npy", values)
    assert "not numbers" in refused(tmp_path / "a.npy")


def test_an_array_of_several_is_chosen_by_name(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", images=np.zeros((2, 3)), labels=np.ones(2))
    assert read_array(tmp_path / "a.npz", "labels").tolist() == [1, 1]
    assert refused(tmp_path / "a.npz") == "a.npz: it holds 2 arrays (name one of images, labels)"
    assert refused(tmp_path / "a.npz", "label") == "a.npz: there is no array called label (did you mean labels?)"


def idx(shape: tuple[int, ...], data: bytes, code: int = 0x08) -> bytes:
    return struct.pack(">HBB", 0, code, len(shape)) + struct.pack(f">{len(shape)}I", *shape) + data


@pytest.mark.parametrize("packed", [False, True])
def test_the_files_of_mnist_are_read_packed_or_not(tmp_path: Path, packed: bool) -> None:
    data = idx((2, 2, 3), bytes(range(12)))
    path = tmp_path / ("t10k-images-idx3-ubyte" + (".gz" if packed else ""))
    path.write_bytes(gzip.compress(data) if packed else data)
    array = read_array(path)
    assert array.dtype == np.uint8
    assert array.tolist() == np.arange(12).reshape(2, 2, 3).tolist()


def test_numbers_of_two_bytes_are_read_big_end_first(tmp_path: Path) -> None:
    (tmp_path / "a.idx").write_bytes(idx((2,), bytes([0, 1, 1, 0]), 0x0B))
    assert read_array(tmp_path / "a.idx").tolist() == [1, 256]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "its end is missing"),
        (idx((2,), b"\0"), "its end is missing"),
        (idx((2,), b"\0\0\0"), "more in it than its header promises"),
        (idx((2**31, 2**31), b""), "promises too many"),
        (b"\1\2\3\4", "does not begin as idx files do"),
    ],
)
def test_a_damaged_idx_file_is_refused(tmp_path: Path, data: bytes, message: str) -> None:
    (tmp_path / "a.idx").write_bytes(data)
    assert message in refused(tmp_path / "a.idx")


def test_a_header_that_promises_more_than_the_file_holds_takes_no_memory(tmp_path: Path) -> None:
    with (tmp_path / "a.npy").open("wb") as file:
        np.lib.format.write_array_header_1_0(file, {"descr": "<f8", "fortran_order": False, "shape": (10**9, 10**3)})
    assert "promises more numbers than there are" in refused(tmp_path / "a.npy")
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        archive.write(tmp_path / "a.npy", "a.npy")
    assert "promises more numbers than there are" in refused(tmp_path / "a.npz")


def test_a_missing_file_a_folder_and_an_unknown_ending_are_named(tmp_path: Path) -> None:
    (tmp_path / "b.npy").mkdir()
    assert refused(tmp_path / "a.npy") == "a.npy: there is no such file ()"
    assert refused(tmp_path / "b.npy") == "b.npy: this is a folder ()"
    assert refused(tmp_path / "a.xlsx").startswith("a.xlsx: the name has no ending that says what it is (known are ")


@pytest.mark.parametrize("ending", sorted(FORMATS))
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_damaged_file_gives_numbers_or_one_kind_of_error(
    ending: str, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    if "safetensors" in ending:
        pytest.importorskip("safetensors")
    folder = tmp_path_factory.mktemp("damaged")
    path = folder / f"a{ending}"
    good = idx((2, 2), b"\1\2\3\4")
    if FORMATS[ending].write is not None:
        write_arrays(path, {"a": np.array([[1.5, 2.5], [3.5, 4.5]])})
        good = path.read_bytes()
    elif ending.endswith(".gz"):
        good = gzip.compress(good)
    spoilt = bytearray(good[: data.draw(st.integers(0, len(good)))])
    for _ in range(data.draw(st.integers(0, 4))):
        if spoilt:
            spoilt[data.draw(st.integers(0, len(spoilt) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(bytes(spoilt))
    arrays = {}
    with suppress(DataError):
        arrays = read_arrays(path)
    assert all(array.dtype.kind in "iuf" for array in arrays.values())


def test_an_archive_packed_in_a_rare_way_and_damaged_is_refused() -> None:
    assert "damaged" in refused(Path(__file__).parents[2] / "hostile" / "lzma.npz")
