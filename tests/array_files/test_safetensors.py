"""Safetensors files: what their own package writes is read and the other way round, and hostile headers are refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnstep.array_files.array_reader import read_array, read_arrays
from nnstep.array_files.array_writer import write_arrays
from nnstep.errors import DataError

NUMBERS = np.array([[0.1, -0.0], [1e-30, 1 / 3]])


def file_of(header: object, data: bytes = b"", length: int | None = None) -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return (len(text) if length is None else length).to_bytes(8, "little") + text + data


def entry(shape: object = (2,), offsets: object = (0, 16), dtype: object = "F64") -> dict[str, Any]:
    return {"dtype": dtype, "shape": shape, "data_offsets": offsets}


def refused(path: Path, name: str = "") -> str:
    with pytest.raises(DataError) as caught:
        read_array(path, name)
    return caught.value.message


@pytest.mark.parametrize("dtype", ["f8", "f4", "f2", "i8", "i4", "i2", "i1", "u8", "u4", "u2", "u1"])
def test_what_the_package_writes_is_read(tmp_path: Path, dtype: str) -> None:
    package = pytest.importorskip("safetensors.numpy")
    array = (NUMBERS if dtype.startswith("f") else np.array([[1, 2], [3, 100]])).astype(dtype)
    package.save_file({"0.weight": array, "é ü": array[0].copy()}, tmp_path / "a.safetensors", {"format": "pt"})
    found = read_arrays(tmp_path / "a.safetensors")
    assert set(found) == {"0.weight", "é ü"}
    assert found["0.weight"].tolist() == array.tolist()


def test_what_is_written_is_read_by_the_package(tmp_path: Path) -> None:
    package = pytest.importorskip("safetensors.numpy")
    arrays = {"W1": NUMBERS, "b1": NUMBERS.astype(np.float32)[0], "W2": NUMBERS.T, "s": np.array(0.5)}
    write_arrays(tmp_path / "a.safetensors", arrays)
    found = package.load_file(tmp_path / "a.safetensors")
    assert {name: (array.dtype, array.tolist()) for name, array in found.items()} == {
        name: (array.dtype, array.tolist()) for name, array in arrays.items()
    }


def test_numbers_of_sixteen_bits_with_the_exponents_of_float32_are_read(tmp_path: Path) -> None:
    """1.0 is 0x3f80 and -2.5 is 0xc020, little end first."""
    header = {"w": entry((2,), (0, 4), "BF16")}
    (tmp_path / "a.safetensors").write_bytes(file_of(header, b"\x80\x3f\x20\xc0"))
    assert read_array(tmp_path / "a.safetensors").tolist() == [1.0, -2.5]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "it is shorter than its header says"),
        (b"\xff" * 8 + b"{}", "it is shorter than its header says"),
        (file_of(b"[]"), "its header names no arrays"),
        (file_of(b"\xff\xfe"), "its header is not JSON"),
        (file_of(b"[" * 100_000), "its header is not JSON"),
        (file_of(b'{"a": NaN}'), "its header has NaN"),
        (file_of(b'{"a": 1, "a": 2}'), "has the same name twice"),
        (file_of({"a": 1}), "says no type, shape and place of 'a'"),
        (file_of({"a": entry((2.0,))}, b"\0" * 16), "says no type, shape and place"),
        (file_of({"a": entry((True, 2))}, b"\0" * 16), "says no type, shape and place"),
        (file_of({"a": entry((-2, -1))}, b"\0" * 16), "says no type, shape and place"),
        (file_of({"a": entry((1,) * 33, (0, 8))}, b"\0" * 8), "says no type, shape and place"),
        (file_of({"a": entry((3,))}, b"\0" * 16), "a shape that does not fit its bytes"),
        (file_of({"a": entry((10**12, 10**9), (0, 8 * 10**21))}, b"\0" * 16), "promises more numbers than there are"),
        (file_of({"a": entry((0,), (8, 8)), "b": entry()}, b"\0" * 16), "its header has arrays that overlap"),
        (file_of({"a": entry(), "b": entry((2,), (8, 24))}, b"\0" * 24), "its header has arrays that overlap"),
        (file_of({"a": entry((2,), (8, 24))}, b"\0" * 24), "leaves a part of the file unused"),
        (file_of({"a": entry()}, b"\0" * 17), "leaves a part of the file unused"),
        (file_of({"a": entry(dtype="F8_E4M3", shape=(16,))}, b"\0" * 16), "holds F8_E4M3 numbers, which are not read"),
        (file_of({"a": entry()}, np.array([1, np.nan]).tobytes()), "array a has nan at [1], but every number must be"),
    ],
)
def test_a_hostile_file_is_refused_with_the_reason(tmp_path: Path, data: bytes, message: str) -> None:
    (tmp_path / "a.safetensors").write_bytes(data)
    assert message in refused(tmp_path / "a.safetensors", "a")


def test_a_header_of_megabytes_is_refused_unread(tmp_path: Path) -> None:
    (tmp_path / "a.safetensors").write_bytes(file_of(b"{" + b" " * 10_000_000 + b"}"))
    assert "its header has 9.54 MB, and at most 1.5 MB are read" in refused(tmp_path / "a.safetensors")


def test_a_name_can_hold_anything_and_is_shown_harmlessly(tmp_path: Path) -> None:
    name = "\x1b]0;owned\x07\u202eW"
    header = {name: entry((1, 1), (0, 8)), "other": entry((1,), (8, 16))}
    (tmp_path / "a.safetensors").write_bytes(file_of(header, b"\0" * 16))
    assert read_array(tmp_path / "a.safetensors", name).shape == (1, 1)
    with pytest.raises(DataError) as caught:
        read_array(tmp_path / "a.safetensors", "")
    assert "\x1b" not in caught.value.hint
    assert "\u202e" not in caught.value.hint
    with pytest.raises(DataError, match="can't be called __metadata__"):
        write_arrays(tmp_path / "b.safetensors", {"__metadata__": NUMBERS})
