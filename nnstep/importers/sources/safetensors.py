"""Safetensors files, in which PyTorch, JAX and others exchange weights."""

from nnstep.importers.sources.importer import FileImporter
from nnstep.importers.sources.npz import arrays_of

SAFETENSORS = FileImporter((".safetensors",), "arrays by name, as PyTorch and others exchange them", arrays_of)
