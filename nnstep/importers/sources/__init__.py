"""What nets are imported from, one file each: kinds of files, and objects of other libraries."""

from __future__ import annotations

from nnstep.importers.sources.importer import FileImporter, ObjectImporter
from nnstep.plugins import collected

FILE_IMPORTERS = {ending: row for row in collected(__name__, __path__, FileImporter) for ending in row.endings}
"""By the ending of the files' names."""
OBJECT_IMPORTERS = tuple(collected(__name__, __path__, ObjectImporter))
