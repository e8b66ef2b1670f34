"""How a text names an array of a file: ``net.npz:W1``, ``net.safetensors:0.weight.T``, ``w.csv``, ``w.csv.T``."""

from __future__ import annotations

from dataclasses import dataclass

from nnstep.array_files.formats import FORMATS
from nnstep.file_endings import ending_in

_TURNED = ".T"


@dataclass(frozen=True, slots=True)
class ArrayReference:
    """One array of a file."""

    path: str
    name: str
    """Empty where the text names none."""
    turned: bool
    """Whether its transpose is meant."""


def array_reference(text: str) -> ArrayReference:
    """Return what a text names: a file, then maybe a colon and an array in it, then maybe ``.T`` for the transpose.

    The first colon after a known ending of a file's name counts: arrays have colons in their names, and so have drives.
    """
    plain = text.removesuffix(_TURNED)
    for at in (at for at, character in enumerate(plain) if character == ":"):
        if ending_in(plain[:at], FORMATS):
            return ArrayReference(plain[:at], plain[at + 1 :], plain != text)
    if ending_in(text, FORMATS) or not ending_in(plain, FORMATS):
        return ArrayReference(text, "", turned=False)
    return ArrayReference(plain, "", turned=True)
