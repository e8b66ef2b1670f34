"""Which code computes the numbers of a run: what their last bits depend on, beside the scenario and the versions."""

from __future__ import annotations

import ctypes
import os
import platform
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, cast

import numpy as np

from nnstep.problems.message_text import counted

SHARED_PRODUCT = 8192
"""From this many multiplications on, threads may share a product of matrices, which changes its last bits.
OpenBLAS does so from 9216 on for a matrix and a vector, from 262144 on for two matrices."""
_AFFIXES = tuple((prefix, suffix) for prefix in ("scipy_", "") for suffix in ("64_", ""))
"""What stands before and after the names of OpenBLAS's functions, in the libraries that NumPy is built with."""


@dataclass(frozen=True, slots=True)
class Kernel:
    """What computes: each text is empty where it can't be found out."""

    machine: str
    """The kind of processor, as in `x86_64`."""
    blas: str
    """The library of matrix products, its version, and the kernel that it chose for the processor."""
    simd: str
    """The instruction sets that NumPy's own functions use, of those that it was built for."""
    libc: str
    """The library of C, from which come functions such as exp where NumPy has no code of its own."""
    threads: int
    """How many threads share a product of matrices; 1 where all products are too small for more, 0 where that can't be
    found out."""

    @property
    def text(self) -> str:
        """All of it in a line."""
        threads = counted(self.threads, "thread") if self.threads > 1 else ""
        return ", ".join(filter(None, (self.machine, self.blas, self.simd, self.libc, threads)))


def kernel_from(facts: Mapping[str, Any] | None) -> Kernel | None:
    """Return what a header states; raise KeyError or TypeError where it does not state all of it."""
    return None if facts is None else Kernel(**{declared.name: facts[declared.name] for declared in fields(Kernel)})


def present_kernel(largest_product: int) -> Kernel:
    """Return what computes in this process; `largest_product` is the most multiplications that one product takes."""
    facts = cast("Mapping[str, Any]", np.show_config(mode="dicts"))
    library = facts.get("Build Dependencies", {}).get("blas", {})
    core, threads = next(_loaded_openblas(), ("", 0))
    return Kernel(
        platform.machine(),
        " ".join(filter(None, (str(library.get("name", "")), str(library.get("version", "")), core))),
        _simd(facts),
        _libc(),
        threads if largest_product >= SHARED_PRODUCT else 1,
    )


def _simd(facts: Mapping[str, Any]) -> str:
    extensions = facts.get("SIMD Extensions", {})  # a list that is empty is left out
    return " ".join([*extensions.get("baseline", ()), *extensions.get("found", ())])


def _loaded_openblas() -> Iterator[tuple[str, int]]:
    """Yield the kernel that OpenBLAS chose, and how many threads it has, if it is loaded and says so."""
    for path in _openblas_files():
        try:
            library = ctypes.CDLL(path)  # the one that NumPy has loaded: no second copy
        except OSError:
            continue
        for prefix, suffix in _AFFIXES:
            core = getattr(library, f"{prefix}openblas_get_corename{suffix}", None)
            threads = getattr(library, f"{prefix}openblas_get_num_threads{suffix}", None)
            if core is not None and threads is not None:
                core.restype = ctypes.c_char_p
                yield (core() or b"").decode(errors="replace"), int(threads())


def _openblas_files() -> Iterator[str]:
    """Yield the files of OpenBLAS: beside NumPy, where its wheels have them, or wherever the process has one from."""
    package = Path(np.__file__).parent
    for folder in (package.parent / "numpy.libs", package / ".dylibs"):
        yield from sorted(map(str, folder.glob("*openblas*")))
    try:
        lines = Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return
    yield from dict.fromkeys(path for line in lines if "openblas" in (path := line[line.find("/") :]))


def _libc() -> str:
    try:
        return os.confstr("CS_GNU_LIBC_VERSION") or ""
    except (AttributeError, ValueError, OSError):  # neither Windows, macOS nor musl has it
        return ""
