"""Files of arrays in every format, and nets made of them."""

from __future__ import annotations

import gzip
import io
import json
import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from nnstep.array_files.array_reader import read_arrays
from nnstep.errors import NetImportError
from nnstep.importers.from_file import import_file
from nnstep.importers.import_options import ImportOptions
from tests.fuzz.fuzzed_reader import FuzzedReader, Seeds, contents, joined, texts

W, B = np.array([[0.15, 0.2], [0.25, -0.3]]), np.array([0.35, 0.6])
WORDS = (
    *("'descr'", "'<f8'", "'>f4'", "'|O'", "'<U9'", "'fortran_order': True", "'shape': ()", "(2, 2)", "(-1,)", "(0,)"),
    *('"dtype"', '"F64"', '"F16"', '"BF16"', '"I64"', '"BOOL"', '"shape"', '"data_offsets"', '"__metadata__"', "[0,0]"),
    *("9223372036854775807", "{", "}", "[", "]", ":", ",", "e", "-", "nan", "inf", "\n", ";", "\t", '"', "W1", "b1"),
    *("fc1.weight", "fc1.bias", "0.weight", "2.bias", ".npy", "../", "1e400", "#", "1_0"),
)


def _npy(*arrays: np.ndarray) -> list[bytes]:
    files = []
    for array in arrays:
        file = io.BytesIO()
        np.save(file, array, allow_pickle=array.dtype.hasobject)
        files.append(file.getvalue())
    return files


def _npy_seeds() -> Sequence[bytes]:
    return _npy(
        *(W, W.T, np.float32(W), np.arange(6, dtype=np.uint8), np.array(3.5), np.zeros((0, 2)), np.array(["a", "b"])),
        *(np.array([True]), np.array([{}], dtype=object), np.array([1j]), np.array([np.nan]), np.float16(W)),
    )


def _npz_seeds() -> Sequence[bytes]:
    files = []
    for save in (np.savez, np.savez_compressed):
        for arrays in ({"W1": W, "b1": B}, {"fc1.weight": W, "fc1.bias": B, "fc2.weight": W, "fc2.bias": B}, {"a": B}):
            file = io.BytesIO()
            save(file, **arrays)
            files.append(file.getvalue())
    return files


def _idx_seeds() -> Sequence[bytes]:
    return [
        struct.pack(">HBB2I", 0, 8, 2, 2, 3) + bytes(range(6)),
        struct.pack(">HBB1I", 0, 0x0D, 1, 2) + struct.pack(">2f", 1, 2),
        struct.pack(">HBB3I", 0, 0x0E, 3, 1, 1, 2) + struct.pack(">2d", 1, 2),
    ]


def _safetensors_seeds() -> Sequence[bytes]:
    seeds = []
    for kind, dtype in (("F64", "<f8"), ("F32", "<f4"), ("F16", "<f2"), ("I64", "<i8"), ("BF16", "<u2")):
        blocks, head, at = [], {}, 0
        for name, array in (("fc1.weight", W), ("fc1.bias", B)):
            blocks.append(array.astype(dtype).tobytes())
            head[name] = {"dtype": kind, "shape": array.shape, "data_offsets": [at, at + len(blocks[-1])]}
            at += len(blocks[-1])
        text = json.dumps({"__metadata__": {"format": "pt"}, **head}).encode()
        seeds.append(struct.pack("<Q", len(text)) + text + b"".join(blocks))
    return seeds


def _every_array(path: Path) -> object:
    arrays = read_arrays(path)
    for array in arrays.values():
        assert np.isfinite(array).all()
    return None


def _array_rows(*rows: tuple[str, Seeds]) -> list[FuzzedReader]:
    return [FuzzedReader(f"arrays{ending}", "arrays", ending, _every_array, seeds, WORDS) for ending, seeds in rows]


CORPUS = contents("tests/hostile/arrays/*")
TABLES = texts("1,2,3\n4,5,6\n", "x;y\n1,5;2\n", "1\t2\n", '"a","b"\n1,"2"\n', "1e5\n2\n")
NPY, NPZ, IDX, IDX_GZ, TENSORS, CSV, TSV = _array_rows(
    (".npy", joined(_npy_seeds, contents("tests/hostile/*.npy", "tests/hostile/arrays/*.npy"))),
    (".npz", joined(_npz_seeds, contents("tests/hostile/*.npz", "tests/hostile/arrays/*.npz"))),
    (".idx", joined(_idx_seeds, contents("tests/hostile/arrays/*.idx"))),
    (".idx.gz", lambda: [gzip.compress(seed) for seed in _idx_seeds()]),
    (".safetensors", joined(_safetensors_seeds, contents("tests/hostile/arrays/*.safetensors"))),
    (".csv", joined(TABLES, contents("tests/hostile/arrays/*.csv"))),
    (".tsv", joined(TABLES, contents("tests/hostile/arrays/*.tsv"))),
)


def _net(path: Path) -> object:
    """Import a net with as many activations as it has layers, which only a person knows."""
    for count in (1, 2):
        options = ImportOptions(activations=("relu",) * count, loss="mean-squared")
        try:
            return import_file(path, path.with_suffix(".toml"), options, None)
        except NetImportError:
            if count == 2:
                raise
    return None


NET_NPZ = FuzzedReader("net.npz", "nets", ".npz", _net, _npz_seeds, WORDS)
STATE_DICTIONARY = FuzzedReader("net.pt", "nets", ".pt", _net, joined(_npz_seeds, _safetensors_seeds), WORDS)
"""Without PyTorch only the archive is looked at."""
NET_TENSORS = FuzzedReader("net.safetensors", "nets", ".safetensors", _net, _safetensors_seeds, WORDS)
