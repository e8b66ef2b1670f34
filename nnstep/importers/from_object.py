"""From an object of another library, with its loss, its optimizer and its samples, to a scenario."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from nnstep.errors import NetImportError
from nnstep.importers.import_options import ImportOptions
from nnstep.importers.imported import Imported, imported
from nnstep.importers.sources import OBJECT_IMPORTERS
from nnstep.importers.sources.importer import ObjectData


def import_object(thing: object, data: ObjectData, options: ImportOptions, output: Path) -> Imported:
    """Return the scenario of an object; raise NetImportError where it is none that nnstep knows, or lacks a part."""
    options.check()
    for row in OBJECT_IMPORTERS:
        if row.takes(thing):
            net, training = row.take(thing, data, options)
            found = imported(net, training, output)
            return replace(found, agreed=row.agree(thing, data, net, found))
    kinds = " or ".join(row.title for row in OBJECT_IMPORTERS)
    if isinstance(thing, type):
        hint = f"name an object of it, as after net = {thing.__qualname__}()"
        raise NetImportError(f"{thing.__qualname__} is a class", hint)
    raise NetImportError(f"this is a {type(thing).__qualname__}", f"nnstep imports {kinds}")
