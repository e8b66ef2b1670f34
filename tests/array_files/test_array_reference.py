"""How a text names an array of a file."""

from __future__ import annotations

import pytest

from nnstep.array_files.array_reference import ArrayReference, array_reference


@pytest.mark.parametrize(
    ("text", "path", "name", "turned"),
    [
        ("net.npz", "net.npz", "", False),
        ("net.npz:W1", "net.npz", "W1", False),
        ("net.safetensors:0.weight", "net.safetensors", "0.weight", False),
        ("net.safetensors:0.weight.T", "net.safetensors", "0.weight", True),
        ("a/b.NPZ:layer/kernel:0.T", "a/b.NPZ", "layer/kernel:0", True),
        (r"C:\nets\net.npz:W1", r"C:\nets\net.npz", "W1", False),
        (r"C:\nets\net.npz", r"C:\nets\net.npz", "", False),
        ("w.csv.T", "w.csv", "", True),
        ("w.npz.T", "w.npz", "", True),
        ("images.ubyte.gz:a", "images.ubyte.gz", "a", False),
        ("w.T", "w.T", "", False),
        ("w.pt:W1", "w.pt:W1", "", False),
    ],
)
def test_a_file_an_array_in_it_and_its_transpose(text: str, path: str, name: str, turned: bool) -> None:
    assert array_reference(text) == ArrayReference(path, name, turned)
