"""What a file that is no text is, and that no text is taken for one."""

from __future__ import annotations

import gzip
import io
import pickle
from pathlib import Path

import numpy as np
import pytest

from nnstep.array_files.array_writer import write_arrays
from nnstep.binary_kinds import binary_kind
from nnstep.errors import ScenarioError
from nnstep.scenario.load import load


def npy() -> bytes:
    file = io.BytesIO()
    np.save(file, np.ones(3))
    return file.getvalue()


FILES = {
    "net.npy": (npy(), "an array of NumPy's (.npy)", 'weights = "net.npy"'),
    "net.pkl": (pickle.dumps({"W1": [1]}), "a pickle, Python objects", "nnstep loads no pickles"),
    "net.joblib": (b"\x78\x9c\x00\xff", "a pickle, Python objects", "nnstep loads no pickles"),
    "net.onnx": (b"\x08\x07\x12\xff\x00", "an ONNX file", "save its weights"),
    "net.h5": (b"\x89HDF\r\n\x1a\n\x00", "a file of HDF5, as Keras writes", "model.get_weights()"),
    "net.keras": (b"PK\x03\x04" + b"\0" * 26 + b"metadata.json", "a Keras file", "model.get_weights()"),
    "net.pt": (b"PK\x03\x04" + b"\0" * 26 + b"net/data.pkl", "a PyTorch file", "nnstep import net.pt -o net.toml"),
    "net.zip": (b"PK\x03\x04" + b"\0" * 26 + b"readme.txt", "an archive (zip)", "unpack it first"),
    "net.ods": (
        b"PK\x03\x04" + b"\0" * 26 + b"mimetypeapplication/vnd.oasis",
        "an Office document",
        "end in .xlsx or .ods",
    ),
    "net.xlsx": (b"PK\x03\x04" + b"\0" * 26 + b"[Content_Types].xml", "an Office document", "end in .xlsx or .ods"),
    "net.png": (b"\x89PNG\r\n\x1a\n\x00", "a picture (PNG)", "a scenario is a text file"),
    "net.toml.gz": (gzip.compress(b"title = 'T'"), "a file packed with gzip", "gunzip -k net.toml.gz"),
    "net.pdf": (b"%PDF-1.7\n%\xe2\xe3", "a PDF", "a scenario is a text file"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_given_as_a_scenario_says_what_it_is_and_what_to_do(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    content, what, hint = FILES[name]
    Path(name).write_bytes(content)
    with pytest.raises(ScenarioError) as caught:
        load(name)
    assert caught.value.message == f"{name}: this is {what}, not a text"
    assert hint in caught.value.hint


@pytest.mark.parametrize("ending", [".npz", ".safetensors"])
def test_a_net_that_is_larger_than_any_text_is_named_as_well(tmp_path: Path, ending: str) -> None:
    write_arrays(tmp_path / f"net{ending}", {"layer/W1": np.ones((1000, 1000))})
    with pytest.raises(ScenarioError, match="a file of arrays by name") as caught:
        load(tmp_path / f"net{ending}")
    assert "nnstep import" in caught.value.hint


@pytest.mark.parametrize(
    "text",
    ["", "title = 'T'", "MZ\n", "PK", "GIF", "# é", "\ufeff# 1", "€" * 171, "title = '\U0001f600'" * 60],
)
def test_a_text_is_taken_for_nothing_else(text: str) -> None:
    assert binary_kind("net.pkl", text.encode()[:512]) is None


def test_an_unknown_file_that_is_no_text_is_left_to_the_reader_of_texts() -> None:
    assert binary_kind("net.toml", b"\xff\xfet\x00i\x00") is None
