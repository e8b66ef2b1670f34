"""Files of arrays: what comes out of good ones, and one message for whatever bad ones hold."""

from __future__ import annotations

import gzip
import os
import struct
import zipfile
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstep import limits
from nnstep.array_files.array_reader import read_array, read_arrays
from nnstep.array_files.array_writer import write_arrays
from nnstep.array_files.formats import FORMATS
from nnstep.errors import DataError

HOSTILE = Path(__file__).parents[1] / "hostile"


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
        '"1","2"\n"3"," 4.5 "\n',
        "label,1x1\n1,2\n3,4.5\n",
        ",width\n1,2\n3,4.5\n",
        "1,2\r3,4.5\r",
        "1,2\n3\x1c,4.5\x1f\n",
    ],
)
def test_a_table_is_read_whatever_its_separator_and_heading(tmp_path: Path, text: str) -> None:
    assert read_array(table(tmp_path, text)).tolist() == [[1, 2], [3, 4.5]]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1,2\n3\n", "a.csv, line 2: there are 1 cells, but the first row has 2 (every row must have as many)"),
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


def test_a_first_row_of_numbers_is_data_however_they_are_written(tmp_path: Path) -> None:
    assert read_array(table(tmp_path, "−1,−2,−1\n1,2,3\n")).tolist() == [[-1, -2, -1], [1, 2, 3]]
    assert read_array(table(tmp_path, '"−1","2"\n')).tolist() == [[-1, 2]]
    assert read_array(table(tmp_path, "1e5,x\n".replace("x", "2"))).tolist() == [[1e5, 2]]


@pytest.mark.parametrize(
    ("text", "place", "found", "hint"),
    [
        ("1 2 1\n3 4 5\n", "line 1, column 1", '"1 2 1"', "put commas, semicolons or tabs between numbers"),
        ("5%,6%\n1,2\n", "line 1, column 1", '"5%"', "write numbers with a decimal point, as in 0.5"),
        ("1cm,2cm\n1,2\n", "line 1, column 1", '"1cm"', "write numbers with a decimal point, as in 0.5"),
        ("?,?\n1,2\n", "line 1, column 1", '"?"', "write numbers with a decimal point, as in 0.5"),
        (",\n1,2\n", "line 1, column 1", "nothing", "write numbers with a decimal point, as in 0.5"),
        ("−1,b\n1,2\n", "line 1, column 2", '"b"', "write numbers with a decimal point, as in 0.5"),
        ("0,5\t1,5\n", "line 1, column 1", '"0,5"', "write numbers with a decimal point, as in 0.5"),
        ("1_0,2\n", "line 1, column 1", '"1_0"', "write numbers with a decimal point, as in 0.5"),
        (
            "a,b\n1,c\n",
            "line 2, column 2",
            '"c"',
            "write numbers with a decimal point, as in 0.5; line 1 was taken for the names of the columns",
        ),
    ],
)
def test_a_first_row_that_is_neither_names_nor_numbers_is_refused(
    tmp_path: Path, text: str, place: str, found: str, hint: str
) -> None:
    assert refused(table(tmp_path, text)) == (
        f"a.csv, {place}: a number is expected here, but there is {found} ({hint})"
    )


def test_names_must_be_as_many_as_the_columns_below_them_and_have_rows(tmp_path: Path) -> None:
    said = "a.csv, line 3: there are 2 cells, but the row of names in line 1 has 1 (every row must have as many)"
    assert refused(table(tmp_path, "Table 1\n\n1,2\n")) == said
    assert refused(table(tmp_path, "height,width\n")) == "a.csv: there are no rows of numbers in it ()"


def test_a_table_that_is_no_text_is_refused(tmp_path: Path) -> None:
    assert "this is text in UTF-16" in refused(table(tmp_path, b"\xff\xfe\x00"))


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
        (idx((2**31, 2**31), b""), "it has 4.29e+09 GB, and at most 1 GB are read"),
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


def test_only_the_named_member_of_an_archive_is_read(tmp_path: Path) -> None:
    np.savez_compressed(tmp_path / "a.npz", small=np.ones(3), large=np.zeros(10**6), text=np.array(["x"]))
    assert read_array(tmp_path / "a.npz", "small", most=100).tolist() == [1, 1, 1]
    with pytest.raises(DataError, match=r"it has 7\.63 MB, and 100 bytes of 1 GB are left"):
        read_array(tmp_path / "a.npz", "large", most=100)
    arrays = read_arrays(tmp_path / "a.npz")
    assert sorted(arrays) == ["large", "small", "text"]
    with pytest.raises(DataError, match="not numbers"):
        arrays["text"]


