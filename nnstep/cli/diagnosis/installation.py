"""What is installed: nnstep, Python, the packages that nnstep uses, its extras, and NumPy's library for products."""

from __future__ import annotations

import platform
import sys
from typing import TypedDict

from nnstep.version import __version__, installed_versions

NEEDED = ("click", "numpy", "orjson", "platformdirs", "rich", "textual")
EXTRAS = {
    "notebook": ("ipykernel", "nbclient", "nbformat"),
    "png": ("resvg-py",),
    "parquet": ("pyarrow",),
    "torch": ("torch",),
    "web": ("textual-serve",),
    "zstd": ("zstandard",),
}
"""By the name of an extra, the packages that it consists of."""


class Installation(TypedDict):
    """What is installed."""

    nnstep: str
    """The version of nnstep."""
    python: str
    """The implementation of Python and its version."""
    platform: str
    """The operating system and the kind of machine."""
    packages: dict[str, str]
    """The packages that nnstep needs, with their versions; one that is missing has none."""
    extras: dict[str, dict[str, str]]
    """The extras whose packages are all installed, with the versions of these."""
    products: str
    """The library that NumPy computes matrix products with, as NumPy was built."""
    vector_instructions: list[str]
    """The vector instructions of this machine that NumPy uses."""


def installation() -> Installation:
    """Return what is installed."""
    import numpy as np

    built: dict[str, dict[str, dict[str, object]]] = np.show_config(mode="dicts")  # type: ignore[assignment]
    blas = built.get("Build Dependencies", {}).get("blas", {})
    found: object = built.get("SIMD Extensions", {}).get("found", [])
    extras = {extra: installed_versions(names) for extra, names in EXTRAS.items()}
    return {
        "nnstep": __version__,
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "platform": f"{platform.system()} {platform.release()}, {platform.machine()}, {sys.byteorder}-endian",
        "packages": installed_versions(NEEDED),
        "extras": {extra: versions for extra, versions in extras.items() if len(versions) == len(EXTRAS[extra])},
        "products": f"{blas.get('name', 'unknown')} {blas.get('version', '')}".strip(),
        "vector_instructions": [str(each) for each in found] if isinstance(found, list) else [],
    }
