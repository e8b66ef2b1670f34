"""A process of its own, with another environment, for what a run must not depend on."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

OTHER_KERNEL: Mapping[str, str] = {
    "OPENBLAS_CORETYPE": "Prescott",
    "NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4 AVX2 FMA3 AVX512F AVX512CD AVX512_SKX AVX512_ICL",
}
"""What makes OpenBLAS and NumPy take the code for old processors; others than those of this kind ignore it."""


def nnstep_elsewhere(folder: Path, around: Mapping[str, str], *arguments: str) -> None:
    """Run the command in `folder`, with other variables around it."""
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "nnstep", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **around},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