@pytest.mark.parametrize("ending", [".npy", ".npz", ".csv", ".safetensors"])
def test_an_array_is_refused_before_memory_is_taken_for_it(ending: str, tmp_path: Path) -> None:
    write_arrays(tmp_path / f"a{ending}", {"a": np.ones((20, 5))})
    name = "a" if FORMATS[ending].named else ""
    assert read_array(tmp_path / f"a{ending}", name, most=800).shape == (20, 5)
    with pytest.raises(DataError, match="and 799 bytes of 1 GB are left"):
        read_array(tmp_path / f"a{ending}", name, most=799)


def test_numbers_that_become_float64_count_as_such(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.ones(100, dtype=np.float16))
    np.save(tmp_path / "b.npy", np.ones(100, dtype=np.uint8))
    with pytest.raises(DataError, match="it has 800 bytes"):
        read_array(tmp_path / "a.npy", most=799)
    assert read_array(tmp_path / "b.npy", most=100).dtype == np.uint8


@pytest.mark.thorough
def test_an_archive_of_very_many_members_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        for number in range(100):
            archive.writestr(f"{number}.npy", b"")
        archive.comment = b"PK"
    assert len(read_arrays(tmp_path / "a.npz")) == 100
    monkeypatch.setenv(limits.VARIABLE, "members=5_000")
    assert "its list of members has 5.07 KB, and at most 4.88 KB are read" in refused(tmp_path / "a.npz")


def test_a_member_that_is_packed_in_another_way_is_refused() -> None:
    assert "packed in another way" in refused(HOSTILE / "lzma.npz", "W1")


def test_a_header_that_unpacks_to_gigabytes_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.npy", b"\x93NUMPY\x02\x00" + (10**7).to_bytes(4, "little") + b" " * 10**7)
    assert "its header has 9.54 MB, and at most 64 KB are read" in refused(tmp_path / "a.npz")


def test_a_file_that_python_2_wrote_is_read_without_a_warning() -> None:
    assert read_array(HOSTILE / "py2.npy").ndim > 0


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes by name")
@pytest.mark.parametrize("ending", sorted(FORMATS))
def test_what_is_no_regular_file_is_refused_and_never_waited_for(ending: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / f"pipe{ending}")
    (tmp_path / f"zero{ending}").symlink_to("/dev/zero")
    assert "it is a pipe, and only regular files are read" in refused(tmp_path / f"pipe{ending}")
    assert "it is a device, and only regular files are read" in refused(tmp_path / f"zero{ending}")


def test_a_missing_file_a_folder_and_an_unknown_ending_are_named(tmp_path: Path) -> None:
    (tmp_path / "b.npy").mkdir()
    assert refused(tmp_path / "a.npy") == "a.npy: there is no such file ()"
    assert refused(tmp_path / "b.npy") == "b.npy: this is a folder ()"
    assert refused(tmp_path / "a.xlsx").startswith("a.xlsx: the name has no ending that says what it is (known are ")


@pytest.mark.sweep
@pytest.mark.parametrize("ending", sorted(FORMATS))
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_damaged_file_gives_numbers_or_one_kind_of_error(
    ending: str, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
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
        arrays = dict(read_arrays(path))
    assert all(array.dtype.kind in "iuf" for array in arrays.values())


def test_an_archive_packed_in_a_rare_way_and_damaged_is_refused() -> None:
    assert "damaged" in refused(Path(__file__).parents[1] / "hostile" / "lzma.npz")


@pytest.mark.parametrize(
    ("data", "message", "hint"),
    [
        ("1,2\n3,4\n".encode("utf-16"), "this is text in UTF-16, not in UTF-8", "save it as UTF-8"),
        (b"1,2\n\xff,4\n", "this is text in another encoding, not in UTF-8", "save it as UTF-8"),
        (b'"1,2"\n"3,4"\n', "line 1, column 1: a number is expected here", "the whole row is in quotes"),
        (b"1,2\x00\n3,4\n", "line 1, column 2: a number is expected here", "write numbers"),
        (b"1 V,2\n3 V,4\n", "line 1, column 1: a number is expected here", "write numbers"),
    ],
)
def test_a_table_of_something_else_is_one_clear_message(tmp_path: Path, data: bytes, message: str, hint: str) -> None:
    path = tmp_path / "data.csv"
    path.write_bytes(data)
    with pytest.raises(DataError) as caught:
        read_array(path)
    assert message in caught.value.message
    assert hint in caught.value.hint
