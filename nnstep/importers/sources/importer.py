"""What an importer is: it takes a net from a kind of file, or from an object of another library."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from nnstep.importers.found_net import FoundNet
from nnstep.importers.import_options import ImportOptions
from nnstep.importers.imported import Imported, Training


@dataclass(frozen=True, slots=True)
class FileImporter:
    """A kind of file that holds arrays by name, from which weights and biases are taken."""

    endings: tuple[str, ...]
    title: str
    arrays: Callable[[Path], Mapping[str, NDArray[Any]]]
    """Returns the arrays in the order and the types of the file; raises DataError where they can't be read, and runs
    nothing that is in the file."""


@dataclass(frozen=True, slots=True)
class ObjectData:
    """What comes with an object: its loss, its optimizer and its samples, each None where it is not given."""

    loss: object = None
    optimizer: object = None
    inputs: object = None
    targets: object = None


@dataclass(frozen=True, slots=True)
class ObjectImporter:
    """A class of another library whose objects are nets."""

    title: str
    bases: tuple[str, ...]
    """The full names of classes: an object is meant that is of one of them, or of a class derived from one."""
    take: Callable[[Any, ObjectData, ImportOptions], tuple[FoundNet, Training]]
    """Returns the net and its training; raises NetImportError for what nnstep lacks."""
    agree: Callable[[Any, ObjectData, FoundNet, Imported], str] = field(default=lambda *_: "")
    """Returns a sentence on what the object and the scenario compute alike, empty where nothing was compared; raises
    NetImportError where something differs."""

    def takes(self, thing: object) -> bool:
        """Return whether it takes an object."""
        names = {f"{kind.__module__}.{kind.__qualname__}" for kind in type(thing).__mro__}
        return not names.isdisjoint(self.bases)
