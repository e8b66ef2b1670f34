"""The notations: one file each, which symbols a text writes. Changes no number; knows no network and no program."""

from __future__ import annotations

from nnstep.catalogue import collected
from nnstep.notations.notation import Notation

NOTATIONS = {notation.id: notation for notation in collected(__name__, __path__, Notation)}
"""Every notation by the name that a scenario gives it."""
