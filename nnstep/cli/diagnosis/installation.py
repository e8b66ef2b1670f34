"""What is installed: nnstep, Python, the packages that nnstep uses, its extras, and the kernel that computes."""

from __future__ import annotations

import platform
import sys
from typing import TypedDict

from nnstep.traces.kernel import SHARED_PRODUCT, Kernel, present_kernel
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
    kernel: Kernel
    """What computes the numbers beside NumPy, as a trace names it; its threads are those of a large product."""


def installation() -> Installation:
    """Return what is installed."""
    extras = {extra: installed_versions(names) for extra, names in EXTRAS.items()}
    return {
        "nnstep": __version__,
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "platform": f"{platform.system()} {platform.release()}, {platform.machine()}, {sys.byteorder}-endian",
        "packages": installed_versions(NEEDED),
        "extras": {extra: versions for extra, versions in extras.items() if len(versions) == len(EXTRAS[extra])},
        "kernel": present_kernel(SHARED_PRODUCT),
    }
