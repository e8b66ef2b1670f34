"""What a file that is no text is, by its first bytes or the ending of its name, and what can be done with it."""

from __future__ import annotations

import re
from dataclasses import dataclass

HEAD_BYTES = 512
"""So many of the first bytes are looked at."""
_IMPORT = "nnstep import {name} -o net.toml makes a scenario of it"
_PICKLE = (
    "nnstep loads no pickles: that would run code that is in the file; save the weights with numpy.savez or as "
    ".safetensors, and nnstep import makes a scenario of them"
)
_KERAS = "save its weights: numpy.savez('net.npz', *model.get_weights()); nnstep import makes a scenario of them"
_SAVE_WEIGHTS = "save its weights as .npz or .safetensors; nnstep import makes a scenario of them"
_SCENARIO = "a scenario is a text file (.toml)"


@dataclass(frozen=True, slots=True)
class BinaryKind:
    """One kind of file."""

    what: str
    hint: str
    signs: bytes = b""
    """A pattern of the first bytes; empty where they say nothing."""
    endings: tuple[str, ...] = ()
    """For a kind whose first bytes say nothing, or for one that can be a text."""

    def hint_for(self, name: str) -> str:
        """Return what to do with the file of this name."""
        return self.hint.format(name=name)


_KINDS = (
    BinaryKind("a file of arrays by name (.safetensors)", _IMPORT, rb".{3}\0{5}\{\s*[\"}]"),
    BinaryKind("a file of arrays by name (.npz)", _IMPORT, rb"PK\x03\x04.{26}[^\0-\x1f]{1,200}?\.npy"),
    BinaryKind("a PyTorch file", _IMPORT, rb"PK\x03\x04.{26}[^/]{0,200}?/(?:data\.pkl|\.data|byteorder|\.format)"),
    BinaryKind("a Keras file", _KERAS, rb"PK\x03\x04.{26}(?:metadata\.json|config\.json|model\.weights\.h5)"),
    BinaryKind(
        "an Office document",
        "a table must end in .xlsx or .ods; a text must be saved as text",
        rb"PK\x03\x04.{26}(?:\[Content_Types\]\.xml|_rels/|xl/|docProps/|mimetypeapplication/vnd\.oasis)",
    ),
    BinaryKind("an archive (zip)", "unpack it first", rb"PK\x03\x04"),
    BinaryKind(
        "an array of NumPy's (.npy)",
        'a scenario can name it: weights = "{name}"',
        rb"\x93NUMPY",
    ),
    BinaryKind("a pickle, Python objects", _PICKLE, rb"\x80[\x02-\x05]", (".pkl", ".pickle", ".joblib")),
    BinaryKind("a file of HDF5, as Keras writes", _KERAS, rb"\x89HDF\r\n\x1a\n", (".h5", ".hdf5")),
    BinaryKind("a GGUF file of a language model", _SAVE_WEIGHTS, rb"GGUF"),
    BinaryKind("a picture (PNG)", _SCENARIO, rb"\x89PNG\r\n"),
    BinaryKind("a picture (JPEG)", _SCENARIO, rb"\xff\xd8\xff"),
    BinaryKind("a picture (GIF)", _SCENARIO, rb"GIF8[79]a"),
    BinaryKind("a picture (WebP)", _SCENARIO, rb"RIFF.{4}WEBP"),
    BinaryKind("a PDF", _SCENARIO, rb"%PDF-"),
    BinaryKind("a file packed with gzip", "unpack it first: gunzip -k {name}", rb"\x1f\x8b"),
    BinaryKind("a file packed with zstd", "unpack it first: unzstd {name}", rb"\x28\xb5\x2f\xfd"),
    BinaryKind("a file packed with xz", "unpack it first: unxz -k {name}", rb"\xfd7zXZ\0"),
    BinaryKind("a table (Parquet)", _SCENARIO, rb"PAR1"),
    BinaryKind("a program", _SCENARIO, rb"\x7fELF|MZ\x90\0|\xcf\xfa\xed\xfe"),
    BinaryKind("an ONNX file", _SAVE_WEIGHTS, endings=(".onnx",)),
    BinaryKind("a TensorFlow file", _SAVE_WEIGHTS, endings=(".pb", ".tflite", ".index")),
    BinaryKind("a file of MATLAB's", "save its arrays with scipy.io.loadmat and numpy.savez", endings=(".mat",)),
    BinaryKind("a PyTorch file", _IMPORT, endings=(".pt", ".pth", ".ckpt")),
)


def binary_kind(name: str, head: bytes) -> BinaryKind | None:
    """Return what a file with this name and these first bytes is; None for a text, or what nothing is known of."""
    if not _is_binary(head):
        return None
    signed = (kind for kind in _KINDS if kind.signs and re.match(kind.signs, head, re.DOTALL))
    named = (kind for kind in _KINDS if kind.endings and name.lower().endswith(kind.endings))
    return next(signed, None) or next(named, None)


def _is_binary(head: bytes) -> bool:
    """Return whether bytes are no text: they have a NUL, or are no UTF-8, but for a character cut off at the end."""
    try:
        head.decode()
    except UnicodeDecodeError as error:
        return b"\0" in head or error.end < len(head) or error.reason != "unexpected end of data"
    return b"\0" in head
