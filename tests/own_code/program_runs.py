"""Run a program of the corpus in this process, and see where two runs part."""

from __future__ import annotations

import os
import re
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path
from types import CodeType
from typing import Any

import numpy as np

from tests.own_code.programs_corpus import Program

NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?!\w)")


def printed_by(program: Program, source: str) -> list[float]:
    """Run `source` as `python FILE ARGS` would, and return the numbers it printed."""
    output = StringIO()
    with _as_script(program), redirect_stdout(output), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(_compiled(program, source), _fresh_globals(program))
    return [float(text) for text in NUMBER.findall(output.getvalue())]


def _compiled(program: Program, source: str) -> CodeType:
    return compile(source, str(program.path), "exec")


def _fresh_globals(program: Program) -> dict[str, Any]:
    return {"__name__": "__main__", "__file__": str(program.path)}


@contextmanager
def _as_script(program: Program) -> Iterator[None]:
    was_here, had_arguments = Path.cwd(), sys.argv
    os.chdir(program.path.parent)
    sys.argv = [program.path.name, *program.arguments]
    try:
        with np.errstate(all="ignore"), np.printoptions():
            yield
    finally:
        sys.argv = had_arguments
        os.chdir(was_here)
