"""The readers that are fuzzed, each a row, by subject; found by this folder."""

from __future__ import annotations

from nnstep.plugins import collected
from tests.fuzz.fuzzed_reader import FuzzedReader

READERS: dict[str, FuzzedReader] = {reader.name: reader for reader in collected(__name__, __path__, FuzzedReader)}
"""Every reader, by its name."""
