"""What goes wrong with .zip archives that strangers made, or that were damaged on their way."""

from __future__ import annotations

import struct
import zlib
from zipfile import BadZipFile

try:
    from lzma import LZMAError
except ImportError:  # a Python that was built without it opens no such archive
    LZMAError = BadZipFile  # type: ignore[misc,assignment]

DAMAGED = (
    *(BadZipFile, zlib.error, LZMAError, struct.error, EOFError, NotImplementedError, RuntimeError),
    *(ValueError, IndexError),
)
"""What `zipfile` raises on an archive that it can't read, or on a member of it; OSError is of the file itself."""
